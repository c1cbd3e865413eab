package casework

import (
	"time"

	"beacon/victimscode"
)

// Policy is what operations may tune. It is comparable, so that a run can tell
// when it changed; it reaches runs through MutableSideEffect. All lengths are
// clock time: risk does not wait for a working day. Standard is of domestic abuse,
// Other of any other crime.
type Policy struct {
	High     Protocol `json:"high"`
	Medium   Protocol `json:"medium"`
	Standard Protocol `json:"standard"`
	Other    Protocol `json:"other"`

	UrgentClimb   Climb `json:"urgent_climb"`
	DecisionClimb Climb `json:"decision_climb"`
	WorkClimb     Climb `json:"work_climb"`
	DutyClimb     Climb `json:"duty_climb"`

	AcceptWithin    time.Duration `json:"accept_within"`     // a case that is offered to somebody is accepted or declined
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

	NeedsReviewEvery time.Duration `json:"needs_review_every"`        // the longest an assessment of needs stands
	TogetherWithin   time.Duration `json:"together_within,omitempty"` // a review that would be asked for by itself so soon after another is asked for with it; 0: each by itself

	EscalationIncidents int           `json:"escalation_incidents"` // incidents of abuse that are looked at as escalating; 0: not
	EscalationCrimes    int           `json:"escalation_crimes"`    // crimes of abuse that are; 0: not
	EscalationWithin    time.Duration `json:"escalation_within"`    // the time in which they are counted, back from the last one
	RepeatWithin        time.Duration `json:"repeat_within"`        // further abuse or another report is a repeat
	PersistentAfter     int           `json:"persistent_after"`     // further reports after which it is asked whether the victim is persistently targeted; 0: never
	SelfWithin          time.Duration `json:"self_within"`          // the first attempt, at the latest, to somebody who asks for help themselves
	AgencyWithin        time.Duration `json:"agency_within"`        // the first attempt, at the latest, to somebody whom another agency sends
	MaracAnswer         time.Duration `json:"marac_answer"`         // what MARAC decided is found out, from its meeting
	PauseAtMost         time.Duration `json:"pause_at_most"`        // the longest that a victim's contact may pause before a person asks
	BeforeReport        time.Duration `json:"before_report"`        // what happens in the criminal justice process may be so much earlier than the report of a crime whose own date nobody knows
	ChaseWithin         time.Duration `json:"chase_within"`         // a body is asked about what is late and has no task of its own
	UpdateWeek          time.Duration `json:"update_week"`          // a week of the interval at which a victim wants to be told how things stand

	ExplainWithin time.Duration `json:"explain_within"` // the rights that an event opens are explained, or it is found out whether they can be used

	SendWithin         time.Duration `json:"send_within"`          // an onward referral is sent, from when it was decided on
	AcknowledgeWithin  time.Duration `json:"acknowledge_within"`   // the agency acknowledges it, from when it was sent or last asked about
	FirstContactWithin time.Duration `json:"first_contact_within"` // the agency is in touch with the victim, from when it acknowledged or was last asked

	ConfirmBefore time.Duration `json:"confirm_before"` // a reminder nobody has confirmed by then becomes a call, before a hearing
	ReceiptWithin time.Duration `json:"receipt_within"` // a message that matters is known to have arrived, from its leaving
	ClosingFor    time.Duration `json:"closing_for"`    // a closure can be taken back this long
	MessageUseful time.Duration `json:"message_useful"` // an ordinary message is not sent later than this
	CutOffWithin  time.Duration `json:"cut_off_within"` // a call that was cut off is made again
	CheckWithin   time.Duration `json:"check_within"`   // what came of a safe-and-well check is known, from asking for it

	Edition  string               `json:"edition,omitempty"`  // the edition of the Victims' Code that a new case takes; empty: the current one
	Calendar victimscode.Calendar `json:"calendar,omitempty"` // the bank holidays proclaimed or struck out since this program was built

	PatientFor time.Duration `json:"patient_for,omitempty"` // a clock that can wait is left so long to whoever rings those at a pace; 0: it rings by itself

	// Hurry is how many times faster than the world's time this life passes, for
	// demonstrations; 0 and 1: as fast. Times of day and working days follow it.
	Hurry int64 `json:"hurry,omitempty"`
}

const (
	day          = 24 * time.Hour
	twelveMonths = 366 * day // so that no leap year makes it too short
)

