package casework

import (
	"slices"
	"time"
)

// A victim whose case ends is told how to come back, where the reason says so: by a
// message where that is safe, and else by one last call, unless somebody has told
// them in person or decides that they are not told.

// How a victim was told that support ends and how to come back.
const (
	toldByMessage  = "message"
	toldInPerson   = "in_person"
	toldSpokenTo   = "spoken_to"
	toldLastCall   = "last_call"
	toldNotAtAll   = "not_told"
	toldNotArrived = "not_arrived"
)

// Telling is one row of whether and how a victim was told that support ends.
type Telling struct {
	Code string
	Says string
}

// Tellings lists whether and how a victim was told that support ends.
var Tellings = []Telling{
	{toldByMessage, "a message left"},
	{toldInPerson, "a caseworker told them in person"},
	{toldSpokenTo, "they were spoken to when they said no, could not be written to, and are not called again"},
	{toldLastCall, "they could not be written to, and a last call did not reach them"},
	{toldNotAtAll, "they could not be written to, and somebody decided that they are not told"},
	{toldNotArrived, "a message left and came back after the case had ended"},
}

// Told is whether and how a victim was told that support ends.
type Told struct {
	How string    `json:"how"`
	At  time.Time `json:"at"` // UTC
	By  string    `json:"by,omitempty"`
}

// TellingOf puts in words whether and how a victim was told.
func TellingOf(code string) string {
	i := slices.IndexFunc(Tellings, func(t Telling) bool { return t.Code == code })
	if i < 0 {
		return ""
	}
	return Tellings[i].Says
}

// ended notes whether and how the victim was told that support ends.
func (c *Case) ended(how, by string, at, now time.Time) {
	if c.Closure == nil {
		return
	}
	c.Closure.Told = &Told{How: how, At: at.UTC(), By: by}
	c.note(now, "ending-told", "", "The victim and the end of support: %s.", TellingOf(how))
	if how == toldByMessage {
		c.drop(TellEnding, now)
	}
}

// saidNo are the reasons that the victim has just given in a call: they know that
// support ends, and nobody calls once more to say so.
var saidNo = []string{"declined_at_first_contact"}

// untold asks for a last call where the victim could not be written to.
func (c *Case) untold(now time.Time) {
	if c.Closure == nil || c.Closure.Told != nil {
		return
	}
	switch r, _ := reason(c.Closure.Reason); {
	case !r.Tell:
	case c.Stage != Closing:
		c.note(now, "ending-untold", "", "The victim has not been told that support ends: a message did not leave before the case was closed.")
	case slices.Contains(saidNo, r.Code):
		c.ended(toldSpokenTo, "", now, now)
	default:
		c.raise(TellEnding, "", now, c.Policy.TalkWithin)
	}
}

// cameBack takes a message back that was thought to have told the victim.
func (c *Case) cameBack(now time.Time) {
	switch {
	case c.Closure == nil || c.Closure.Told == nil || c.Closure.Told.How != toldByMessage:
	case c.Stage == Closed:
		c.ended(toldNotArrived, "", now, now)
	default:
		c.Closure.Told = nil
		c.untold(now)
	}
}

// called is what a last call has come to.
func (m RecordAttempt) called(c *Case, o AttemptOutcome, at time.Time) {
	how := toldLastCall
	if o.Spoke {
		how = toldInPerson
	}
	c.ended(how, m.By, m.when(at), at)
}

// waitsToTell keeps a case from ending while somebody is still to tell the victim; the
// task itself goes to a supervisor where it is not done in time.
func (c *Case) waitsToTell(now time.Time) bool {
	if !c.open(TellEnding) {
		return false
	}
	if !c.Closure.Waits {
		c.Closure.Waits = true
		c.note(now, "closure-waits", "", "Not closed yet: the victim is still to be told that support ends, and how to come back.")
	}
	c.set(Clock{ID: "close-now", Kind: CloseNow, Due: now.Add(c.Policy.UrgentWithin)})
	return true
}
