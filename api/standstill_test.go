package api

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
	"beacon/workflows"
)

// asleep is a world with a case in which a clock was due so long ago.
func asleep(t *testing.T, ago time.Duration) (*world, string) {
	t.Helper()
	w := setup(t)
	id := w.referredCase("A-1")
	row, err := w.db.Case(t.Context(), id)
	require.NoError(t, err)
	w.clock.move(row.NextDue.Sub(w.clock.now()) + ago)
	return w, id
}

func (w *world) referredCase(ref string) string {
	w.t.Helper()
	status, out := w.referred(referralBody(ref))
	require.Equal(w.t, http.StatusCreated, status)
	return out.CaseID
}

func (w *world) drive() {
	w.t.Helper()
	require.NoError(w.t, w.api.driveOverdue(context.Background()))
}

// ledger counts the deadlines of a case by how they stand, and those that are overdue.
func (w *world) ledger(id string) (rung []store.DeadlineRow, overdue int) {
	w.t.Helper()
	rows, err := w.db.Deadlines(context.Background(), id)
	require.NoError(w.t, err)
	for _, r := range rows {
		switch {
		case r.Outcome == store.Rung:
			rung = append(rung, r)
		case r.Outcome == store.Armed && r.Due.Before(w.clock.now()):
			overdue++
		}
	}
	return rung, overdue
}

// came is what came of the cases that stood still, as it is counted.
func (w *world) came() map[string]int {
	w.t.Helper()
	out := map[string]int{}
	for _, m := range regexp.MustCompile(`(?m)^beacon_redrives_total\{came="(\w+)"\} (\d+)$`).FindAllStringSubmatch(w.metrics(), -1) {
		if m[2] != "0" {
			n, err := strconv.Atoi(m[2])
			require.NoError(w.t, err)
			out[m[1]] = n
		}
	}
	return out
}

func TestAClockThatHasNotRungIsAskedToAfterItsGrace(t *testing.T) {
	t.Parallel()
	w, id := asleep(t, 29*time.Second)
	w.drive()
	require.Empty(t, w.came())

	w.clock.move(time.Second)
	_, overdue := w.ledger(id)
	require.Positive(t, overdue)
	w.drive()
	rung, overdue := w.ledger(id)
	require.Zero(t, overdue)
	require.NotEmpty(t, rung)
	require.Equal(t, casework.ByWatch, rung[0].RungBy)
	w.drive()
	require.Equal(t, map[string]int{cameRung: 1}, w.came(), "it moves again, and is left alone")
	require.NotContains(t, w.logs.String(), "canary")
}

// A worker tells readers before Temporal has its decision for good. Where it is killed in
// between the clock has not rung, and the ledger of deadlines says that it has.
func TestAClockIsAskedToRingUntilItsCaseHasAnswered(t *testing.T) {
	t.Parallel()
	w, id := asleep(t, time.Hour)
	asked := 0
	w.cases.ring = func(ctx context.Context, caseID string) (bool, error) {
		if asked++; asked > 1 {
			return w.realm.ring(ctx, caseID)
		}
		w.realm.mu.Lock()
		defer w.realm.mu.Unlock()
		before, err := json.Marshal(w.realm.open[caseID])
		require.NoError(t, err)
		w.realm.open[caseID].WakeBy(w.clock.now(), casework.ByWatch)
		w.realm.publish(w.realm.open[caseID])
		lost := &casework.Case{}
		require.NoError(t, json.Unmarshal(before, lost))
		w.realm.open[caseID] = lost
		return false, workflows.ErrUnavailable
	}
	w.drive()
	_, overdue := w.ledger(id)
	require.Zero(t, overdue, "so the ledger says")
	w.clock.move(time.Minute)
	w.drive()
	require.Equal(t, 2, asked)
	due, ok := w.realm.state(id).NextDue()
	require.True(t, ok)
	require.True(t, due.After(w.clock.now()))
	w.clock.move(time.Minute)
	w.drive()
	require.Equal(t, 2, asked, "it has answered, and is left alone")
}

func TestTheLedgerOfACaseAtRestIsForgottenAfterAHundredDays(t *testing.T) {
	t.Parallel()
	w := setup(t)
	at := w.clock.now()
	require.NoError(t, w.db.Publish(t.Context(), casework.View{
		ID: "at-rest", Revision: 9, Stage: casework.Closed, Referred: at, Since: at, Closed: at, Resting: true, State: json.RawMessage(`{}`),
		Deadlines: []casework.Deadline{{Clock: "a", Set: 1, Kind: casework.DutyDue, Due: at.Add(-time.Hour), Rung: at.Add(-time.Minute), In: 2, By: casework.OwnTimer}},
	}))
	w.clock.move(100 * 24 * time.Hour)
	w.api.watchClocks(t.Context())
	rung, _ := w.ledger("at-rest")
	require.Len(t, rung, 1)
	w.clock.move(time.Second)
	w.api.watchClocks(t.Context())
	rung, _ = w.ledger("at-rest")
	require.Empty(t, rung)
	_, err := w.db.Case(t.Context(), "at-rest")
	require.NoError(t, err, "and nothing else of it")
}

