package victimscode

import "time"

// Basis is the moment from which a time limit runs.
type Basis string

// The moments from which a time limit runs.
const (
	FromOccurred Basis = "occurred" // when it happened
	FromReceived Basis = "received" // when the body that owes the duty received it
	FromTold     Basis = "told"     // when the victim was told of it
)

// Body is who owes a duty, or, of what is the victim's own, the victim.
type Body string

// Who may owe a duty.
const (
	Police       Body = "police"
	YouthTeam    Body = "youth_offending_team"
	WitnessCare  Body = "witness_care_unit"
	CPS          Body = "cps"
	Court        Body = "court"
	Probation    Body = "probation"
	ComplainedOf Body = "body_complained_of"
	Ombudsman    Body = "ombudsman"
	Provider     Body = "every_provider"
	Victim       Body = "victim"
)

// Ours is what of a duty is this service's.
type Ours string

// What of a duty is this service's.
const (
	ToDo       Ours = "to_do"       // we owe it ourselves
	ToChase    Ours = "to_chase"    // another body owes it: we see that it is done
	ToEvidence Ours = "to_evidence" // another body owes it: we keep what shows whether it was done
	ToWatch    Ours = "to_watch"    // it is the victim's own time: we explain it, and see that it never runs out in silence
)

// Condition is what must be so, besides the trigger, for a duty to begin.
type Condition string

// The conditions. A case knows each of them.
const (
	IfBereaved      Condition = "bereaved"
	IfSpecified     Condition = "specified_case" // homicide, sexual offences, child abuse, hate crime
	IfYoungOffender Condition = "offender_under_18"
	IfAdultOffender Condition = "offender_18_or_over"   // or nothing says how old they are
	IfContactScheme Condition = "victim_contact_scheme" // a specified violent or sexual offence, and twelve months or more, or a hospital order
	IfReviewable    Condition = "reviewable"            // within the scope of the Victims' Right to Review
	IfGuilty        Condition = "found_guilty"
	IfDissatisfied  Condition = "dissatisfied"
	IfUpheld        Condition = "review_upheld"     // the review came to the same decision
	IfMinor         Condition = "victim_under_18"   // when it happened
	IfNotMinor      Condition = "victim_18_or_over" // likewise, or nothing says how old they were
)

// Duty is one row of law: who must do what for a victim, from when, and by when.
type Duty struct {
	ID       string      `json:"id"`    // unique in its edition, such as "R6a"; the same duty keeps it in every edition
	Right    int         `json:"right"` // of the twelve; 0: a time limit that is not in the Code
	Para     string      `json:"para,omitempty"`
	Says     string      `json:"says"` // what is to be done, in plain words
	Begins   []Trigger   `json:"begins"`
	Only     []Condition `json:"only,omitempty"` // all of them
	From     Basis       `json:"from"`
	Owner    Body        `json:"owner"`
	Ours     Ours        `json:"ours"`
	Stage    Stage       `json:"stage,omitempty"`
	Standard Limit       `json:"standard"`
	Enhanced Limit       `json:"enhanced"`
	Aim      Limit       `json:"aim,omitzero"`     // where no number is set: when this service looks whether it was done
	Before   []Trigger   `json:"before,omitempty"` // it must be done before one of these happens
	Met      []Meeting   `json:"met"`
	Note     string      `json:"note,omitempty"`
	Source   string      `json:"source"`
	Verified bool        `json:"verified"`
}

// Stage is which of the two clocks of what a court decides a duty is.
type Stage string

// The two clocks of what a court decides.
const (
	CourtToCareUnit  Stage = "court_to_witness_care"
	CareUnitToVictim Stage = "witness_care_to_victim"
)

// Meeting is what meets a duty.
type Meeting string

// What meets a duty.
const (
	MetByTelling  Meeting = "told"     // somebody told the victim
	MetByReceipt  Meeting = "received" // the next body has received it
	MetByReferral Meeting = "referred" // the victim was referred to a service, or to a scheme
	MetByDoing    Meeting = "done"     // the body did it: paid, answered, met, assessed, returned
	MetByAsking   Meeting = "asked"    // the victim used their right
	MetByDeciding Meeting = "decided"  // the body decided what was asked of it
	MetByWaiving  Meeting = "waived"   // the victim, knowing of it, said that they do not want it
)

// Limit is which limit of a duty applies to a victim.
func (d Duty) Limit(enhanced bool) Limit {
	if enhanced {
		return d.Enhanced
	}
	return d.Standard
}

// Due is the moment after which the duty is breached, in UTC, for what began at from;
// zero where the edition sets no number.
func (d Duty) Due(from time.Time, enhanced bool, days Calendar) time.Time {
	return d.Limit(enhanced).After(from, days)
}

// DueAim is when this service looks whether a duty without a number was done; zero
// where the duty has a number, or nobody looks.
func (d Duty) DueAim(from time.Time, days Calendar) time.Time { return d.Aim.After(from, days) }
