package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// NudgeRow is one row of how a victim is reminded of a right whose time runs.
type NudgeRow struct {
	Code   string
	Says   string
	After  victimscode.Limit // from when its time began to run
	Before victimscode.Limit // or so long before it ends
	By     NudgeWay
	Short  bool // not of a right that has years, which nobody is pressed about in its first days
	Long   bool // only of such a right, which takes weeks to use
}

// NudgeWay is how somebody is reminded.
type NudgeWay string

// How a victim is reminded, and what the end of the time is.
const (
	NudgeMessage NudgeWay = "message" // a neutral message where safe contact allows it, and else a call
	NudgeCall    NudgeWay = "call"    // the caseworker calls
	NudgeEnd     NudgeWay = "end"     // the time has run out
)

// NudgeRows lists when a victim is reminded. Of a short time only those count that fall
// within it, in the morning of their day.
// Source: this service's own pattern; no national rule was found.
var NudgeRows = []NudgeRow{
	{Code: "day_5", Says: "on the fifth working day", After: victimscode.Limit{N: 5, Unit: victimscode.WorkingDays}, By: NudgeMessage, Short: true},
	{Code: "day_10", Says: "on the tenth working day", After: victimscode.Limit{N: 10, Unit: victimscode.WorkingDays}, By: NudgeMessage, Short: true},
	{Code: "month_2", Says: "after two months", After: victimscode.Limit{N: 2, Unit: victimscode.Months}, By: NudgeMessage},
	{Code: "eight_weeks_left", Says: "eight weeks before it runs out, of a right that has years", Before: victimscode.Limit{N: 56, Unit: victimscode.Days}, By: NudgeCall, Long: true},
	{Code: "ten_days_left", Says: "ten days before it runs out", Before: victimscode.Limit{N: 10, Unit: victimscode.Days}, By: NudgeMessage},
	{Code: "last_call", Says: "five days before it runs out", Before: victimscode.Limit{N: 5, Unit: victimscode.Days}, By: NudgeCall},
	{Code: "closes", Says: "when it has run out", By: NudgeEnd},
}

// ranOut is why a time of the victim's own is over that they did not use.
const ranOut = "ran_out"

// nudgeHour is the London hour from which reminders are due.
const nudgeHour = 10

// nudge is one reminder and when it is due.
type nudge struct {
	NudgeRow
	due time.Time
}

// rightTime is the victim's own time for a right, that is open: where there are several,
// the one that ends last.
func (c *Case) rightTime(h HeldRight) (found *Owed) {
	row, _ := rightRow(h.Right)
	for i := range c.Owed {
		o := &c.Owed[i]
		if slices.Contains(row.Windows, o.Row) && h.because(o.Event) && o.Open() && !o.Due.IsZero() && (found == nil || o.Due.After(found.Due)) {
			found = o
		}
	}
	return found
}

// nudges are the reminders of a right whose time runs from o.From to o.Due, the first
// to come first.
func (c *Case) nudges(o Owed) (all []nudge) {
	from, due := c.livedAt(o.From), c.livedAt(o.Due)
	long := due.Sub(from) > twelveMonths
	for _, row := range NudgeRows {
		if long && row.Short || !long && row.Long {
			continue
		}
		var at time.Time
		switch {
		case !row.After.IsZero():
			at = morning(row.After.After(from, c.Policy.Calendar))
		case !row.Before.IsZero():
			at = morning(due.In(London).AddDate(0, 0, -row.Before.N))
		}
		switch {
		case row.By == NudgeEnd:
			all = append(all, nudge{row, o.Due.Add(time.Second)})
		case at.After(from) && at.Before(due):
			all = append(all, nudge{row, c.lived(at, o.From)})
		}
	}
	slices.SortStableFunc(all, func(a, b nudge) int { return a.due.Compare(b.due) })
	return all
}

func morning(at time.Time) time.Time {
	y, m, d := at.In(London).Date()
	return time.Date(y, m, d, nudgeHour, 0, 0, 0, London).UTC()
}

func rightClock(id string) string { return "right/" + id }

// watchRight sets the clock of a right whose time runs, for what comes next of it.
func (c *Case) watchRight(h *HeldRight, now time.Time) {
	o := c.rightTime(*h)
	if o == nil || !c.RightState(*h).undecided() && c.RightState(*h) != RightOutOfScope {
		c.stop(rightClock(h.ID))
		return
	}
	if !h.Closes.Equal(o.Due) {
		c.runsFrom(h, *o, now)
	}
	if c.clock(rightClock(h.ID)) < 0 {
		c.passOver(h, *o, now)
	}
	for _, n := range c.nudges(*o) {
		if !slices.Contains(h.Nudged, n.Code) {
			c.set(Clock{ID: rightClock(h.ID), Kind: RightDue, Due: n.due, About: h.ID})
			return
		}
	}
	c.stop(rightClock(h.ID))
}

