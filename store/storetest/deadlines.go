package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

// dueClock is a clock that is to ring so long after the epoch.
func dueClock(clock string, set int, kind casework.Kind, due time.Duration) casework.Deadline {
	return casework.Deadline{Clock: clock, Set: set, Kind: kind, Due: Epoch.Add(due)}
}

func rung(d casework.Deadline, in int, late time.Duration, by casework.Bell) casework.Deadline {
	d.Rung, d.In, d.By = d.Due.Add(late), in, by
	return d
}

// armed publishes a case with these deadlines, and answers with those that are told to
// have rung.
func armed(t *testing.T, db *store.DB, id string, revision int, all ...casework.Deadline) []casework.Deadline {
	t.Helper()
	v := view(id, revision)
	v.Lines, v.Deadlines = []casework.Line{line(revision, 0)}, all
	told, err := db.PublishRung(ctxOf(t), v)
	require.NoError(t, err)
	return told
}

// outcomes are the deadlines of a case by clock and revision, with how they ended.
func outcomes(t *testing.T, db *store.DB, id string) map[string]string {
	t.Helper()
	rows, err := db.Deadlines(ctxOf(t), id)
	require.NoError(t, err)
	out := map[string]string{}
	for _, r := range rows {
		says := string(r.Outcome)
		if r.Outcome == store.Rung {
			says = fmt.Sprintf("rung %s late by %s", r.Ended.Sub(r.Due.Time), r.RungBy)
		}
		require.Equal(t, r.Outcome == store.Armed, r.Ended.IsZero())
		out[fmt.Sprintf("%s/%d", r.ClockID, r.Set)] = says
	}
	return out
}

var hours = store.Grace{Every: time.Minute, Patient: 10 * time.Minute}

func overdueAt(t *testing.T, db *store.DB, after time.Duration, most int) []string {
	t.Helper()
	now := Epoch.Add(after)
	rows, err := db.ClaimOverdue(ctxOf(t), hours, now, now.Add(time.Minute), most)
	require.NoError(t, err)
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.CaseID)
	}
	return ids
}

