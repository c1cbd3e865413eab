package casework

import (
	"slices"

	"beacon/victimscode"
)

// Side is on which side of a hearing a step of the plan lies.
type Side string

// On which side of a hearing a step lies.
const (
	OnListing Side = "on listing"
	Before    Side = "before"
	After     Side = "after"
)

// CourtStep is one row of what is done about every hearing, and when.
type CourtStep struct {
	Code     string
	Says     string
	Side     Side
	Limit    victimscode.Limit // how long before; after, within how long
	Does     Kind              // the clock that does it; empty: a duty of the Victims' Code does
	Duty     string            // which
	Task     TaskKind          // what it asks of a person
	Template Template          // what it writes
	Needed   bool              // only where the victim is needed
	Types    []string          // only for these types of hearing; none: for all
	Fixed    bool              // only where the day and the time are fixed
	Window   bool              // only where they are not
	Wished   bool              // only where the victim wants it
	AtOnce   bool              // at short notice it comes at once; else it is left out
	Source   string
}

// inEvidence are the types of hearing at which a victim may give evidence.
var inEvidence = []string{"trial", "trial_day_n", "s28_recording", "newton", "appeal_conviction"}

// nullTrial is where the plan comes from: it promises nobody that reminders change
// whether victims come.
const nullTrial = "this product's own, after two published trials in which reminders did not change whether victims came " +
	"(Cumberbatch and Barnes, Staffordshire; Monnington-Taylor and others, 2019): reminders are a right to know, and a person is what may help"

// CourtPlan lists what is done about every hearing. To add a step, add a row. Each is
// looked at again when its time comes, against the hearing as it then stands. Days are
// those of the London calendar; where the service does not call on one, the last day
// before on which it does. What is written gives no court and no offence, and a window
// never as a date.
var CourtPlan = []CourtStep{
	{Code: "listing", Says: "the victim is told the date, the place, what it is, and whether they are needed", Side: OnListing, Duty: "R8a", Source: "Victims' Code, Right 8, paragraph 8.1"},
	{Code: "measures", Says: "whether special measures are granted, and a visit to the court beforehand", Side: Before, Limit: days(28),
		Does: HearingCheck, Task: CheckMeasures, Needed: true, Types: inEvidence, Source: "Youth Justice and Criminal Evidence Act 1999, sections 16 to 30; when it is looked at is this product's own"},
	{Code: "practical", Says: "travel, childcare, an interpreter, a separate entrance", Side: Before, Limit: days(14),
		Does: HearingCheck, Task: CheckPractical, Needed: true, Source: nullTrial},
	{Code: "call", Says: "a call by the named worker", Side: Before, Limit: days(7), Does: HearingCall, Task: CallHearing, Needed: true, AtOnce: true, Source: nullTrial},
	{Code: "warned", Says: "a message that it may be soon, without a date", Side: Before, Limit: working(2),
		Does: HearingRemind, Template: HearingWarned, Needed: true, Window: true, Source: nullTrial},
	{Code: "early", Says: "a first reminder", Side: Before, Limit: working(2), Does: HearingRemind, Template: HearingReminder, Needed: true, Fixed: true, Source: nullTrial},
	{Code: "late", Says: "a last reminder", Side: Before, Limit: days(1), Does: HearingRemind, Template: HearingReminder, Needed: true, Fixed: true, Source: nullTrial},
	{Code: "morning", Says: "a reminder on the morning", Side: Before, Limit: victimscode.Limit{N: 3, Unit: victimscode.Hours},
		Does: HearingRemind, Template: HearingReminder, Needed: true, Fixed: true, Wished: true, Source: nullTrial},
	{Code: "after", Says: "what came of it is found out and explained", Side: After, Limit: working(1), Does: HearingAfter, Task: ExplainHearing, Source: nullTrial},
}

func days(n int) victimscode.Limit    { return victimscode.Limit{N: n, Unit: victimscode.Days} }
func working(n int) victimscode.Limit { return victimscode.Limit{N: n, Unit: victimscode.WorkingDays} }

// courtStep finds a row of the plan.
func courtStep(code string) (CourtStep, bool) {
	i := slices.IndexFunc(CourtPlan, func(s CourtStep) bool { return s.Code == code })
	if i < 0 {
		return CourtStep{}, false
	}
	return CourtPlan[i], true
}

// suits says that a step is for a hearing as it stands, and for this victim.
func (s CourtStep) suits(h Hearing, c *Case) bool {
	switch {
	case s.Needed && !h.Needed, len(s.Types) > 0 && !slices.Contains(s.Types, h.Type):
		return false
	case s.Fixed && h.Window(), s.Window && !h.Window():
		return false
	default:
		return !s.Wished || c.Preferences != nil && c.Preferences.Morning
	}
}
