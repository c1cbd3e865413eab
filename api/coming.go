package api

import (
	"slices"
	"strings"

	"beacon/casework"
)

// clockSays puts every kind of clock in words: what happens next, and why.
var clockSays = map[casework.Kind]string{
	casework.NextAttempt:   "Another attempt to reach the victim is to be made",
	casework.TaskReminder:  "Much of a task's time has passed, if it has not been done",
	casework.CoverBegins:   "Somebody begins to cover for who has the case",
	casework.CoverEnds:     "Who has the case is back, and has its tasks again",
	casework.TaskOverdue:   "A task goes to a supervisor if it has not been done",
	casework.PlanReview:    "The support plan is to be reviewed",
	casework.RiskReview:    "The risk is to be assessed again",
	casework.HearingCall:   "The caseworker is to call the victim before a hearing",
	casework.HearingRemind: "A reminder of a hearing may go out, if it is safe then",
	casework.HearingAfter:  "What came of a hearing is to be found out and explained",
	casework.Unconfirmed:   "Somebody calls, if nobody has confirmed the reminder of a hearing",
	casework.NoReceipt:     "Somebody calls, if it is not known that a message has arrived",
	casework.TryMessage:    "A message that had to wait is tried again, if it is safe then",
	casework.CloseNow:      "The case closes, unless the closure is taken back",
	casework.Unreached:     "A supervisor decides on a safe-and-well check, because a victim at high risk has not been reached",
	casework.MaracMeeting:  "Somebody is to find out what MARAC decided",
	casework.Idle:          "Somebody decides what next, because nothing else is planned",
	casework.UpdateDue:     "The victim is to be told how things stand, as often as they asked",
	casework.PauseEnds:     "The pause of contact that the victim asked for ends, and a person asks how to go on",
	casework.OnwardDue:     "Somebody asks the agency, if it has not acknowledged an onward referral or been in touch",
	casework.NeedsReview:   "The victim is to be asked again what they need",
}

// comingOf lists every clock of a case, the first to ring first.
func comingOf(c *casework.Case) []coming {
	out := each(c.Clocks, func(k casework.Clock) coming { return coming{k.Due, k.Kind, clockSays[k.Kind], k.About} })
	slices.SortStableFunc(out, func(a, b coming) int {
		if d := a.Due.Compare(b.Due); d != 0 {
			return d
		}
		return strings.Compare(string(a.Kind)+a.About, string(b.Kind)+b.About)
	})
	return out
}
