package casework

import "slices"

// RiskTool is one row of the risk tools that are accepted. How many questions a
// tool has is never assumed: tools differ, and so do the versions of one.
type RiskTool struct {
	Code     string
	Says     string
	Most     int // the highest total it can give; 0: not known
	Visible  int // the total from which its answers alone are a matter for MARAC
	Source   string
	Verified bool // false: from general knowledge of the source, to be checked against it
}

const ticks = "local MARAC criteria (\"14 ticks\", visible high risk): plymouthscb.co.uk, nidasnorfolk.co.uk"

// Tools lists the risk tools that are accepted. To add one, add a line. Where no
// threshold is published for a tool, the one of the others is taken: the most that
// comes of it is that a person is asked.
var Tools = []RiskTool{
	{"DASH", "police DASH: 27 questions, and more on stalking", 0, 14, ticks, true},
	{"SafeLives", "SafeLives' checklist of 24 questions", 24, 14, ticks, true},
	{"DARA", "College of Policing's DARA", 0, 14, "threshold of the other tools, as the safer reading; none is published for DARA", false},
	{"other", "any other tool", 0, 14, "threshold of the other tools, as the safer reading", false},
}

// riskTool finds a tool by its code.
func riskTool(code string) (RiskTool, bool) {
	i := slices.IndexFunc(Tools, func(t RiskTool) bool { return t.Code == code })
	if i < 0 {
		return RiskTool{}, false
	}
	return Tools[i], true
}

// mostOf is the highest total that can be meant for a tool.
func (t RiskTool) mostOf() int {
	if t.Most > 0 {
		return t.Most
	}
	return longestTool
}

// longestTool bounds the total of a tool of unknown length, so that a slip of the
// keyboard is seen. The longest in use has well under 60 questions and sub-questions.
const longestTool = 60
