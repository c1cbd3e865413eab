package casework

import (
	"slices"
	"strings"
	"time"
)

// Kind says what a clock does when it rings.
type Kind string

// The kinds of clock. To add one, add a line here, and one in ring.
const (
	NextAttempt   Kind = "next-attempt"   // another attempt to reach the victim is to be made
	TaskReminder  Kind = "task-reminder"  // much of a task's time has passed
	TaskOverdue   Kind = "task-overdue"   // a task was not done in time
	CoverBegins   Kind = "cover-begins"   // somebody begins to cover for who has the case
	CoverEnds     Kind = "cover-ends"     // who has the case is back
	PlanReview    Kind = "plan-review"    // the support plan is to be reviewed
	RiskReview    Kind = "risk-review"    // the risk is to be assessed again
	HearingCheck  Kind = "hearing-check"  // what the victim will need at a hearing is to be looked at
	HearingCall   Kind = "hearing-call"   // the caseworker is to call before a hearing
	HearingRemind Kind = "hearing-remind" // a reminder of a hearing may go out
	HearingAfter  Kind = "hearing-after"  // what came of a hearing is to be explained
	Unconfirmed   Kind = "unconfirmed"    // nobody has confirmed the reminder of a hearing
	NoReceipt     Kind = "no-receipt"     // it is not known whether a message that matters has arrived
	TryMessage    Kind = "try-message"    // a message that had to wait may be tried again
	CloseNow      Kind = "close-now"      // the time to take a closure back has passed
	Unreached     Kind = "unreached"      // a high-risk victim has not been reached for too long
	MaracMeeting  Kind = "marac-meeting"  // MARAC has met: somebody is to find out what was decided
	Idle          Kind = "idle"           // nothing else is ahead of an open case
	NeedsReview   Kind = "needs-review"   // what the victim needs is to be asked again
	OnwardDue     Kind = "onward-due"     // an agency has not acknowledged an onward referral, or not been in touch
	UpdateDue     Kind = "update-due"     // the victim is to be told how things stand, as often as they asked
	PauseEnds     Kind = "pause-ends"     // the victim's pause of contact ends
	RightDue      Kind = "right-due"      // the victim is reminded of a right whose time runs, or it has run out
	DutyDue       Kind = "duty-due"       // a duty of the Victims' Code is late, if it has not been met
)

// Kinds lists every kind of clock.
var Kinds = []Kind{NextAttempt, TaskReminder, TaskOverdue, CoverBegins, CoverEnds, PlanReview, RiskReview, HearingCheck, HearingCall, HearingRemind, HearingAfter, Unconfirmed, NoReceipt, TryMessage, CloseNow, Unreached, MaracMeeting, Idle, NeedsReview, OnwardDue, UpdateDue, PauseEnds, DutyDue, RightDue}

// Patient lists the kinds of clock that can wait a few minutes, because what they let
// go out is as good then: thousands of them may be due in one second, when an office
// opens. Whoever rings them at a pace leaves the way free for every other clock.
var Patient = []Kind{HearingRemind, TryMessage}

// Clock is one thing which will happen at one time. Its ID is unique in the case:
// setting a clock again moves it.
type Clock struct {
	ID    string    `json:"id"`
	Kind  Kind      `json:"kind"`
	Due   time.Time `json:"due"`             // UTC
	About string    `json:"about,omitempty"` // the task, hearing or effect it belongs to

	Step string `json:"step,omitempty"` // of a hearing, the step of the court plan
	Set  int    `json:"set,omitempty"`  // the revision in which it was set to ring then

	// Message is what a TryMessage clock will ask for again, or what a NoReceipt clock
	// waits for the receipt of.
	Message *Message `json:"message,omitempty"`
}

// set sets a clock, or moves the one with this ID.
func (c *Case) set(k Clock) {
	k.Due, k.Set = k.Due.UTC(), c.Revision
	if i := c.clock(k.ID); i >= 0 {
		if was := c.Clocks[i]; was.Due.Equal(k.Due) && was.Kind == k.Kind {
			k.Set = was.Set // it is still the same deadline
		}
		c.Clocks[i] = k
		return
	}
	c.Clocks = append(c.Clocks, k)
}

