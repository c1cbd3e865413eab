package casework

import (
	"slices"
	"time"
)

// AssessRisk is a new assessment of risk. Its words are the assessor's reasons.
type AssessRisk struct {
	Said
	RiskMade
	Incident time.Time `json:"incident,omitzero"` // when further abuse happened that no referral tells of, UTC
}

// Name is the command's name on the wire.
func (AssessRisk) Name() string { return "assess-risk" }

func (AssessRisk) stages() []Stage { return anyOpen }

func (m AssessRisk) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	m.faults(&f, "")
	f.wrong(m.MaracAt.After(now.Add(clockSkew)), "/marac_at", "in_the_future", "is in the future")
	f.meant(m.Incident, "/incident_at")
	f.wrong(m.Incident.After(now.Add(clockSkew)), "/incident_at", "in_the_future", "is in the future")
	m.reasoned(&f, c)
	return f.invalid()
}

// reasoned: a judgement that differs from the tool, and a grade that is lowered,
// have their reasons; a judgement is lowered by a judgement and never by a score;
// and what raises concern whatever the total is has been judged.
func (m AssessRisk) reasoned(f *faults, c *Case) {
	if !slices.Contains(Grades, m.Grade) || m.Judgement != "" && !slices.Contains(Grades, m.Judgement) {
		return // which is told already
	}
	lower := c.Risk.Grade.above(m.effective())
	differs := m.Judgement != "" && m.Judgement != m.Grade
	f.wrong(m.Text == "" && (lower || differs), "/text", "missing", "is missing: a grade that is lowered, or differs from the tool's, needs its reasons")
	f.wrong(lower && c.Risk.judged() && m.Judgement == "", "/judgement", "missing", "is missing: the grade that stands was judged, and a score does not lower it")
	unjudged := len(m.Indicators) > 0 && m.Judgement == "" && m.Grade != HighRisk
	f.wrong(unjudged, "/judgement", "missing", "is missing: indicators raise concern whatever the total is, so say how grave you judge it")
}

func (m AssessRisk) apply(c *Case, at time.Time) {
	before := c.maracTriggers()
	if !m.Incident.IsZero() {
		c.Heard = append(c.Heard, m.Incident.UTC())
		c.told(m.Said, at, "incident-heard", "", "The victim told of further abuse that no referral tells of.")
		before = nil
	}
	c.grade(m.RiskMade, m.Said, at)
	c.finish(m.Name(), "", at)
	c.askMarac(before, at)
}