var deadlines = []rule{
	{"EveryDeadlineEndsOnceRungOrStopped", func(t *testing.T, db *store.DB) {
		a, b, c := dueClock("a", 1, casework.NextAttempt, time.Hour), dueClock("b", 1, casework.DutyDue, 2*time.Hour), dueClock("c", 1, casework.Idle, 3*time.Hour)
		require.Empty(t, armed(t, db, caseID(1), 1, a, b, c))
		require.Equal(t, map[string]string{"a/1": "armed", "b/1": "armed", "c/1": "armed"}, outcomes(t, db, caseID(1)))

		ringing, moved := rung(a, 2, time.Second, casework.OwnTimer), dueClock("a", 2, casework.NextAttempt, 9*time.Hour)
		require.Equal(t, []casework.Deadline{ringing}, armed(t, db, caseID(1), 2, ringing, moved, b))
		want := map[string]string{"a/1": "rung 1s late by timer", "a/2": "armed", "b/1": "armed", "c/1": "stopped"}
		require.Equal(t, want, outcomes(t, db, caseID(1)))

		require.Empty(t, armed(t, db, caseID(1), 3, ringing, moved, b), "it is told again, and known")
		require.Empty(t, armed(t, db, caseID(1), 2, a, b, c), "an older view changes nothing")
		require.Equal(t, want, outcomes(t, db, caseID(1)))

		armed(t, db, caseID(1), 4, rung(c, 4, 0, casework.ByWatch), a)
		want["a/2"], want["b/1"] = "stopped", "stopped"
		require.Equal(t, want, outcomes(t, db, caseID(1)), "what has ended stays as it ended")
	}},
	{"AClockThatRangBetweenTwoPublishingsIsInTheLedger", func(t *testing.T, db *store.DB) {
		brief := rung(dueClock("a", 2, casework.TaskOverdue, 0), 3, time.Minute, casework.ByRinger)
		require.Equal(t, []casework.Deadline{brief}, armed(t, db, caseID(1), 5, brief))
		require.Equal(t, map[string]string{"a/2": "rung 1m0s late by ringer"}, outcomes(t, db, caseID(1)))
	}},
	{"MoreDeadlinesThanOneStatementTakesAreAllKept", func(t *testing.T, db *store.DB) {
		var all []casework.Deadline
		for i := range 250 {
			all = append(all, dueClock(fmt.Sprint("duty/", i), 1, casework.DutyDue, time.Duration(i)*time.Hour))
		}
		armed(t, db, caseID(1), 1, all...)
		require.Len(t, outcomes(t, db, caseID(1)), 250)
	}},
	{"TheLedgerIsTrueForAWholeLife", wholeLife},
	{"ACaseIsOverdueOnlyAfterItsGrace", func(t *testing.T, db *store.DB) {
		armed(t, db, "hard", 1, dueClock("a", 1, casework.DutyDue, time.Hour), dueClock("b", 1, casework.Idle, 2*time.Hour))
		armed(t, db, "soft", 1, dueClock("a", 1, casework.HearingRemind, time.Hour))
		armed(t, db, "done", 1, rung(dueClock("a", 1, casework.DutyDue, time.Hour), 1, 0, casework.OwnTimer))
		require.Empty(t, overdueAt(t, db, time.Hour+59*time.Second, 10))
		require.Equal(t, []string{"hard"}, overdueAt(t, db, time.Hour+time.Minute, 10))
		require.Empty(t, overdueAt(t, db, time.Hour+time.Minute, 10), "nobody is given it twice")
		require.Equal(t, []string{"hard"}, overdueAt(t, db, time.Hour+10*time.Minute, 1), "unless it still stands still")
		require.Equal(t, []string{"soft"}, overdueAt(t, db, time.Hour+10*time.Minute, 1), "what can wait is left to the ringer first")
	}},
	{"WhatWasOverdueIsForgottenWhenItMoves", func(t *testing.T, db *store.DB) {
		at := func(after time.Duration) store.Lateness {
			l, err := db.Lateness(ctxOf(t), hours, Epoch.Add(after))
			require.NoError(t, err)
			return l
		}
		forget := func(after time.Duration) int64 {
			n, err := db.ForgetMoving(ctxOf(t), hours, Epoch.Add(after))
			require.NoError(t, err)
			return n
		}
		a := dueClock("a", 1, casework.DutyDue, 0)
		armed(t, db, "c", 1, a)
		armed(t, db, "d", 1, dueClock("a", 1, casework.DutyDue, time.Minute))
		require.Zero(t, at(30*time.Second))
		require.Equal(t, store.Lateness{Cases: 2, Oldest: 3 * time.Minute}, at(3*time.Minute))
		require.Equal(t, []string{"c", "d"}, overdueAt(t, db, 3*time.Minute, 10))
		armed(t, db, "c", 2, rung(a, 2, 3*time.Minute, casework.ByWatch))
		require.NoError(t, db.Answered(ctxOf(t), "c"))
		require.Zero(t, forget(3*time.Minute), "it is still somebody's")
		require.EqualValues(t, 1, forget(5*time.Minute))
		require.Equal(t, store.Lateness{Cases: 1, Oldest: 4 * time.Minute}, at(5*time.Minute))
		rows, err := db.ClaimOverdue(ctxOf(t), hours, Epoch.Add(5*time.Minute), Epoch.Add(6*time.Minute), 10)
		require.NoError(t, err)
		require.Len(t, rows, 1)
		require.Equal(t, 2, rows[0].Tries)
		require.Equal(t, Epoch.Add(3*time.Minute), rows[0].Since.Time)
	}},
	{"WhoDidNotAnswerIsOverdueWhateverTheLedgerSays", func(t *testing.T, db *store.DB) {
		a := dueClock("a", 1, casework.DutyDue, 0)
		for _, id := range []string{"answered", "lost"} {
			armed(t, db, id, 1, a)
		}
		require.Len(t, overdueAt(t, db, time.Hour, 10), 2)
		for _, id := range []string{"answered", "lost"} {
			armed(t, db, id, 2, rung(a, 2, time.Hour, casework.ByWatch))
		}
		require.NoError(t, db.Answered(ctxOf(t), "answered"))
		n, err := db.ForgetMoving(ctxOf(t), hours, Epoch.Add(2*time.Hour))
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
		require.Equal(t, []string{"lost"}, overdueAt(t, db, 2*time.Hour, 10))
		require.Empty(t, overdueAt(t, db, 2*time.Hour, 10), "nobody is given it twice")
		require.NoError(t, db.Answered(ctxOf(t), "lost"))
		require.Empty(t, overdueAt(t, db, 3*time.Hour, 10))
	}},
	{"ThatAPersonDecidesOfACaseIsKeptUntilTheyHave", func(t *testing.T, db *store.DB) {
		armed(t, db, "c", 1, dueClock("a", 1, casework.DutyDue, 0))
		require.Len(t, overdueAt(t, db, time.Hour, 1), 1)
		require.NoError(t, db.NoteFound(ctxOf(t), "c", store.FoundApart))
		require.NoError(t, db.NoteFound(ctxOf(t), "c", store.FoundLate))
		require.Len(t, overdueAt(t, db, 2*time.Hour, 1), 1, "its clocks are still seen to")
		armed(t, db, "c", 2, rung(dueClock("a", 1, casework.DutyDue, 0), 2, 2*time.Hour, casework.OwnTimer))
		require.NoError(t, db.Answered(ctxOf(t), "c"))
		_, err := db.ForgetMoving(ctxOf(t), hours, Epoch.Add(9*time.Hour))
		require.NoError(t, err)
		apart := func() int {
			l, err := db.Lateness(ctxOf(t), hours, Epoch.Add(9*time.Hour))
			require.NoError(t, err)
			return l.Apart
		}
		require.Equal(t, 1, apart())
		require.NoError(t, db.ForgetRedrive(ctxOf(t), "c"))
		require.Zero(t, apart())
	}},
	{"TheLedgerOfACaseThatHasLongBeenAtRestIsForgotten", longAtRest},
	{"WatchesThatLookAtOnceShareTheCases", func(t *testing.T, db *store.DB) {
		for i := range 20 {
			armed(t, db, fmt.Sprint("c", i), 1, dueClock("a", 1, casework.DutyDue, 0))
		}
		now := Epoch.Add(time.Hour)
		got := together(t, 6, func(ctx context.Context, _ int) ([]store.Overdue, error) {
			return db.ClaimOverdue(ctx, hours, now, now.Add(time.Minute), 20)
		})
		seen := map[string]int{}
		for _, rows := range got {
			for _, r := range rows {
				seen[r.CaseID]++
			}
		}
		for id, n := range seen {
			require.Equal(t, 1, n, id)
		}
		require.Len(t, seen, 20)
	}},
}