// Ordinary is the policy of a service that has set nothing else. The protocols
// are the proposed contact standard, which says where it comes from. Risk review at
// 12 weeks follows local safeguarding practice. A case has a named caseworker well
// before the first attempt is due. Escalation is Kingston's threshold, twelve months for a
// repeat is SafeLives', and two days for MARAC's answer a local IDVA standard. Reviews within a week of each other are one
// conversation: what is asked about anew then has hardly changed since, and a victim is not called three times for it. The
// rest are this product's own defaults.
func Ordinary() Policy {
	return Policy{
		High: highProtocol, Medium: mediumProtocol, Standard: standardProtocol, Other: otherProtocol,

		UrgentClimb:   Climb{ManagerAfter: 4 * time.Hour},
		DecisionClimb: Climb{WarnFrom: 8 * time.Hour, ManagerAfter: day},
		WorkClimb:     Climb{RemindFrom: 2 * day, WarnFrom: 8 * time.Hour, ManagerAfter: day},
		DutyClimb:     Climb{RemindFrom: time.Hour, WarnFrom: time.Hour, ManagerAfter: day},

		AcceptWithin: 8 * time.Hour, UrgentWithin: time.Hour, DecideWithin: day, AskAgainEvery: day,
		AssessWithin: 5 * day, PlanWithin: 5 * day, TalkWithin: day, ReviewWithin: 5 * day,
		RiskReviewEvery: 12 * 7 * day, ReviewAtMost: 12 * 7 * day, IdleAtMost: 14 * day,

		EscalationIncidents: 5, EscalationCrimes: 3, EscalationWithin: twelveMonths, RepeatWithin: twelveMonths, MaracAnswer: 2 * day,
		PersistentAfter: 2, SelfWithin: day, AgencyWithin: 2 * day,

		ConfirmBefore: day, ReceiptWithin: 4 * time.Hour,
		ClosingFor: day, MessageUseful: day,

		NeedsReviewEvery: 12 * 7 * day, TogetherWithin: 7 * day,
		CutOffWithin: 15 * time.Minute, CheckWithin: 12 * time.Hour,
		PauseAtMost: 28 * day, UpdateWeek: 7 * day, BeforeReport: 7 * day, ChaseWithin: 5 * day,
		ExplainWithin: 2 * day,
		SendWithin:    day, AcknowledgeWithin: 2 * day, FirstContactWithin: 5 * day,
	}
}

// shortest is the least that a length of a policy may be: at zero a rule would be
// switched off, or an overdue task be asked about without end.
const shortest = time.Millisecond

// Hurried is the same policy with every length divided by n: the same rules, in
// seconds instead of days. It is for demonstrations and tests.
func (p Policy) Hurried(n int64) Policy {
	for _, d := range []*time.Duration{
		&p.UrgentClimb.ManagerAfter, &p.DecisionClimb.WarnFrom, &p.DecisionClimb.ManagerAfter,
		&p.WorkClimb.RemindFrom, &p.WorkClimb.WarnFrom, &p.WorkClimb.ManagerAfter,
		&p.DutyClimb.RemindFrom, &p.DutyClimb.WarnFrom, &p.DutyClimb.ManagerAfter, &p.BeforeReport, &p.ChaseWithin,
		&p.AcceptWithin, &p.UrgentWithin, &p.DecideWithin, &p.AskAgainEvery, &p.AssessWithin, &p.PlanWithin, &p.TalkWithin, &p.ReviewWithin,
		&p.EscalationWithin, &p.RepeatWithin, &p.MaracAnswer, &p.SelfWithin, &p.AgencyWithin, &p.RiskReviewEvery, &p.ReviewAtMost, &p.IdleAtMost,
		&p.ConfirmBefore, &p.ReceiptWithin, &p.ClosingFor, &p.MessageUseful,
		&p.NeedsReviewEvery, &p.TogetherWithin, &p.PauseAtMost, &p.UpdateWeek, &p.ExplainWithin, &p.SendWithin, &p.AcknowledgeWithin, &p.FirstContactWithin,
		&p.CutOffWithin, &p.CheckWithin, &p.PatientFor,
	} {
		*d = hurried(*d, n)
	}
	for _, r := range []*Protocol{&p.High, &p.Medium, &p.Standard, &p.Other} {
		for _, d := range []*time.Duration{&r.AllocateWithin, &r.FirstWithin, &r.Spread, &r.WelfareWithin} {
			*d = hurried(*d, n)
		}
	}
	if n > 1 {
		p.Hurry = max(p.Hurry, 1) * n
	}
	return p
}

func hurried(d time.Duration, n int64) time.Duration {
	if d == 0 {
		return 0
	}
	return max(d/time.Duration(n), shortest)
}
