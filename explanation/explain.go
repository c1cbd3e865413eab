package explanation

import (
	"strings"
	"time"

	"beacon/casework"
)

// Reader is to whom a case is explained.
type Reader string

// The readers.
const (
	ForStaff     Reader = "staff"
	ForInspector Reader = "inspector" // with every revision and ID
	ForVictim    Reader = "victim"    // in plain words, and without what would be unsafe or is about others
)

// Readers lists them.
var Readers = []Reader{ForStaff, ForInspector, ForVictim}

// Explanation is why a case stands as it does. Times are UTC, and in words as London
// reads them.
type Explanation struct {
	For      Reader         `json:"for"`
	CaseID   string         `json:"case_id,omitempty"`
	Revision int            `json:"revision,omitempty"`
	At       time.Time      `json:"at"`
	When     string         `json:"when"`
	Stage    casework.Stage `json:"stage"`
	Says     string         `json:"says"`
	Happened []Happening    `json:"happened"`
	Duties   []Duty         `json:"duties"`
	Next     []Coming       `json:"next"`
	Stopped  []Stop         `json:"not_automated"`
	LeftOut  string         `json:"left_out,omitempty"` // what a victim is not told here
}

// Ground is by which rule something is so, and where the rule comes from.
type Ground struct {
	Why      string `json:"why"`
	Source   string `json:"source"`
	Verified bool   `json:"verified"` // it was read at its source, or is this service's own
}

func groundOf(why string, s casework.Source) Ground { return Ground{why, s.Says, s.Verified} }

// leftOut is said to every victim alike: it must not tell whether something was.
const leftOut = "Some things are never told in this letter, whether or not there are any: what concerns other people, how staff share their work, what agencies discuss in confidence, and what would not be safe if somebody else read it. You can ask for what we hold about you."

// Of explains a case as it stood at a moment.
func Of(f Facts, to Reader, now time.Time) Explanation {
	e := Explanation{For: to, At: now.UTC(), When: inWords(now), Stage: f.Case.Stage}
	switch to {
	case ForVictim:
		e.Says, e.LeftOut = stageForVictim[f.Case.Stage], leftOut
	case ForInspector:
		e.CaseID, e.Revision, e.Says = f.Case.ID, f.Case.Revision, stageSays(f.Case.Stage)
	case ForStaff:
		e.CaseID, e.Says = f.Case.ID, stageSays(f.Case.Stage)
	}
	a := account{Facts: f, to: to, now: now}
	e.Happened, e.Duties, e.Next, e.Stopped = a.happened(), a.duties(), a.next(), a.stopped()
	return e
}

// account is one explanation being made.
type account struct {
	Facts
	to  Reader
	now time.Time
}

func (a account) victim() bool    { return a.to == ForVictim }
func (a account) inspector() bool { return a.to == ForInspector }

func stageSays(s casework.Stage) string {
	for _, r := range casework.Stages {
		if r.Stage == s {
			return r.Says
		}
	}
	return ""
}

// stageForVictim says to the victim how their case stands.
var stageForVictim = map[casework.Stage]string{
	casework.Reaching:   "We are trying to speak with you.",
	casework.Assessing:  "You have said that you want help, and we are to hear from you what you need.",
	casework.Planning:   "We are to agree a support plan with you.",
	casework.Supporting: "We are helping you by the plan that we agreed.",
	casework.Closing:    "Our support for you is coming to an end. You can still say that you want to go on.",
	casework.Closed:     "Our support for you has ended. You can come back at any time.",
}

// inWords writes a moment as it is read in London.
func inWords(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(casework.London).Format("Monday 2 January 2006, 15:04")
}

// sentence makes a sentence of words that may lack their stop.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// capital begins words with a capital.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