func (c *Case) clock(id string) int {
	return slices.IndexFunc(c.Clocks, func(k Clock) bool { return k.ID == id })
}

// stop ends the clock with this ID, if there is one.
func (c *Case) stop(id string) {
	c.Clocks = slices.DeleteFunc(c.Clocks, func(k Clock) bool { return k.ID == id })
}

// stopAll ends every clock whose ID begins with prefix.
func (c *Case) stopAll(prefix string) {
	c.Clocks = slices.DeleteFunc(c.Clocks, func(k Clock) bool { return strings.HasPrefix(k.ID, prefix) })
}

// next is the clock that rings first. Ties ring in the order of their IDs, so
// that a replay rings them alike.
func (c *Case) next() (Clock, bool) {
	if len(c.Clocks) == 0 {
		return Clock{}, false
	}
	return slices.MinFunc(c.Clocks, func(a, b Clock) int {
		if d := a.Due.Compare(b.Due); d != 0 {
			return d
		}
		return strings.Compare(a.ID, b.ID)
	}), true
}

// NextDue is the moment of the earliest clock, in UTC.
func (c *Case) NextDue() (time.Time, bool) {
	k, ok := c.next()
	return k.Due, ok
}

// NextTurn is when the case must look at its clocks by itself, in UTC. A patient clock
// is left to whoever rings those for as long as the policy says; then it rings all the
// same.
func (c *Case) NextTurn() (next time.Time, ok bool) {
	for _, k := range c.Clocks {
		due := k.Due
		if slices.Contains(Patient, k.Kind) {
			due = due.Add(c.Policy.PatientFor)
		}
		if !ok || due.Before(next) {
			next, ok = due, true
		}
	}
	return next, ok
}

// Wake rings every clock due by now, oldest first, each as a revision of its own.
// Ringing may set or stop others.
func (c *Case) Wake(now time.Time) { c.WakeBy(now, OwnTimer) }

// WakeBy is Wake, where something else than the case's own timer may have led to it.
func (c *Case) WakeBy(now time.Time, by Bell) {
	if c.Calendar != c.Policy.Calendar {
		c.Revision++
		c.keepCalendar(now)
		c.keepMoving(now)
	}
	for {
		k, ok := c.next()
		if !ok || k.Due.After(now) {
			return
		}
		c.stop(k.ID)
		c.Revision++
		c.rang(k, by, now)
		c.ring(k, now)
		c.keepMoving(now)
	}
}

// ring does what a clock is for. A repeat re-arms from now, so that an outage is
// not followed by a burst.
func (c *Case) ring(k Clock, now time.Time) { //nolint:funlen // one line a kind of clock, all in one place
	switch k.Kind {
	case NextAttempt:
		c.ringNextAttempt(now)
	case TaskReminder:
		c.ringTaskReminder(k, now)
	case TaskOverdue:
		c.ringTaskOverdue(k, now)
	case CoverBegins:
		c.ringCoverBegins(now)
	case CoverEnds:
		c.ringCoverEnds(now)
	case PlanReview:
		c.ringPlanReview(now)
	case RiskReview:
		c.ringRiskReview(now)
	case HearingCheck:
		c.ringHearingCheck(k, now)
	case HearingCall:
		c.ringHearingCall(k, now)
	case HearingRemind:
		c.ringHearingRemind(k, now)
	case HearingAfter:
		c.ringHearingAfter(k, now)
	case Unconfirmed:
		c.ringUnconfirmed(k, now)
	case NoReceipt:
		c.ringNoReceipt(k, now)
	case TryMessage:
		c.ringTryMessage(k, now)
	case CloseNow:
		c.ringCloseNow(now)
	case Unreached:
		c.ringUnreached(now)
	case MaracMeeting:
		c.ringMaracMeeting(now)
	case Idle:
		c.ringIdle(now)
	case NeedsReview:
		c.ringNeedsReview(now)
	case OnwardDue:
		c.ringOnwardDue(k, now)
	case UpdateDue:
		c.ringUpdateDue(now)
	case PauseEnds:
		c.ringPauseEnds(now)
	case DutyDue:
		c.ringDutyDue(k, now)
	case RightDue:
		c.ringRightDue(k, now)
	default:
		panic("casework: no such clock: " + string(k.Kind))
	}
}