// atRest publishes a case that came to rest so long after the epoch.
func atRest(t *testing.T, db *store.DB, id string, revision int, since time.Duration, all ...casework.Deadline) {
	t.Helper()
	v := view(id, revision)
	v.Stage, v.Resting, v.Since, v.Deadlines = casework.Closed, true, Epoch.Add(since), all
	require.NoError(t, db.Publish(ctxOf(t), v))
}

func longAtRest(t *testing.T, db *store.DB) {
	forget := func(before time.Duration, most int) int {
		n, err := db.ForgetLedger(ctxOf(t), Epoch.Add(before), most)
		require.NoError(t, err)
		return n
	}
	a := dueClock("a", 1, casework.NextAttempt, time.Hour)
	rang := rung(a, 2, 0, casework.OwnTimer)
	armed(t, db, "open", 1, rang)
	atRest(t, db, "strange", 1, 2*time.Hour, a)
	for i, id := range []string{"first", "second", "third"} {
		armed(t, db, id, 1, a, dueClock("b", 1, casework.Idle, 9*time.Hour))
		atRest(t, db, id, 2, time.Duration(i+2)*time.Hour, rang)
		require.Equal(t, map[string]string{"a/1": "rung 0s late by timer", "b/1": "stopped"}, outcomes(t, db, id))
	}
	atRest(t, db, "late", 1, 2*time.Hour, rung(a, 2, 99*time.Hour, casework.ByWatch))

	require.Zero(t, forget(2*time.Hour, 10), "it came to rest at that moment")
	require.Equal(t, 1, forget(9*time.Hour, 1), "no more than asked for at a time")
	require.Empty(t, outcomes(t, db, "first"))
	require.NotEmpty(t, outcomes(t, db, "second"))
	require.Equal(t, 1, forget(4*time.Hour, 10))
	require.NotEmpty(t, outcomes(t, db, "third"), "it has not been at rest for so long")
	require.Equal(t, 1, forget(9*time.Hour, 10))
	require.Zero(t, forget(9*time.Hour, 10), "nothing is left to forget")
	for id, why := range map[string]string{"open": "it is open", "strange": "its clock has not rung", "late": "its clock rang later"} {
		require.NotEmpty(t, outcomes(t, db, id), why)
	}
	require.Equal(t, []string{"strange"}, overdueAt(t, db, 9*time.Hour, 10), "what should have rung is seen to whatever its case says")

	armed(t, db, "first", 3, dueClock("a", 3, casework.NextAttempt, 20*time.Hour))
	require.Equal(t, map[string]string{"a/3": "armed"}, outcomes(t, db, "first"), "a case that goes on has a ledger again")
	atRest(t, db, "first", 4, 21*time.Hour)
	require.Equal(t, 1, forget(200*time.Hour, 1), "and may come to rest again")
	require.Equal(t, 1, forget(200*time.Hour, 10))
	require.Empty(t, outcomes(t, db, "late"))
	require.Empty(t, outcomes(t, db, "first"))
}

