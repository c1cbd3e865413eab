package bench_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// The reference case: eighteen months from a referral to the end of support, with a trial
// that has three reminders, of each of which a receipt comes, and with what the rules
// ask of a caseworker in that time done in the next two days. A victim is asked in one
// conversation what is open at that sitting: at the beginning what they need, what is to
// be done and what their rights are, and every 12 weeks plan, needs and risk, which fall
// due together. It is told by the case itself, whose tasks somebody does: so it stays a
// case that the rules allow.

// referenceDays is how long it lasts.
const referenceDays = 525

// step is one thing that somebody does in the life, or a ring that the ringer brings.
type step struct {
	at  time.Time
	say casework.Command // nil: a patient clock is rung

	before, after int // the revisions at which it found the case, and left it
}

// referenceLife is a life, and what it took.
type referenceLife struct {
	begins, ends time.Time
	steps        []step
	counts       lifeCounts
	last         *casework.Case

	due   []step // what people are going to do
	asked map[string]bool
	serie int
	now   time.Time
	c     *casework.Case
}

// lifeCounts says what a life is made of.
type lifeCounts struct {
	Days     int `json:"days"`
	Actions  int `json:"actions"`  // of people and providers, after the referral
	Talks    int `json:"talks"`    // of these, conversations that brought more than one thing
	Rings    int `json:"rings"`    // turns that a clock brought
	Patient  int `json:"patient"`  // of these, those that the ringer brings
	Messages int `json:"messages"` // that left
}

// liveReference lives it on the bare case.
func liveReference(t *testing.T, begins time.Time) *referenceLife {
	t.Helper()
	l := &referenceLife{begins: begins, asked: map[string]bool{}, now: begins}
	l.c = casework.Open("reference", l.referral(), patient(), casework.LatestLogic, begins)
	l.plan()
	l.turn()
	for {
		next, ok := l.c.NextDue()
		i := l.soonest()
		switch {
		case i >= 0 && (!ok || l.due[i].at.Before(next)):
			l.act(t, i)
		case ok && l.c.Stage != casework.Closed:
			l.ring(next)
		default:
			l.ends, l.last = l.now, l.c
			l.counts.Days = int(l.now.Sub(begins).Hours() / 24)
			return l
		}
	}
}

func (l *referenceLife) referral() casework.Referral {
	r := referral(l.begins)
	r.Risk.Grade = casework.StandardRisk
	return r
}

func (l *referenceLife) soonest() int {
	if len(l.due) == 0 {
		return -1
	}
	slices.SortStableFunc(l.due, func(a, b step) int { return a.at.Compare(b.at) })
	return 0
}

func (l *referenceLife) act(t *testing.T, i int) {
	t.Helper()
	s := l.due[i]
	l.due, l.now = slices.Delete(l.due, i, i+1), s.at
	if m, ok := s.say.(taskDone); ok {
		k := slices.IndexFunc(l.c.Tasks, func(k casework.Task) bool { return k.ID == m.task && k.Open() })
		if k < 0 {
			return // something else has ended it
		}
		s.say = l.sits(l.c.Tasks[k])
	}
	s.before = l.c.Revision
	_, err := l.c.Do(s.say, s.at)
	require.NoError(t, err, "%s at %s", s.say.Name(), s.at)
	l.counts.Actions++
	l.turn()
	s.after = l.c.Revision
	l.steps = append(l.steps, s)
}

// ring lets the next clock ring: a patient one by the ringer, as in a service that has one.
func (l *referenceLife) ring(due time.Time) {
	l.now = due
	turn, _ := l.c.NextTurn()
	s := step{at: due, before: l.c.Revision}
	l.counts.Rings++
	l.c.Wake(due)
	l.turn()
	if s.after = l.c.Revision; turn.After(due) {
		l.steps = append(l.steps, s)
		l.counts.Patient++
	}
}

// turn lets what was decided leave, and hands out the work that was asked for.
func (l *referenceLife) turn() {
	for len(l.c.Outbox) > 0 {
		e := l.c.Outbox[0]
		l.c.Settle(e.ID, casework.Outcome{State: casework.Sent}, l.now)
		l.counts.Messages++
		if e.Message.Template.Matters() {
			l.later(l.now.Add(time.Minute), casework.MessageDelivered{
				Said: l.said(casework.System), Template: e.Message.Template, About: e.Message.About, Effect: e.ID,
			})
		}
	}
	for _, k := range l.c.Tasks {
		if k.Open() && !l.asked[k.ID] {
			l.asked[k.ID] = true
			l.later(l.workday(k), taskDone{task: k.ID})
		}
	}
	l.c.Published(l.c.Revision)
}

func (l *referenceLife) later(at time.Time, m casework.Command) {
	l.due = append(l.due, step{at: at, say: m})
}

func (l *referenceLife) said(r casework.Role) casework.Said {
	l.serie++
	id := fmt.Sprintf("%08x-0000-4000-8000-000000000000", l.serie)
	return casework.Said{ID: id, Body: fmt.Sprintf("%064x", l.serie), By: "9b2d7c0e-5a51-4a43-8c58-b2b1c6f6f0a1", Role: r}
}

// taskDone is work that somebody will do.
type taskDone struct {
	casework.Command
	task string
}
