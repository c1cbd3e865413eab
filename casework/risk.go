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

// RiskMade is one assessment of risk, as made.
type RiskMade struct {
	Tool       string   `json:"tool"`
	Version    string   `json:"version,omitempty"`
	Total      *int     `json:"total,omitempty"`
	Grade      Grade    `json:"grade"`               // what the tool says
	Judgement  Grade    `json:"judgement,omitempty"` // what the assessor says; empty: the same
	Indicators []string `json:"indicators,omitempty"`
	Marac      bool     `json:"marac,omitempty"` // already referred to MARAC

	MaracAt time.Time `json:"marac_at,omitzero"` // when that was, UTC; zero: not said
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
	tool, known := riskTool(r.Tool)
	f.wrong(!known, at+"/tool", "not_listed", "is not a known tool")
	f.wrong(!slices.Contains(Grades, r.Grade), at+"/grade", "not_listed", "must be high, medium or standard")
	f.wrong(r.Judgement != "" && !slices.Contains(Grades, r.Judgement), at+"/judgement", "not_listed", "must be high, medium or standard")
	f.wrong(r.Total != nil && (*r.Total < 0 || *r.Total > tool.mostOf()), at+"/total", "out_of_range", "must be between 0 and %d", tool.mostOf())
	f.wrong(!r.MaracAt.IsZero() && !r.Marac, at+"/marac", "missing", "must be true where a date of referral to MARAC is given")
	f.meant(r.MaracAt, at+"/marac_at")
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
	Text     string    `json:"text,omitempty"` // the assessor's reasons
}

// judged says that the grade stands because a person judged it graver than the tool did.
func (r Risk) judged() bool { return r.Made.Judgement.above(r.Made.Grade) }

// grade sets the grade that stands and plans again what depends on it.
func (c *Case) grade(r RiskMade, s Said, at time.Time) {
	before := c.Risk.Grade
	r.MaracAt = r.MaracAt.UTC()
	c.Risk = Risk{Grade: r.effective(), Made: r, Assessed: s.when(at).UTC(), By: s.By, Times: c.Risk.Times + 1, Text: s.Text}
	if before != "" {
		c.told(s, at, "risk-assessed", "", "Risk assessed with %s: %s (before: %s).", r.Tool, c.Risk.Grade, before)
	}
	if before != "" && before != c.Risk.Grade {
		c.note(at, "replanned", "", "The grade is %s now and was %s: what is still ahead is planned again by it.", c.Risk.Grade, before)
	}
	c.watchRisk()
	c.findNeed(nil, at)
	if before != "" && c.Risk.Grade.above(before) {
		c.safetyEndsPause(at)
		c.askNeeds(at)
	}
	if c.open(Allocate) {
		c.raise(Allocate, "", at, c.protocol().AllocateWithin)
	}
	c.knowMarac(r, s, at)
	switch {
	case c.Stage != Reaching:
	case c.Risk.Grade.above(before):
		c.hurry(at)
	case before.above(c.Risk.Grade):
		c.ease(at)
	}
}

// watchRisk sets when the grade that stands is to be looked at again.
func (c *Case) watchRisk() {
	c.set(Clock{ID: "risk-review", Kind: RiskReview, Due: c.Risk.Assessed.Add(c.Policy.RiskReviewEvery)})
}

func (c *Case) ringRiskReview(now time.Time) {
	c.raise(ReviewRisk, "", now, c.Policy.ReviewWithin)
	c.reviewTogether(now)
}