// wholeLife carries a case through what happens in it, published as a keeper does: some
// revisions are skipped, some views are told twice, and the case is taken up again from
// its state in between. Every clock that the ledger has ever seen ends once.
func wholeLife(t *testing.T, db *store.DB) { //nolint:funlen // one life
	said := func(id string) casework.Said {
		return casework.Said{ID: id, Body: "digest-" + id, By: worker, Role: casework.Supervisor}
	}
	now := Epoch
	c := casework.Open(caseID(1), casework.Referral{
		Said: said("referral"), Ref: "ref-1", Version: 1, Reported: now.Add(-time.Hour), Offence: "8Q", SafeWay: true,
		Risk: casework.RiskMade{Tool: "DASH", Grade: casework.StandardRisk},
	}, casework.Ordinary(), casework.LatestLogic, now)
	rang := map[string]int{}
	told := 0
	tell := func() {
		v := c.View()
		rung, err := db.PublishRung(ctxOf(t), v)
		require.NoError(t, err)
		told += len(rung)
		c.Published(v.Revision)
	}
	turn := func(i int) {
		for len(c.Outbox) > 0 {
			c.Settle(c.Outbox[0].ID, casework.Outcome{State: casework.Sent}, now)
		}
		before := len(c.Rung)
		c.Wake(now)
		for _, d := range c.Rung[before:] {
			rang[fmt.Sprintf("%s/%d", d.Clock, d.Set)]++
		}
		switch i % 5 {
		case 0, 3: // too slow for this one
		case 1: // it was written, and nobody heard that it was
			rung, err := db.PublishRung(ctxOf(t), c.View())
			require.NoError(t, err)
			told += len(rung)
			tell()
		default:
			tell()
		}
	}
	for i := range 40 {
		if due, ok := c.NextDue(); ok {
			now = due.Add(time.Duration(i) * time.Second)
		}
		turn(i)
		if i == 20 {
			tell()
			again, err := casework.Restore(c.View().State) // as continue-as-new, or a start from SQL
			require.NoError(t, err)
			c = again
		}
	}
	_, err := c.Do(casework.RecordAttempt{Said: said("no thank you"), Outcome: "declined"}, now)
	require.NoError(t, err)
	for i := 0; !c.Resting(); i++ {
		require.Less(t, i, 50)
		if due, ok := c.NextDue(); ok {
			now = due
		}
		turn(i)
	}
	tell()
	ledger := outcomes(t, db, c.ID)
	require.Greater(t, len(rang), 10)
	require.Greater(t, len(ledger), len(rang), "some were stopped")
	for id, n := range rang {
		require.Equal(t, 1, n, id)
		require.Contains(t, ledger[id], "rung", id)
	}
	for id, outcome := range ledger {
		require.NotEqual(t, "armed", outcome, id)
		require.Equal(t, rang[id] == 1, outcome != "stopped", id)
	}
	require.Len(t, rang, told, "each is told once")
}
