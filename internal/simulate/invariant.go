package simulate

import (
	"encoding/json"
	"fmt"
	"time"

	"beacon/casework"
)

// Look is one step of one case, as the invariants see it: the case before and after,
// and what the world knows without asking the case.
type Look struct {
	Case   *casework.Case
	Before Before
	Now    time.Time
	Did    string // a command's name, or what else happened

	Unsafe    bool                            // a sign that contact is not safe stands, and no safe way has been confirmed since
	Unlooked  bool                            // and nobody has said what was done about it
	Decides   func(by string) bool            // somebody has the authority to sign off
	Raised    map[casework.TaskKind]time.Time // when each kind of work was last asked for
	HighSince time.Time                       // when the case came to be of high risk, where it is
	Twin      *casework.Case                  // the same step of a copy that was written down and taken up again; nil: not this time
	Repeat    *Repeat                         // a command was sent a second time; nil: not this time
	Wrong     *Repeat                         // a command was asked for that must be refused; nil: not this time
}

// Before is what is kept of a case from before a step.
type Before struct {
	Stage    casework.Stage
	Revision int
	Serial   int
	Needs    int
	Attempts int
}

// Repeat is a case before and after a command that must not change it, and the answer.
type Repeat struct {
	Before, After []byte
	Err           error
}

// Invariant is one thing that must be true after every step of every case. Broken says
// what is wrong, or "".
type Invariant struct {
	Name   string
	Says   string
	Broken func(Look) string
}

// Invariants lists everything that is looked at after every step. To add one, add a
// line here and a case that breaks it to the tests.
var Invariants = []Invariant{
	{"owned", "an open case has an owner; what a duty desk has is put to whoever answers for it", owned},
	{"due", "an open case has a next due clock", dueNext},
	{"nothing_left_behind", "nothing that was due is left behind", nothingLeftBehind},
	{"signed_off", "no high-risk case is closed unless somebody with authority signed it off", signedOff},
	{"silent_while_unsafe", "nothing is written to the victim after an unsafe signal until a safe way is confirmed", silentWhileUnsafe},
	{"looked_at_first", "nobody is asked to call after an unsafe signal until somebody has looked at it", lookedAtFirst},
	{"asked_while_unsafe", "while contact is not safe, somebody is asked", askedWhileUnsafe},
	{"task_whole", "every open task has a rule, somebody whose worklist it is on, and a clock", taskWhole},
	{"in_window", "a call falls in a part of the day in which calls are made, and in none that was tried before", inWindow},
	{"rungs", "every rung of the protocol's ladder is reached in time", rungs},
	{"escalated", "a task not done in time has been put to somebody who decides", escalated},
	{"ended_with_case", "a closed case asks nobody for anything", endedWithCase},
	{"explained", "whatever changed is explained in the timeline", explained},
	{"only_grows", "revisions and numbers only grow, and nothing recorded is lost", onlyGrows},
	{"same_when_carried", "a case that was written down and taken up again goes on as if it had not been", sameWhenCarried},
	{"bad_input_refused", "what a case cannot take is refused, and leaves no trace", badInputRefused},
	{"duties_watched", "what is owed to the victim and runs is watched until it is met or late", dutiesWatched},
	{"duties_straight", "no duty is both met in time and breached, or met late and not", dutiesStraight},
	{"repeat_changes_nothing", "a command sent twice changes nothing the second time", repeatChangesNothing},
}

// What else than a command happens to a case.
const (
	woken   = "wake"
	settled = "settle"
)

// brief keeps of a case what the next look compares.
func brief(c *casework.Case) Before {
	if c == nil {
		return Before{}
	}
	return Before{Stage: c.Stage, Revision: c.Revision, Serial: c.Serial, Needs: len(c.Needs), Attempts: c.Contact.Made}
}

func dueNext(l Look) string {
	if _, ok := l.Case.NextDue(); !ok && l.Case.Stage != casework.Closed {
		return fmt.Sprintf("is %s and waits for nothing", l.Case.Stage)
	}
	return ""
}

func nothingLeftBehind(l Look) string {
	if due, ok := l.Case.NextDue(); ok && !due.After(l.Now) {
		return "was due at " + due.Format(time.RFC3339)
	}
	return ""
}

func onlyGrows(l Look) string {
	b, c := l.Before, l.Case
	switch {
	case c.Revision < b.Revision, c.Serial < b.Serial:
		return "goes back in its numbers"
	case len(c.Needs) < b.Needs, c.Contact.Made < b.Attempts:
		return "has lost what was recorded"
	case c.Stage != b.Stage && c.Revision == b.Revision:
		return "moved without a revision"
	}
	return ""
}

func sameWhenCarried(l Look) string {
	if l.Twin == nil {
		return ""
	}
	if a, b := written(l.Case), written(l.Twin); string(a) != string(b) {
		return "went on otherwise: " + difference(a, b)
	}
	return ""
}

func repeatChangesNothing(l Look) string {
	switch {
	case l.Repeat == nil:
		return ""
	case l.Repeat.Err != nil:
		return "was refused the second time"
	case string(l.Repeat.Before) != string(l.Repeat.After):
		return difference(l.Repeat.Before, l.Repeat.After)
	}
	return ""
}

func badInputRefused(l Look) string {
	switch {
	case l.Wrong == nil:
		return ""
	case l.Wrong.Err == nil:
		return "was taken"
	case string(l.Wrong.Before) != string(l.Wrong.After):
		return "left a trace: " + difference(l.Wrong.Before, l.Wrong.After)
	}
	return ""
}

// written is a case as JSON.
func written(c *casework.Case) []byte {
	b, err := json.Marshal(c)
	if err != nil {
		return []byte(err.Error())
	}
	return b
}

// difference shows where two texts part.
func difference(a, b []byte) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	from := max(0, at-60)
	return fmt.Sprintf("%q against %q", a[from:min(len(a), at+60)], b[from:min(len(b), at+60)])
}
