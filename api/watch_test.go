package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

func TestAReferralThatNoCaseTookIsTakenByTheWatch(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.realm.leave(true)
	w.post("/v1/referrals", referralBody("A-1"), casework.Referrer).is(http.StatusServiceUnavailable)
	w.realm.leave(false)
	w.api.look(t.Context())
	require.Empty(t, w.realm.took(), "a request may still be at it")

	w.clock.move(time.Minute)
	w.api.look(t.Context())
	w.api.look(t.Context())
	require.Equal(t, []string{"refer"}, w.realm.took())
	waiting, err := w.db.Untaken(t.Context(), w.clock.now(), 0)
	require.NoError(t, err)
	require.Empty(t, waiting)
	status, out := w.referred(referralBody("A-1"))
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, duplicate, out.Outcome)
}

// The watch tells the case exactly what the request would have told it.
func TestTheWatchRefersAsTheRequestWouldHave(t *testing.T) {
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
	w.post("/v1/referrals", referralBody("A-1"), casework.Referrer).is(http.StatusServiceUnavailable)
	w.clock.move(time.Minute)
	w.api.look(t.Context())
	require.Len(t, told, 2)
	require.Equal(t, told[0], told[1])
}

func TestOneThatFailsDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.realm.leave(true)
	w.post("/v1/referrals", referralBody("A-1"), casework.Referrer).is(http.StatusServiceUnavailable)
	w.clock.move(time.Second)
	w.post("/v1/referrals", with(with(referralBody("A-2"), "victim/person_reference", "other"), "victim/date_of_birth", "1961-05-09"), casework.Referrer).is(http.StatusServiceUnavailable)
	w.realm.leave(false)
	first := true
	w.cases.refer = func(ctx context.Context, id string, r casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
		if first {
			first = false
			return casework.Receipt{}, errors.New("something else")
		}
		return w.realm.refer(ctx, id, r, resting)
	}
	w.clock.move(time.Minute)
	w.api.look(t.Context())
	require.Len(t, w.realm.took(), 1)
	w.api.look(t.Context())
	require.Len(t, w.realm.took(), 2)
}

func TestTheWatchEndsWithItsContextAndWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	w := setup(t)
	require.NoError(t, w.db.Close())
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.api.Watch(ctx) }()
	cancel()
	require.NoError(t, <-done)
}
