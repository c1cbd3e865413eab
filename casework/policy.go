package casework

import "time"

// Policy is what operations may tune. It is comparable, so that a run can tell
// when it changed; it reaches runs through MutableSideEffect. All lengths are
// clock time: risk does not wait for a working day.
type Policy struct {
	High     Protocol `json:"high"`
	Medium   Protocol `json:"medium"`
	Standard Protocol `json:"standard"`

	UrgentWithin    time.Duration `json:"urgent_within"`     // an urgent task, from raising to done
	DecideWithin    time.Duration `json:"decide_within"`     // a supervisor's decision
	AskAgainEvery   time.Duration `json:"ask_again_every"`   // an overdue task is put to the supervisor again
	AssessWithin    time.Duration `json:"assess_within"`     // needs assessment, from acceptance
	PlanWithin      time.Duration `json:"plan_within"`       // support plan, from assessment
	TalkWithin      time.Duration `json:"talk_within"`       // a call that replaces a message, or follows a withdrawal
	ReviewWithin    time.Duration `json:"review_within"`     // a review, from the day it is due
	RiskReviewEvery time.Duration `json:"risk_review_every"` // the longest a risk grade stands
	ReviewAtMost    time.Duration `json:"review_at_most"`    // the latest day a plan's review may be set for
	IdleAtMost      time.Duration `json:"idle_at_most"`      // the longest an open case may have nothing ahead of it

	NeedsReviewEvery time.Duration `json:"needs_review_every"` // the longest an assessment of needs stands

	HearingCall   time.Duration `json:"hearing_call"`   // the caseworker calls this long before a hearing
	HearingEarly  time.Duration `json:"hearing_early"`  // the first reminder, before a hearing
	HearingLate   time.Duration `json:"hearing_late"`   // the last reminder, before a hearing
	OutcomeWithin time.Duration `json:"outcome_within"` // what came of it is explained, after a hearing
	ConfirmBefore time.Duration `json:"confirm_before"` // a reminder nobody has confirmed by then becomes a call, before a hearing
	ReceiptWithin time.Duration `json:"receipt_within"` // a message that matters is known to have arrived, from its leaving
	ClosingFor    time.Duration `json:"closing_for"`    // a closure can be taken back this long
	MessageUseful time.Duration `json:"message_useful"` // an ordinary message is not sent later than this
}

// Protocol is how hard to try to reach a victim of one risk grade.
type Protocol struct {
	AllocateWithin  time.Duration `json:"allocate_within"`  // a case that nobody has is given to a named caseworker
	FirstWithin     time.Duration `json:"first_within"`     // the first attempt, from referral
	Every           time.Duration `json:"every"`            // from one failed attempt to the next
	Attempts        int           `json:"attempts"`         // failed attempts before a supervisor must decide
	SupervisorAfter int           `json:"supervisor_after"` // failed attempts before a supervisor is told; 0: not
	WelfareAfter    int           `json:"welfare_after"`    // failed attempts before a safe-and-well check is decided; 0: not
	WelfareWithin   time.Duration `json:"welfare_within"`   // the longest unreached before that decision; 0: not
	LeaveOpen       bool          `json:"leave_open"`       // a last message may leave the door open, where safe
}

const day = 24 * time.Hour

// Ordinary is the policy of a service that has set nothing else. The protocols
// are the proposed defaults of the contact standard (no national rule on the
// number of attempts is published; first attempt within 24 and 48 hours follows
// published local standards). Risk review at 12 weeks follows local
// safeguarding practice. A case has a named caseworker well before the first
// attempt is due. The rest are this product's own defaults.
func Ordinary() Policy {
	return Policy{
		High:     Protocol{AllocateWithin: 4 * time.Hour, FirstWithin: day, Every: 24*time.Hour + 3*time.Hour, Attempts: 5, SupervisorAfter: 2, WelfareAfter: 3, WelfareWithin: 2 * day},
		Medium:   Protocol{AllocateWithin: day, FirstWithin: 2 * day, Every: 2*day + 3*time.Hour, Attempts: 4, SupervisorAfter: 3},
		Standard: Protocol{AllocateWithin: 2 * day, FirstWithin: 3 * day, Every: 3*day + 3*time.Hour, Attempts: 3, LeaveOpen: true},

		UrgentWithin: time.Hour, DecideWithin: day, AskAgainEvery: day,
		AssessWithin: 5 * day, PlanWithin: 5 * day, TalkWithin: day, ReviewWithin: 5 * day,
		RiskReviewEvery: 12 * 7 * day, ReviewAtMost: 12 * 7 * day, IdleAtMost: 14 * day,

		HearingCall: 7 * day, HearingEarly: 2 * day, HearingLate: day, OutcomeWithin: day,
		ConfirmBefore: day, ReceiptWithin: 4 * time.Hour,
		ClosingFor: day, MessageUseful: day,

		NeedsReviewEvery: 12 * 7 * day,
	}
}

// shortest is the least that a length of a policy may be: at zero a rule would be
// switched off, or an overdue task be asked about without end.
const shortest = time.Millisecond

// Hurried is the same policy with every length divided by n: the same rules, in
// seconds instead of days. It is for demonstrations and tests.
func (p Policy) Hurried(n int64) Policy {
	for _, d := range []*time.Duration{
		&p.UrgentWithin, &p.DecideWithin, &p.AskAgainEvery, &p.AssessWithin, &p.PlanWithin, &p.TalkWithin, &p.ReviewWithin,
		&p.RiskReviewEvery, &p.ReviewAtMost, &p.IdleAtMost, &p.HearingCall, &p.HearingEarly, &p.HearingLate,
		&p.OutcomeWithin, &p.ConfirmBefore, &p.ReceiptWithin, &p.ClosingFor, &p.MessageUseful,
		&p.NeedsReviewEvery,
		&p.High.AllocateWithin, &p.High.FirstWithin, &p.High.Every, &p.High.WelfareWithin,
		&p.Medium.AllocateWithin, &p.Medium.FirstWithin, &p.Medium.Every, &p.Medium.WelfareWithin,
		&p.Standard.AllocateWithin, &p.Standard.FirstWithin, &p.Standard.Every, &p.Standard.WelfareWithin,
	} {
		if *d > 0 {
			*d = max(*d/time.Duration(n), shortest)
		}
	}
	return p
}

// protocol is how hard to try for a grade. A victim whose grade nobody has set is
// treated as high risk.
func (p Policy) protocol(g Grade) Protocol {
	switch g {
	case MediumRisk:
		return p.Medium
	case StandardRisk:
		return p.Standard
	case HighRisk:
		return p.High
	default:
		return p.High
	}
}
