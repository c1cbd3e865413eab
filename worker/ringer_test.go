package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/workflows"
)

// belfry has cases with a patient clock that is due.
type belfry struct {
	mu      sync.Mutex
	due     []string
	claimed map[string]time.Time // until when
	rung    []string
	away    error
	lost    string // a case that nothing rings
	rings   bool   // readers see at once that a case has rung
	dies    string // a case whose worker dies once, when readers have been told
}

func (b *belfry) ClaimRings(_ context.Context, now, until time.Time, most int) (got []string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range slices.Concat(b.due, slices.Sorted(maps.Keys(b.claimed))) {
		until0, was := b.claimed[id]
		if len(got) < most && !until0.After(now) && (was || slices.Contains(b.due, id)) {
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

func (b *belfry) Rang(_ context.Context, cases []string, _ time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	maps.DeleteFunc(b.claimed, func(id string, _ time.Time) bool { return slices.Contains(cases, id) && !slices.Contains(b.due, id) })
	return b.away
}

func (b *belfry) Ring(_ context.Context, id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if id == b.lost {
		return errors.New("no such case is open")
	}
	b.rung = append(b.rung, id)
	if b.rings {
		b.due = slices.DeleteFunc(b.due, func(other string) bool { return other == id })
	}
	if id == b.dies {
		b.dies = ""
		return workflows.ErrUnavailable
	}
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

// The worker tells readers before Temporal has its decision for good. Where it is killed in
// between the clock has not rung, and readers believe that it has.
func TestACaseThatDidNotAnswerIsAskedAgainThoughReadersSeeThatItRang(t *testing.T) {
	t.Parallel()
	r, b, now := ringing(3)
	b.rings, b.dies = true, "case-1"
	_, err := r.turn(t.Context())
	require.ErrorIs(t, err, workflows.ErrUnavailable)
	require.Len(t, b.rung, 3)
	require.Empty(t, b.due)
	r.turns(t, 3)
	require.Len(t, b.rung, 3, "not before its claim ends")
	*now = now.Add(ringWithin)
	r.turns(t, 3)
	require.Equal(t, "case-1", b.rung[3])
	*now = now.Add(ringWithin)
	r.turns(t, 3)
	require.Len(t, b.rung, 4, "once it has answered it is left alone")
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
