package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/workflows"
)

// impatient has whoever waits for a case look at once whether any has answered.
func impatient(c *Config) { c.AnswerWithin = time.Nanosecond }

// stand has the cases hold every referral until they are released or nobody waits, and
// says how many they hold.
func (w *world) stand() (held chan struct{}, release func()) {
	held = make(chan struct{}, 100)
	released := make(chan struct{})
	w.cases.refer = func(ctx context.Context, id string, r casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
		held <- struct{}{}
		select {
		case <-released:
			return w.realm.refer(ctx, id, r, resting)
		case <-ctx.Done():
			return casework.Receipt{}, fmt.Errorf("%w: %w", workflows.ErrUnavailable, ctx.Err())
		}
	}
	return held, func() { close(released) }
}

// Temporal is there, and no worker is: the first who comes finds that out, and soon.
func TestAReferralDoesNotWaitForWorkersThatAreNotThere(t *testing.T) {
	t.Parallel()
	w := setup(t, impatient)
	held, release := w.stand()
	first := w.post("/v1/referrals", with(referralBody("A-1"), "victim/contact_points", []any{}), casework.Referrer).is(http.StatusAccepted)
	require.Contains(t, string(first.body), "no_safe_way", "what there is to warn of is said all the same")
	w.post("/v1/referrals", somebody("A-2", 2, casework.HighRisk), casework.Referrer).is(http.StatusAccepted)
	<-held
	require.Empty(t, held, "nobody else tries: the inbox does")
	require.Len(t, w.untaken(), 2)
	require.True(t, w.ready(http.StatusOK).Checks["referrals"].OK, "a moment's silence is no alarm")

	release()
	w.api.handing.Wait()
	require.Equal(t, []string{"refer"}, w.realm.took(), "the first was handed over all the while")
	w.api.cfg.AnswerWithin = time.Hour
	w.post("/v1/referrals", somebody("A-3", 3, casework.StandardRisk), casework.Referrer).is(http.StatusCreated)
	w.inbox()
	require.Empty(t, w.untaken())
}

func TestWhoeverWaitsForACaseHopesAsLongAsOthersAreAnswered(t *testing.T) {
	t.Parallel()
	r := newReach()
	h := r.hope()
	for range 10 { // a case that is slow among others that are not
		r.heard()
		require.True(t, h.left())
		require.True(t, r.free(casework.StandardRisk))
	}
	require.False(t, h.left())
	require.False(t, r.free(casework.HighRisk))
	r.heard()
	require.True(t, r.free(casework.StandardRisk))
}

// Silence adds up, however long each waits: that Temporal itself answers says nothing.
func TestUnansweredReferralsAreCountedUntilACaseAnswers(t *testing.T) {
	t.Parallel()
	w := setup(t)
	asked := 0
	w.cases.refer = func(context.Context, string, casework.Referral, json.RawMessage) (casework.Receipt, error) {
		asked++
		return casework.Receipt{}, workflows.ErrPending
	}
	for i := range silentFor {
		require.True(t, w.ready(http.StatusOK).Checks["referrals"].OK)
		w.post("/v1/referrals", somebody(fmt.Sprint("A-", i), i, casework.MediumRisk), casework.Referrer).is(http.StatusAccepted)
		w.inbox()
	}
	require.Equal(t, silentFor, asked)
	require.False(t, w.ready(http.StatusServiceUnavailable).Checks["referrals"].OK)
}

func TestAReferralIsHandedOverThoughItsSenderHasGone(t *testing.T) {
	t.Parallel()
	w := setup(t)
	held, release := w.stand()
	ctx, gone := context.WithCancel(t.Context())
	answered := make(chan answer, 1)
	r := call{method: http.MethodPost, path: "/v1/referrals", token: w.as(casework.Referrer), body: referralBody("A-1")}.request(t)
	go func() { answered <- w.serve(r.WithContext(ctx)) }()
	<-held
	gone()
	<-answered
	release()
	w.api.handing.Wait()
	require.Equal(t, []string{"refer"}, w.realm.took())
	require.Empty(t, w.untaken())
}

func TestAnAPIThatEndsLeavesWhatItHandsOverToTheNextAtOnce(t *testing.T) {
	t.Parallel()
	w := setup(t, impatient)
	w.stand()
	w.post("/v1/referrals", referralBody("A-1"), casework.Referrer).is(http.StatusAccepted)
	w.api.Finish()
	w.cases.refer = w.realm.refer
	next, err := New(w.api.cfg, w.cases, w.db, w.api.verifier, w.api.log, prometheus.NewRegistry())
	require.NoError(t, err)
	require.NoError(t, next.lookAtInbox(t.Context()))
	require.Equal(t, []string{"refer"}, w.realm.took())
	require.Empty(t, w.untaken())
}

// What a referral told of somebody else is told later too, where no case answers.
func TestNobodyWaitsForNewsWhereNoCaseAnswers(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.refer(namedBody("1", "Zebedee", "Quux", "1990-02-28", "07700900123"))
	w.clock.move(time.Minute)
	id := w.refer(namedBody("2", "Dougal", "Florence", "1961-05-09", "07700900124"))
	w.cases.refer = func(context.Context, string, casework.Referral, json.RawMessage) (casework.Receipt, error) {
		return casework.Receipt{}, workflows.ErrPending
	}
	told := w.cases.do
	w.cases.do = func(context.Context, string, casework.Command) (casework.Receipt, error) {
		t.Error("a case is asked")
		return casework.Receipt{}, workflows.ErrUnavailable
	}
	again := with(namedBody("2", "Zebedee", "Quucks", "1990-02-28", "07700900124"), "source/version", 2)
	w.post("/v1/referrals", again, casework.Referrer).is(http.StatusAccepted)
	w.cases.do, w.cases.refer = told, w.realm.refer
	w.clock.move(time.Minute)
	w.api.look(t.Context())
	require.Equal(t, 1, w.asks(id, casework.ReviewMatch))
}
