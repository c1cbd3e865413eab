package casework

import "slices"

// ClockRule is one row of what happens when a kind of clock rings, and why.
type ClockRule struct {
	Kind   Kind
	Says   string // what happens then
	Why    string // why it falls due
	Source Source
	Victim string // the same said to the victim; empty: it is not told to them
}

// ClockRules says what happens when each kind of clock rings, and why. To add one, add
// a line.
var ClockRules = []ClockRule{
	{NextAttempt, "Another attempt to reach the victim is to be made", "A victim who was referred is called until somebody has spoken to them, each time in another part of the day", ownAttempts, "We call you again."},
	{TaskReminder, "Much of a task's time has passed, if it has not been done", "What passes half or four fifths of its time is told of before it is late", ownRule, ""},
	{TaskOverdue, "A task goes to a supervisor if it has not been done", "What is not done in time is put to somebody who decides, and again until it is done", ownRule, ""},
	{CoverBegins, "Somebody begins to cover for who has the case", "What is due while somebody is away must not wait for them", ownRule, ""},
	{CoverEnds, "Who has the case is back, and has its tasks again", "Who has the case answers for it, and has its tasks again when they are back", ownRule, ""},
	{PlanReview, "The support plan is to be reviewed", "A plan says itself when it is looked at again", tailored, "We look at your support plan with you."},
	{RiskReview, "The risk is to be assessed again", "Risk changes, and is looked at again at least every 12 weeks and after any new incident", riskReviewed, "We look again at how much danger you may be in."},
	{HearingCheck, "What the victim will need at a hearing is to be looked at", "Special measures, a visit and what is needed on the day take weeks to arrange", courtRight, "We ask you what you need at a hearing."},
	{HearingCall, "The caseworker is to call the victim before a hearing", "What helps before a hearing is a person who explains it, about a week ahead", courtRight, "Your caseworker calls you before a hearing."},
	{HearingRemind, "A reminder of a hearing may go out, if it is safe then", "A victim has a right to know of a hearing; that it is safe is looked at when the reminder is to leave", notProven, "We remind you of a hearing, if that is safe then."},
	{HearingAfter, "What came of a hearing is to be found out and explained", "A victim should not hear of an outcome from anybody else", outcomeRight, "We find out what came of a hearing, and explain it to you."},
	{Unconfirmed, "Somebody calls, if nobody has confirmed the reminder of a hearing", "It is not known whether the victim knows of the hearing, and a call can still tell them", ownRule, "We call you about a hearing, if we do not know that you have seen our reminder."},
	{NoReceipt, "Somebody calls, if it is not known that a message has arrived", "A message that matters and may not have arrived is made good by a call", ownRule, "We call you, if we do not know that a message has reached you."},
	{TryMessage, "A message that had to wait is tried again, if it is safe then", "Only the hour was wrong: the message is looked at again at the next safe moment", safeWays, "We try again to send you a message, if that is safe then."},
	{CloseNow, "The case closes, unless the closure is taken back", "A closure can be taken back for a while", ownRule, "Our support for you ends, unless something comes up or you want to go on."},
	{Unreached, "A supervisor decides on a safe-and-well check, because a victim at high risk has not been reached", "A victim at high risk who has not been reached for so long may be in danger", ownAttempts, "A supervisor decides whether police should see that you are safe, because we have not reached you."},
	{MaracMeeting, "Somebody is to find out what MARAC decided", "What a MARAC decides has to be done, and is known only to who asks", maracRefers, ""},
	{Idle, "Somebody decides what next, because nothing else is planned", "An open case must not be forgotten", ownRule, "Somebody decides what to do next."},
	{NeedsReview, "The victim is to be asked again what they need", "What a victim needs changes, and is asked again at least every 12 weeks", supportRight, "We ask you again what you need."},
	{OnwardDue, "Somebody asks the agency, if it has not acknowledged an onward referral or been in touch", "Sent is not success: an agency is asked until somebody has been in touch", supportRight, "We ask another service again, if it has not been in touch with you."},
	{UpdateDue, "The victim is to be told how things stand, as often as they asked", "The victim asked to be told this often", tailored, "We tell you how things stand, as you asked."},
	{RightDue, "The victim is reminded of a right whose time runs, if that is safe then, or somebody calls them; at its end it is seen whether it ran out in silence", "The time for a right of the victim's own never runs out in silence", rightsTime, "We remind you that there is something with a date to talk through, if that is safe then."},
	{PauseEnds, "The pause of contact that the victim asked for ends, and a person asks how to go on", "The pause was asked for until then; what was held back is not sent after all", ownRule, "The time in which we do not contact you ends, and somebody asks you how to go on."},
	{DutyDue, "What a body owes the victim is late, if it is not known by then to have been done", "The time ends that the Victims' Code gives, or at which this service looks where the Code gives none", codeItself, "By then you are to have been told, or given, what you are owed under the Victims' Code."},
}

// Rule finds what a kind of clock does; the zero row where there is no such kind.
func (k Kind) Rule() ClockRule {
	i := slices.IndexFunc(ClockRules, func(r ClockRule) bool { return r.Kind == k })
	if i < 0 {
		return ClockRule{}
	}
	return ClockRules[i]
}
