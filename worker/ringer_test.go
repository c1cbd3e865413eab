package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// belfry has cases with a patient clock that is due.
type belfry struct {
	mu      sync.Mutex
	due     []string
	claimed map[string]time.Time // until when
	rung    []string
	away    error
	lost    string // a case that nothing rings
}

func (b *belfry) ClaimRings(_ context.Context, now, until time.Time, most int) (got []string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range b.due {
		if len(got) < most && !b.claimed[id].After(now) {
			b.claimed[id] = until
			got = append(got, id)
		}
	}
	return got, b.away
}

func (b *belfry) Unrung(_ context.Context, cases []string, _ time.Time) (still []string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range cases {
		if slices.Contains(b.due, id) {
			still = append(still, id)
		}
	}
	return still, b.away
}

func (b *belfry) ForgetRings(context.Context, time.Time) (int64, error) { return 0, nil }

func (b *belfry) Ring(_ context.Context, id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if id == b.lost {
		return errors.New("no such case is open")
	}
	b.rung = append(b.rung, id)
	return nil
}

func (b *belfry) done(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.due = b.due[n:]
}

func ringing(cases int) (*Ringer, *belfry, *time.Time) {
	b := &belfry{claimed: map[string]time.Time{}}
	for i := range cases {
		b.due = append(b.due, fmt.Sprint("case-", i))
	}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	r := &Ringer{Rings: b, Bell: b, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler), underway: map[string]time.Time{}}
	return r, b, &now
}

func (r *Ringer) turns(t *testing.T, n int) {
	t.Helper()
	for range n {
		_, err := r.turn(t.Context())
		require.NoError(t, err)
	}
}

func TestNoMoreCasesAreRungAtOnceThanHaveRung(t *testing.T) {
	t.Parallel()
	r, b, _ := ringing(10 * ringsAtOnce)
	r.turns(t, 3)
	require.Len(t, b.rung, ringsAtOnce)
	b.done(ringsAtOnce / 2)
	r.turns(t, 3)
	require.Len(t, b.rung, ringsAtOnce*3/2)
	for len(b.due) > 0 {
		b.done(min(ringsAtOnce, len(b.due)))
		r.turns(t, 1)
	}
	require.Len(t, b.rung, 10*ringsAtOnce)
	slices.Sort(b.rung)
	require.Len(t, slices.Compact(b.rung), 10*ringsAtOnce, "each once")
}

func TestACaseThatDoesNotRingHoldsUpNobodyAndIsAskedAgain(t *testing.T) {
	t.Parallel()
	r, b, now := ringing(ringsAtOnce + 1)
	r.turns(t, 2)
	require.Len(t, b.rung, ringsAtOnce)
	*now = now.Add(ringWithin)
	r.turns(t, 1)
	require.Len(t, b.rung, 2*ringsAtOnce)
	require.NotContains(t, b.rung[:ringsAtOnce], fmt.Sprint("case-", ringsAtOnce))
}

func TestACaseThatIsLostKeepsNoOtherFromRinging(t *testing.T) {
	t.Parallel()
	r, b, _ := ringing(ringsAtOnce)
	b.lost = "case-0"
	_, err := r.turn(t.Context())
	require.Error(t, err)
	require.Len(t, b.rung, ringsAtOnce-1)
}

func TestARingerThatCannotLookTriesAgain(t *testing.T) {
	t.Parallel()
	r, b, _ := ringing(3)
	b.away = errors.New("away")
	_, err := r.turn(t.Context())
	require.Error(t, err)
	b.away = nil
	b.claimed = map[string]time.Time{}
	r.turns(t, 1)
	require.Len(t, b.rung, 3)
}

func TestARingerEndsWithItsContext(t *testing.T) {
	t.Parallel()
	r, _, _ := ringing(0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r.Run(ctx)
}