// runsFrom takes it that the time of a right runs, or ends at another moment than
// before.
func (c *Case) runsFrom(h *HeldRight, o Owed, now time.Time) {
	says := "runs"
	if !h.Closes.IsZero() {
		says = "has changed, and runs"
	}
	h.Closes = o.Due
	row, _ := rightRow(h.Right)
	c.note(now, "right-runs", h.ID, "The victim's own time %s until %s: %s.", says, inLondon(o.Due), row.Says)
}

// passOver leaves out every message whose day passed before the time of a right was
// watched, or while it was not.
func (c *Case) passOver(h *HeldRight, o Owed, now time.Time) {
	for _, n := range c.nudges(o) {
		if n.By == NudgeMessage && n.due.Before(now) && !slices.Contains(h.Nudged, n.Code) {
			h.Nudged = append(h.Nudged, n.Code)
		}
	}
}

// ringRightDue does what is due of a right whose time runs. After an outage only the
// last that is due is done, so that no two reminders leave together.
func (c *Case) ringRightDue(k Clock, now time.Time) {
	h, ok := c.heldRight(k.About)
	if !ok {
		return
	}
	o := c.rightTime(*h)
	if o == nil {
		return
	}
	var last NudgeRow
	for _, n := range c.nudges(*o) {
		if !n.due.After(now) && !slices.Contains(h.Nudged, n.Code) {
			last = n.NudgeRow
			h.Nudged = append(h.Nudged, n.Code)
		}
	}
	switch last.By {
	case NudgeMessage:
		c.nudgeByMessage(*h, last, now)
	case NudgeCall:
		c.callAboutRight(*h, now)
	case NudgeEnd:
		c.lapseRight(h, o, now)
	}
}

// supported says that the victim has accepted help and is being helped.
func (c *Case) supported() bool {
	return c.Stage == Assessing || c.Stage == Planning || c.Stage == Supporting
}

// nudgeByMessage reminds a victim, by a message that names nothing, that there is
// something to talk through.
func (c *Case) nudgeByMessage(h HeldRight, n NudgeRow, now time.Time) {
	row, _ := rightRow(h.Right)
	why := ""
	switch {
	case !c.supported():
		why = "the victim is not being helped now"
	case c.RightState(h) == RightOutOfScope:
		why = "the right cannot be used after this decision"
	case !c.nudgeable(h):
		why = "the victim wants help with it, and somebody is at it"
	}
	if why != "" {
		c.note(now, "right-not-nudged", h.ID, "No reminder %s, as %s: %s.", n.Says, why, row.Says)
		return
	}
	c.note(now, "right-nudge", h.ID, "A reminder is due %s, and nothing has been decided: %s.", n.Says, row.Says)
	until := now.Add(c.Policy.MessageUseful)
	if h.Closes.Before(until) {
		until = h.Closes
	}
	c.message(Message{Template: SomethingToDiscuss, Channel: Text, When: h.Closes, UsefulUntil: until.UTC(), About: h.ID}, now)
}

// nudgeable says that the victim has yet to decide on a right.
func (c *Case) nudgeable(h HeldRight) bool {
	s := c.RightState(h)
	return s == RightOpen || s == RightExplained
}

// callAboutRight asks for a call, because the time of a right runs out.
func (c *Case) callAboutRight(h HeldRight, now time.Time) {
	if c.Stage == Closing || c.RightState(h) == RightOutOfScope || !h.Closes.After(now) {
		return
	}
	row, _ := rightRow(h.Right)
	c.note(now, "right-closing", h.ID, "Its time runs out on %s, and it has not been used or declined: %s.", inLondon(h.Closes), row.Says)
	c.raise(CallRight, h.ID, now, min(c.Policy.TalkWithin, h.Closes.Sub(now)))
}

// lapseRight notes that the time of a right has run out. Where nobody ever explained it
// a supervisor answers for that.
func (c *Case) lapseRight(h *HeldRight, o *Owed, now time.Time) {
	row, _ := rightRow(h.Right)
	c.void(o, ranOut, now)
	switch {
	case c.RightState(*h) == RightOutOfScope:
		c.note(now, "right-lapsed", h.ID, "Its time has run out; it could not be used after this decision: %s.", row.Says)
	case h.Explained():
		h.Lapsed = now.UTC()
		c.note(now, "right-lapsed", h.ID, "Its time has run out. It had been explained to the victim, who did not use it: %s.", row.Says)
	default:
		h.Lapsed = now.UTC()
		c.note(now, "right-lapsed", h.ID, "Its time has run out, and nobody had explained it to the victim: %s.", row.Says)
		c.raise(LapsedRight, h.ID, now, c.Policy.DecideWithin)
	}
}
