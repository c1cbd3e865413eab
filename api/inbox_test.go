package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
	"beacon/workflows"
)

// inbox looks at the inbox once.
func (w *world) inbox() {
	w.t.Helper()
	require.NoError(w.t, w.api.lookAtInbox(w.t.Context()))
}

// leave takes Temporal away, or brings it back.
func (w *world) leave(away bool) {
	w.realm.leave(away)
	w.cases.ready = func(context.Context) error {
		if away {
			return errAway
		}
		return nil
	}
}

// untaken are the referrals that no case has taken.
func (w *world) untaken() []store.Untaken {
	w.t.Helper()
	waiting, err := w.db.Untaken(w.t.Context(), w.clock.now().Add(24*time.Hour), 1000)
	require.NoError(w.t, err)
	return waiting
}

// somebody is a referral of somebody whom no other referral is about.
func somebody(id string, n int, g casework.Grade) body {
	b := with(with(referralBody(id), "victim/person_reference", "N-"+id), "victim/family_name", fmt.Sprint("Quux", id))
	b = with(b, "victim/contact_points", []any{body{"kind": "phone", "value": fmt.Sprintf("07700 900%03d", n)}})
	b = with(b, "victim/date_of_birth", monday.AddDate(-20, 0, -n).Format(time.DateOnly))
	return with(with(b, "risk/judgement", nil), "risk/grade", string(g))
}

// inTurn has cases answer one referral at a time, once as many have begun as may, and
// keeps of whom each is, in the order in which they began.
type inTurn struct {
	begun   chan string
	release chan struct{}
}

func (w *world) inTurn() *inTurn {
	turn := &inTurn{begun: make(chan string), release: make(chan struct{})}
	w.cases.refer = func(ctx context.Context, id string, r casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
		turn.begun <- id
		<-turn.release
		return w.realm.refer(ctx, id, r, resting)
	}
	return turn
}

// order is in which order so many began. Those that begin together have none: they are
// sorted.
func (turn *inTurn) order(many int) []string {
	var ids []string
	for range min(many, inboxAtOnce) {
		ids = append(ids, <-turn.begun)
	}
	slices.Sort(ids)
	for range many - len(ids) {
		turn.release <- struct{}{}
		ids = append(ids, <-turn.begun)
	}
	close(turn.release)
	return ids
}

func TestAReferralThatNoCaseTookIsHandedOverOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.leave(true)
	w.post("/v1/referrals", referralBody("A-1"), casework.Referrer).is(http.StatusAccepted)
	w.inbox()
	require.Empty(t, w.realm.took())
	w.leave(false)
	w.inbox()
	w.inbox()
	require.Equal(t, []string{"refer"}, w.realm.took())
	require.Empty(t, w.untaken())
	status, out := w.referred(referralBody("A-1"))
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, duplicate, out.Outcome)
}

// An API that is killed between keeping a referral and telling its case leaves no more
// behind than this.
func TestAReferralThatWasKeptAndNeverStartedIsFoundAndStarted(t *testing.T) {
	t.Parallel()
	w := setup(t)
	killed := make(chan struct{})
	w.cases.refer = func(context.Context, string, casework.Referral, json.RawMessage) (casework.Receipt, error) {
		close(killed)
		select {} // nothing of it ever goes on
	}
	r := call{method: http.MethodPost, path: "/v1/referrals", token: w.as(casework.Referrer), body: referralBody("A-1")}.request(t)
	go w.serve(r)
	<-killed

	w.cases.refer = w.realm.refer
	next, err := New(w.api.cfg, w.cases, w.db, w.api.verifier, w.api.log, prometheus.NewRegistry())
	require.NoError(t, err)
	require.NoError(t, next.lookAtInbox(t.Context()))
	require.Empty(t, w.realm.took(), "a request may still be at it")
	w.clock.move(handWithin)
	require.NoError(t, next.lookAtInbox(t.Context()))
	require.Equal(t, []string{"refer"}, w.realm.took())
	require.Empty(t, w.untaken())
}

// The inbox tells the case exactly what the request would have told it.
func TestTheInboxRefersAsTheRequestWouldHave(t *testing.T) {
	t.Parallel()
	w := setup(t)
	var told []casework.Referral
	w.cases.refer = func(ctx context.Context, id string, r casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
		told = append(told, r)
		if len(told) == 1 {
			return casework.Receipt{}, errAway
		}
		return w.realm.refer(ctx, id, r, resting)
	}
	w.post("/v1/referrals", referralBody("A-1"), casework.Referrer).is(http.StatusAccepted)
	w.inbox()
	require.Len(t, told, 2)
	require.Equal(t, told[0], told[1])
}

