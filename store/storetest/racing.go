package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"beacon/safecontact"
	"beacon/store"
)

// rounds is how often a race is run: the first ones are won by whoever is connected
// first.
const rounds = 6

var racing = []rule{
	{"TheSameReferralFromManyAtOnceIsOneCase", func(t *testing.T, db *store.DB) {
		got := together(t, 32, func(ctx context.Context, _ int) (store.Admitted, error) {
			a := withPoints(referral("1"), 1, phone(number(1)))
			a.Key = "key"
			return db.Admit(ctx, a)
		})
		fresh := 0
		for _, g := range got {
			require.Equal(t, got[0].CaseID, g.CaseID)
			if !g.Standing {
				fresh++
			}
		}
		require.Equal(t, 1, fresh, "exactly one of them changed anything")
		require.Len(t, pointsOf(t, db, got[0].CaseID), 1)
	}},
	{"ManyCrimesAgainstOnePersonAtOnceAreOneCase", func(t *testing.T, db *store.DB) {
		for round := range rounds {
			got := together(t, 16, func(ctx context.Context, i int) (store.Admitted, error) {
				a := withPoints(referral(fmt.Sprint(round, "-", i)), 1, phone(number(20*round+i)))
				a.Person.Reference = fmt.Sprint("N", round)
				return db.Admit(ctx, a)
			})
			opened := 0
			for _, g := range got {
				require.Equal(t, got[0].CaseID, g.CaseID)
				if g.Opened {
					opened++
				}
			}
			require.Equal(t, 1, opened)
			require.Len(t, pointsOf(t, db, got[0].CaseID), 16)
		}
	}},
	{"ManyPeopleOnOneNumberAtOnceAllShareIt", func(t *testing.T, db *store.DB) {
		for round := range rounds {
			shared := number(900 + round)
			got := together(t, 16, func(ctx context.Context, i int) (store.Admitted, error) {
				return db.Admit(ctx, withPoints(referral(fmt.Sprint(round, "-", i)), 1, phone(shared), phone(number(20*round+i))))
			})
			for _, g := range got {
				for _, p := range pointsOf(t, db, g.CaseID) {
					require.Equal(t, p.Value == shared, p.SharedWith == safecontact.AnotherPerson)
				}
			}
		}
	}},
	{"AnAdmissionIsAllOrNothing", allOrNothing},
}

// together does the same n times at once.
func together[T any](t *testing.T, n int, do func(ctx context.Context, i int) (T, error)) []T {
	t.Helper()
	out := make([]T, n)
	g, ctx := errgroup.WithContext(ctxOf(t))
	for i := range n {
		g.Go(func() (err error) {
			out[i], err = do(ctx, i)
			return err
		})
	}
	require.NoError(t, g.Wait())
	return out
}

// tripping is a context that ends once it has been looked at so many times, so that
// an operation can be cut off at every one of its steps.
type tripping struct {
	context.Context
	end func()

	mu   sync.Mutex
	left int
}

func (c *tripping) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left--; c.left == 0 {
		c.end()
	}
	return c.Context.Done()
}

func allOrNothing(t *testing.T, db *store.DB) {
	cut, done := 0, 0
	for i := 1; done < 3; i += 1 + i/16 {
		require.Less(t, i, 2000, "never ran through")
		a := another(withPoints(referral(fmt.Sprint("cut", i)), 1, phone(number(1)), phone(number(2)), confirmedPhone(number(3), Epoch)), i)
		a.SuspectPhones, a.Key = []string{number(4), number(5)}, fmt.Sprint("key", i)
		inner, end := context.WithCancel(ctxOf(t))
		_, err := db.Admit(&tripping{Context: inner, end: end, left: i}, a)
		end()
		if err == nil {
			done++
		} else {
			cut++
			require.ErrorIs(t, err, store.ErrUnavailable)
			require.ErrorIs(t, err, context.Canceled)
		}
		again := admit(t, db, a)
		if err == nil {
			require.True(t, again.Standing, "what was answered is there")
		}
		require.Len(t, pointsOf(t, db, again.CaseID), 3, "all of it is there, whatever came before")
		require.True(t, admit(t, db, a).Standing)
	}
	require.Greater(t, cut, 5, "it was cut off in many places")
	listed, err := db.Untaken(ctxOf(t), Epoch.Add(time.Hour), 500)
	require.NoError(t, err)
	require.Len(t, listed, min(cut+done, 500))
}

// count is how many are true.
func count(all []bool) (n int) {
	for _, one := range all {
		if one {
			n++
		}
	}
	return n
}
