package casework

import (
	"slices"
	"time"
)

// Grade is how likely serious harm is thought to be.
type Grade string

// The grades, as the risk tools name them.
const (
	HighRisk     Grade = "high"
	MediumRisk   Grade = "medium"
	StandardRisk Grade = "standard"
)

// Grades lists the grades, gravest first.
var Grades = []Grade{HighRisk, MediumRisk, StandardRisk}

// above says that g is graver than o. A grade nobody has set is above none.
func (g Grade) above(o Grade) bool { return g.weight() > o.weight() }

func (g Grade) weight() int {
	if i := slices.Index(Grades, g); i >= 0 {
		return len(Grades) - i
	}
	return 0
}

// Indicators raise concern whatever the total is.
// Source: local safeguarding boards' guidance on DASH override indicators.
var Indicators = []string{
	"strangulation", "stalking", "threats_to_kill", "separation", "coercive_control", "escalation", "honour_based", "victim_fears",
}

// visiblyHigh is the total at which a case is referred to MARAC whatever its grade.
// Source: local MARAC criteria ("14 ticks", visible high risk).
const visiblyHigh = 14

// mostQuestions bounds a total; the longest tool in use has 27 questions and
// sub-questions, and no number of items is assumed.
const mostQuestions = 60

// Tools lists the risk tools that are accepted; no number of questions is assumed.
var Tools = []string{"DASH", "DARA", "other"}

// RiskMade is one assessment of risk, as made.
type RiskMade struct {
	Tool       string   `json:"tool"`
	Version    string   `json:"version,omitempty"`
	Total      *int     `json:"total,omitempty"`
	Grade      Grade    `json:"grade"`               // what the tool says
	Judgement  Grade    `json:"judgement,omitempty"` // what the assessor says; empty: the same
	Indicators []string `json:"indicators,omitempty"`
	Marac      bool     `json:"marac,omitempty"` // already referred to MARAC
}

// effective is the graver of the tool's grade and the assessor's judgement: a
// score never lowers a judgement.
func (r RiskMade) effective() Grade {
	if r.Judgement.above(r.Grade) {
		return r.Judgement
	}
	return r.Grade
}

func (r RiskMade) faults(f *faults, at string) {
	f.wrong(!slices.Contains(Tools, r.Tool), at+"/tool", "not_listed", "is not a known tool")
	f.wrong(!slices.Contains(Grades, r.Grade), at+"/grade", "not_listed", "must be high, medium or standard")
	f.wrong(r.Judgement != "" && !slices.Contains(Grades, r.Judgement), at+"/judgement", "not_listed", "must be high, medium or standard")
	f.wrong(r.Total != nil && (*r.Total < 0 || *r.Total > mostQuestions), at+"/total", "out_of_range", "must be between 0 and %d", mostQuestions)
	f.wrong(len(r.Indicators) > len(Indicators), at+"/indicators", "too_many", "has more than there are")
	for _, i := range r.Indicators[:min(len(r.Indicators), len(Indicators))] {
		f.wrong(!slices.Contains(Indicators, i), at+"/indicators", "not_listed", "has one that is not known")
	}
}

// Risk is the grade that stands, and how it came about.
type Risk struct {
	Grade    Grade     `json:"grade"`
	Made     RiskMade  `json:"made"`
	Assessed time.Time `json:"assessed"` // UTC
	By       string    `json:"by,omitempty"`
	Times    int       `json:"times"`
}

// AssessRisk is a new assessment of risk.
type AssessRisk struct {
	Said
	RiskMade
}

// Name is the command's name on the wire.
func (AssessRisk) Name() string { return "assess-risk" }

func (AssessRisk) stages() []Stage { return anyOpen }

func (m AssessRisk) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	m.faults(&f, "")
	return f.invalid()
}

func (m AssessRisk) apply(c *Case, at time.Time) {
	c.grade(m.RiskMade, m.Said, at)
	c.finish(m.Name(), "", at)
}

// grade sets the grade that stands and plans again what depends on it.
func (c *Case) grade(r RiskMade, s Said, at time.Time) {
	before := c.Risk.Grade
	c.Risk = Risk{Grade: r.effective(), Made: r, Assessed: s.when(at).UTC(), By: s.By, Times: c.Risk.Times + 1}
	if before != "" {
		c.told(s, at, "risk-assessed", "", "Risk assessed with %s: %s (before: %s).", r.Tool, c.Risk.Grade, before)
	}
	c.watchRisk()
	if before != "" && c.Risk.Grade.above(before) {
		c.ringNeedsReview(at)
	}
	if c.open(Allocate) {
		c.raise(Allocate, "", at, c.protocol().AllocateWithin)
	}
	visible := r.Total != nil && *r.Total >= visiblyHigh
	if (c.Risk.Grade == HighRisk || visible) && !r.Marac && before != HighRisk {
		c.raise(HighRiskAction, "", at, c.Policy.DecideWithin)
	}
	switch {
	case c.Stage != Reaching:
	case c.Risk.Grade.above(before):
		c.hurry(at)
	case c.protocol().WelfareWithin == 0:
		c.stop("unreached")
	}
}

// watchRisk sets when the grade that stands is to be looked at again.
func (c *Case) watchRisk() {
	c.set(Clock{ID: "risk-review", Kind: RiskReview, Due: c.Risk.Assessed.Add(c.Policy.RiskReviewEvery)})
}

func (c *Case) ringRiskReview(now time.Time) {
	c.raise(ReviewRisk, "", now, c.Policy.ReviewWithin)
}