func TestWhileTemporalIsAwayReferralsAreKeptAndThenBeginInTheOrderOfRisk(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.leave(true)
	const many = 60
	var ids [3][]string // of each grade, the oldest first
	for i := range many {
		g := (i + 1) % 3
		for _, says := range []outcome{accepted, duplicate} {
			status, out := w.referred(somebody(fmt.Sprint("A-", i), i, casework.Grades[g]))
			require.Equal(t, http.StatusAccepted, status)
			require.Equal(t, says, out.Outcome)
			if says == accepted {
				ids[g] = append(ids[g], out.CaseID)
			}
		}
		w.clock.move(time.Second)
	}
	require.Len(t, w.untaken(), many)
	require.Contains(t, w.metrics(), `beacon_waiting{what="referrals"} 60`)
	require.Contains(t, w.metrics(), `beacon_waiting_seconds{grade="high",what="referrals"} 58`)
	require.False(t, w.ready(http.StatusServiceUnavailable).Checks["referrals"].OK)

	w.leave(false)
	turn, ended := w.inTurn(), make(chan error, 1)
	go func() { ended <- w.api.lookAtInbox(context.Background()) }()
	got := turn.order(many)
	require.NoError(t, <-ended)
	want := slices.Concat(ids[0], ids[1], ids[2])
	slices.Sort(want[:inboxAtOnce])
	require.Equal(t, want, got, "the gravest first, then the oldest")
	require.Empty(t, w.untaken())
	require.Len(t, w.realm.took(), many)
	require.Equal(t, "ready", w.ready(http.StatusOK).Status)
	require.Contains(t, w.metrics(), `beacon_waiting_seconds{grade="high",what="referrals"} 0`)
}

func TestWhileTemporalIsAwayNobodyWaitsForIt(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.leave(true)
	asked := 0
	w.cases.refer = func(context.Context, string, casework.Referral, json.RawMessage) (casework.Receipt, error) {
		asked++
		return casework.Receipt{}, errAway
	}
	for i := range 10 {
		w.post("/v1/referrals", somebody(fmt.Sprint("A-", i), i, casework.HighRisk), casework.Referrer).is(http.StatusAccepted)
	}
	require.Equal(t, 1, asked, "whoever found out told the others")
}

// A Temporal that goes away while requests wait for it keeps none of them.
func TestARequestThatWaitsForTemporalIsAnsweredWhenItIsKnownToBeAway(t *testing.T) {
	t.Parallel()
	w := setup(t)
	began := make(chan struct{}, 1)
	w.cases.refer = func(ctx context.Context, _ string, _ casework.Referral, _ json.RawMessage) (casework.Receipt, error) {
		began <- struct{}{}
		<-ctx.Done()
		return casework.Receipt{}, errors.Join(workflows.ErrUnavailable, ctx.Err())
	}
	answered := make(chan answer, 1)
	r := call{method: http.MethodPost, path: "/v1/referrals", token: w.as(casework.Referrer), body: referralBody("A-1")}.request(t)
	go func() { answered <- w.serve(r) }()
	<-began
	w.leave(true)
	w.inbox()
	(<-answered).is(http.StatusAccepted)
	w.leave(false)
	w.cases.refer = w.realm.refer
	w.inbox()
	require.Empty(t, w.untaken())
}

// Workers that have all stopped look alike: Temporal answers, and no case does.
func TestWhereNoCaseAnswersReferralsStopWaitingForIt(t *testing.T) {
	t.Parallel()
	w := setup(t)
	var mu sync.Mutex
	asked := 0
	silent := func(context.Context, string, casework.Referral, json.RawMessage) (casework.Receipt, error) {
		mu.Lock()
		defer mu.Unlock()
		asked++
		return casework.Receipt{}, workflows.ErrPending
	}
	w.cases.refer = silent
	for i := range 4 * silentFor {
		w.post("/v1/referrals", somebody(fmt.Sprint("A-", i), i, casework.MediumRisk), casework.Referrer).is(http.StatusAccepted)
	}
	require.Equal(t, silentFor, asked)
	require.False(t, w.ready(http.StatusServiceUnavailable).Checks["referrals"].OK)
	w.inbox()
	require.Equal(t, silentFor+inboxAtOnce, asked, "a few are tried, so that it is known when cases answer again")
	w.cases.refer = w.realm.refer
	w.clock.move(handWithin)
	w.inbox()
	w.inbox()
	require.Empty(t, w.untaken())
	require.Equal(t, "ready", w.ready(http.StatusOK).Status)
}

