package measures

import (
	"slices"
	"time"

	"beacon/casework"
	"beacon/victimscode"
)

// Kept is one duty as it is kept.
type Kept struct {
	CaseID string // opaque
	Force  string
	casework.DutyView
}

// outcome is what became of a duty whose time ends in a quarter.
type outcome string

const (
	onTime      outcome = "on_time"
	late        outcome = "late"
	neverMet    outcome = "never_met"
	outstanding outcome = "outstanding"
	notKnown    outcome = "not_known"
	running     outcome = "running"
	notOwed     outcome = "not_owed"
)

// of is where an outcome is counted.
func (m *Measured) of(o outcome) *int {
	return map[outcome]*int{
		onTime: &m.OnTime, late: &m.Late, neverMet: &m.NeverMet, outstanding: &m.Outstanding, notKnown: &m.NotKnown, running: &m.Running, notOwed: &m.NotOwed,
	}[o]
}

// voids are why something was never owed, so that no breach of it counts; given up is
// what was owed and will not be met.
var voids = []string{"not_owed", "replaced"}

const givenUp = "cannot_be_met"

// outcome says what became of a duty. Of what another body owes, and nobody here asks
// for, it is not known whether it was done until something shows it.
func (k Kept) outcome(now time.Time) outcome {
	switch {
	case !k.Met.IsZero() && k.Met.After(k.Due):
		return late
	case !k.Met.IsZero():
		return onTime
	case slices.Contains(voids, k.Ended), k.Ended != "" && k.Ended != givenUp && k.Breached.IsZero():
		return notOwed
	case k.Ended != "":
		return neverMet
	case !now.After(k.Due):
		return running
	case k.Ours == victimscode.ToEvidence:
		return notKnown
	}
	return outstanding
}

// isLate says that it is an outcome for which a return gives the evidence.
func (o outcome) isLate() bool { return o == late || o == neverMet || o == outstanding }