func TestACaseWhoseWorkflowIsGoneGoesOnFromWhatReadersHad(t *testing.T) {
	t.Parallel()
	w, id := asleep(t, time.Hour)
	w.realm.mu.Lock()
	delete(w.realm.open, id)
	w.realm.mu.Unlock()
	before, err := w.db.Case(t.Context(), id)
	require.NoError(t, err)
	w.drive()
	require.Equal(t, map[string]int{cameStarted: 1}, w.came())
	rung, overdue := w.ledger(id)
	require.Zero(t, overdue)
	require.NotEmpty(t, rung)
	lines, err := w.db.Timeline(t.Context(), id, "", 500)
	require.NoError(t, err)
	var says []string
	for _, l := range lines.Items {
		if l.Revision == before.Revision+1 {
			says = append(says, l.What)
		}
	}
	require.Contains(t, says, "recovered")
}

func TestWhatACaseKnowsAndReadersDoNotIsTold(t *testing.T) {
	t.Parallel()
	w, id := asleep(t, time.Hour)
	w.realm.mu.Lock()
	w.realm.mute = true
	w.realm.mu.Unlock()
	w.realm.wake(id)
	_, overdue := w.ledger(id)
	require.Positive(t, overdue)
	w.drive()
	require.Equal(t, map[string]int{cameMoving: 1}, w.came(), "readers may be about to hear of it")
	w.clock.move(time.Minute)
	w.drive()
	require.Equal(t, map[string]int{cameMoving: 1, cameTold: 1}, w.came())
	_, overdue = w.ledger(id)
	require.Zero(t, overdue)
}

func TestACaseThatWasSetBackIsPutToAPerson(t *testing.T) {
	t.Parallel()
	w, id := asleep(t, time.Hour)
	row, err := w.db.Case(t.Context(), id)
	require.NoError(t, err)
	c, err := casework.Restore(row.State)
	require.NoError(t, err)
	c.Revision -= 2
	for i := range c.Clocks {
		c.Clocks[i].Due = c.Clocks[i].Due.Add(1000 * time.Hour)
	}
	w.realm.mu.Lock()
	w.realm.open[id] = c
	w.realm.mu.Unlock()
	for range 3 {
		w.drive()
		w.clock.move(time.Minute)
	}
	require.Equal(t, map[string]int{cameMoving: 1, cameApart: 2}, w.came())
	require.Contains(t, w.metrics(), "\nbeacon_cases_apart 1\n")
	require.Equal(t, "degraded", w.ready(http.StatusServiceUnavailable).Status)
	page, err := w.db.Cases(t.Context(), store.CaseFilter{SetBack: &isTrue})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	page, err = w.db.Cases(t.Context(), store.CaseFilter{SetBack: &isFalse})
	require.NoError(t, err)
	require.Empty(t, page.Items)
}

func TestOneCaseThatDoesNotAnswerHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	w, first := asleep(t, 0)
	status, out := w.referred(with(with(referralBody("A-2"), "victim/person_reference", "other"), "victim/date_of_birth", "1961-05-09"))
	require.Equal(t, http.StatusCreated, status)
	w.clock.move(1000 * time.Hour)
	ring := w.cases.ring
	w.cases.ring = func(ctx context.Context, id string) (bool, error) {
		if id == first {
			return false, errAway
		}
		return ring(ctx, id)
	}
	w.drive()
	require.Equal(t, map[string]int{cameRung: 1, cameUnreached: 1}, w.came())
	_, overdue := w.ledger(out.CaseID)
	require.Zero(t, overdue)
	require.Contains(t, w.metrics(), "\nbeacon_cases_overdue 1\n")
	w.cases.ring = ring
	w.clock.move(time.Minute)
	w.drive()
	require.Contains(t, w.metrics(), "\nbeacon_cases_overdue 0\n")
	require.Contains(t, w.metrics(), "\nbeacon_clock_overdue_seconds 0\n")
}

func TestWithoutTemporalNothingIsClaimed(t *testing.T) {
	t.Parallel()
	w, _ := asleep(t, time.Hour)
	w.cases.ready = func(context.Context) error { return errAway }
	w.cases.lost = func(context.Context, string, json.RawMessage, casework.Recovered) error {
		t.Error("a case was started")
		return nil
	}
	require.ErrorIs(t, w.api.driveOverdue(t.Context()), errAway)
	w.cases.ready = func(context.Context) error { return nil }
	w.drive()
	require.Equal(t, map[string]int{cameRung: 1}, w.came(), "and is seen to as soon as it is back")
}

func TestTheWatchOfClocksCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	w := setup(t, func(c *Config) { c.OverdueEvery = -1 })
	require.NoError(t, w.api.WatchClocks(t.Context()))
}