func TestWhatItsCaseWillNotHaveStandsInNobodysWayAndIsTriedEverMoreRarely(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.leave(true)
	for i := range 20 {
		w.post("/v1/referrals", somebody(fmt.Sprint("A-", i), i, casework.HighRisk), casework.Referrer).is(http.StatusAccepted)
	}
	w.leave(false)
	poisoned, tries := w.untaken()[0].CaseID, 0
	var mu sync.Mutex
	w.cases.refer = func(ctx context.Context, id string, r casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
		if id == poisoned {
			mu.Lock()
			defer mu.Unlock()
			if tries++; tries%2 == 0 {
				panic("it breaks whoever touches it")
			}
			return casework.Receipt{}, errors.New("something else")
		}
		return w.realm.refer(ctx, id, r, resting)
	}
	w.inbox()
	require.Len(t, w.realm.took(), 19)
	require.Len(t, w.untaken(), 1)
	require.Contains(t, w.metrics(), `beacon_waiting{what="referrals_refused"} 1`)
	require.Contains(t, w.logs.String(), `"msg":"inbox: a referral is not taken"`)
	for range 24 * 60 * 2 {
		w.clock.move(30 * time.Second)
		w.inbox()
	}
	require.Less(t, tries, 35, "in a day")
	require.Greater(t, tries, 20)
	w.cases.refer = w.realm.refer
	w.clock.move(longestPause)
	w.inbox()
	require.Empty(t, w.untaken())
}

func TestWhileOthersWaitOnlyTheGravestPassThem(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.api.reach.behind.Store(true)
	w.post("/v1/referrals", somebody("A-1", 1, casework.MediumRisk), casework.Referrer).is(http.StatusAccepted)
	require.Empty(t, w.realm.took())
	w.post("/v1/referrals", somebody("A-2", 2, casework.HighRisk), casework.Referrer).is(http.StatusCreated)
	w.inbox()
	require.Empty(t, w.untaken())
	w.post("/v1/referrals", somebody("A-3", 3, casework.StandardRisk), casework.Referrer).is(http.StatusCreated)
}

func TestOfManyAPIsEachReferralIsHandedOverByOne(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.leave(true)
	for i := range 40 {
		w.post("/v1/referrals", somebody(fmt.Sprint("A-", i), i, casework.Grades[i%3]), casework.Referrer).is(http.StatusAccepted)
	}
	w.leave(false)
	var mu sync.Mutex
	told := map[string]int{}
	w.cases.refer = func(ctx context.Context, id string, r casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
		mu.Lock()
		told[id]++
		mu.Unlock()
		return w.realm.refer(ctx, id, r, resting)
	}
	var all sync.WaitGroup
	for range 4 {
		a, err := New(w.api.cfg, w.cases, w.db, w.api.verifier, w.api.log, prometheus.NewRegistry())
		require.NoError(t, err)
		all.Go(func() { _ = a.lookAtInbox(t.Context()) })
	}
	all.Wait()
	require.Empty(t, w.untaken())
	require.Len(t, told, 40)
	for id, times := range told {
		require.Equal(t, 1, times, id)
	}
}

func TestAnInboxThatIsStoppedFinishesWhatItHasBegunAndBeginsNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.leave(true)
	for i := range 3 * inboxAtOnce {
		w.post("/v1/referrals", somebody(fmt.Sprint("A-", i), i, casework.HighRisk), casework.Referrer).is(http.StatusAccepted)
	}
	w.leave(false)
	ctx, stop := context.WithCancel(t.Context())
	begun, release := make(chan struct{}, 100), make(chan struct{})
	w.cases.refer = func(ctx context.Context, id string, r casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
		begun <- struct{}{}
		<-release
		if ctx.Err() != nil {
			return casework.Receipt{}, ctx.Err()
		}
		return w.realm.refer(ctx, id, r, resting)
	}
	ended := make(chan error, 1)
	go func() { ended <- w.api.Watch(ctx) }()
	for range inboxAtOnce {
		<-begun
	}
	stop()
	close(release)
	require.NoError(t, <-ended)
	require.Len(t, w.realm.took(), inboxAtOnce)
	require.Len(t, w.untaken(), 2*inboxAtOnce)
}

func TestAnAPIThatIsStoppingSaysSoAndGoesOnAnswering(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.api.Stopping()
	w.send(call{method: http.MethodGet, path: "/healthz"}).is(http.StatusServiceUnavailable)
	out := w.ready(http.StatusServiceUnavailable)
	require.Equal(t, "not_ready", out.Status)
	require.False(t, out.Checks["stopping"].OK)
	a := w.post("/v1/referrals", referralBody("A-1"), casework.Referrer).is(http.StatusCreated)
	require.Equal(t, "close", a.header.Get("Connection"))
}
