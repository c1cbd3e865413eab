package casework

import (
	"slices"

	"beacon/victimscode"
)

// Scope is whether a right can be used after what opened it.
type Scope string

// Whether a right can be used.
const (
	InScope      Scope = "in"
	ScopeOut     Scope = "out"
	LimitedScope Scope = "limited" // it can, but not everything can come of it
	ScopeUnknown Scope = "unknown" // somebody is to find out; until then it is treated as if it could
)

// ScopeRow is one row of what decides whether a right can be used.
type ScopeRow struct {
	Right Right
	Fact  string              // what is said of the decision
	By    victimscode.Trigger // a justice event that says as much
	Makes Scope
	Says  string // what the victim is told: plain words, fit to be read out
}

// ScopeRows lists what decides whether a right can be used. Of several that are said,
// the latest decides. Only a person puts a right out of scope: no event does.
// Source: humberside.police.uk and contacthertspolice.uk on the police scheme,
// eventumlegal.co.uk on the limit of that of the CPS.
var ScopeRows = []ScopeRow{
	{PoliceReview, "suspect_interviewed", victimscode.Interviewed, InScope, "Police spoke to a suspect as a suspect and then decided not to take it further, so you can ask them to look again."},
	{PoliceReview, "no_suspect_interviewed", "", ScopeOut, "Nobody was interviewed as a suspect, and a review is only for decisions about somebody who was. You can still ask why, and you can complain."},
	{PoliceReview, "disposed_of_out_of_court", "", ScopeOut, "The person was dealt with in another way, such as a caution, and a review is not for that. You can still ask why, and you can complain."},
	{PoliceReview, "some_charges_only", "", ScopeOut, "The person was charged with some of what happened, and a review is not for the part that was left out. You can still ask why, and you can complain."},
	{PoliceReview, "different_charge", "", ScopeOut, "The person was charged with something else, and a review is not for which charge was chosen. You can still ask why, and you can complain."},
	{PoliceReview, "victim_retracted", "", ScopeOut, "It was ended because you asked for that, and a review is not for that. If you have changed your mind, or somebody put pressure on you, tell us: there may be another way."},
	{PoliceReview, "not_a_recordable_crime", "", ScopeOut, "What was reported is not the kind of crime that a review is for. You can still ask why, and you can complain."},
	{CPSReview, "no_evidence_offered", "", LimitedScope, "The prosecution gave no evidence to the court, so the case cannot begin again. If the decision was wrong, you can still get an explanation and an apology."},
}

// scopeFacts are the facts that decide on a right's scope.
func scopeFacts(r Right) (facts []string) {
	for _, row := range ScopeRows {
		if row.Right == r {
			facts = append(facts, row.Fact)
		}
	}
	return facts
}

// scopeRow is what decides on the scope of a right, of what is known: the latest of the
// facts, or else a justice event that stands.
func (c *Case) scopeRow(r Right, facts []string) (ScopeRow, bool) {
	for i := len(facts) - 1; i >= 0; i-- {
		j := slices.IndexFunc(ScopeRows, func(row ScopeRow) bool { return row.Right == r && row.Fact == facts[i] })
		if j >= 0 {
			return ScopeRows[j], true
		}
	}
	j := slices.IndexFunc(ScopeRows, func(row ScopeRow) bool {
		return row.Right == r && row.By != "" && slices.ContainsFunc(c.Justice, func(e JusticeEvent) bool { return e.Kind == row.By && e.Standing == Stands })
	})
	if j < 0 {
		return ScopeRow{}, false
	}
	return ScopeRows[j], true
}

// scope is whether a right can be used, by what is known.
func (c *Case) scope(r Right, facts []string) Scope {
	if row, known := c.scopeRow(r, facts); known {
		return row.Makes
	}
	if r == PoliceReview {
		return ScopeUnknown
	}
	return InScope
}

func (c *Case) scopeOf(h HeldRight) Scope { return c.scope(h.Right, h.Facts) }

// ScopeSays is what the victim is told of whether they can use a right; empty: nothing
// besides its explanation.
func (c *Case) ScopeSays(h HeldRight) (Scope, string) {
	row, _ := c.scopeRow(h.Right, h.Facts)
	return c.scopeOf(h), row.Says
}

// reviewable says that a decision may be reviewed, as far as is known.
func (c *Case) reviewable(e JusticeEvent) bool {
	r := PoliceReview
	if e.Kind == victimscode.NotProsecutedCPS {
		r = CPSReview
	}
	return c.scope(r, e.Facts) != ScopeOut
}
