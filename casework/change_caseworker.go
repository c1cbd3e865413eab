package casework

import "time"

// AskChangeOfCaseworker is the victim's wish for another caseworker. It needs no
// reason, is held against nobody, and is a supervisor's to answer.
type AskChangeOfCaseworker struct{ Said }

// Name is the command's name on the wire.
func (AskChangeOfCaseworker) Name() string { return "ask-change-of-caseworker" }

func (AskChangeOfCaseworker) stages() []Stage { return anyOpen }

func (m AskChangeOfCaseworker) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(c.onDuty(), "", "no_caseworker", "there is no named caseworker yet")
	return f.invalid()
}

func (m AskChangeOfCaseworker) apply(c *Case, at time.Time) {
	c.told(m.Said, at, "change-of-caseworker", "", "The victim asked for another caseworker.")
	c.raise(ChangeCaseworker, "", at, c.Policy.DecideWithin)
}

// answered does what follows from a decision about what the victim asked for.
func (RecordDecision) answered(c *Case, d Decision, at time.Time) {
	switch {
	case d.Task == ChangeCaseworker && d.Code == "will_change" && !c.onDuty():
		c.Unwished = append(c.Unwished, c.Owner)
		c.toDesk(at)
	case d.Task == DecidePause && d.Code == "pause_allowed" && c.PauseAsked != nil && c.PauseAsked.Until.After(at):
		c.pause(*c.PauseAsked, at)
	case d.Task == DecidePause:
		c.PauseAsked = nil
	}
}
