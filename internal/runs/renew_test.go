package runs_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/internal/runs"
	"beacon/workflows"
)

// book is what the database has as open.
type book []string

func (b book) OpenCases(_ context.Context, after string, most int) (some []string, _ error) {
	for _, id := range slices.Sorted(slices.Values(b)) {
		if id > after && len(some) < most {
			some = append(some, id)
		}
	}
	return some, nil
}

func (b book) IsOpen(_ context.Context, id string) (bool, error) { return slices.Contains(b, id), nil }

func TestEveryOpenCaseBeginsAFreshRunAndWhatNobodyCarriesIsNamed(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.work()
	before := map[string]string{}
	for i := range 5 {
		id := fmt.Sprint("case-", i)
		s.refer(id)
		before[id] = s.run(id)
	}
	c := s.listed(5)
	require.Equal(t, []runs.Group{{Name: c.Newest, Cases: 5, Oldest: c.Logics[0].Oldest}}, c.Logics)
	require.WithinDuration(t, time.Now(), c.Logics[0].Oldest, time.Minute)
	require.Zero(t, c.Older())
	require.Equal(t, runs.NoBuild, c.Builds[0].Name)

	f := runs.Filter{BegunBefore: time.Now()}
	n := runs.Renewal{Runs: s.runs, Cases: s.cases, PerSecond: 1000, DryRun: true}
	tally, err := n.All(t.Context(), f, book{"case-0", "case-9"})
	require.NoError(t, err)
	require.Equal(t, runs.Tally{Asked: 6}, tally)
	for id, run := range before {
		require.Equal(t, run, s.run(id), "a dry run asks nobody")
	}

	n.DryRun = false
	tally, err = n.All(t.Context(), f, book{"case-0", "case-9"})
	require.NoError(t, err)
	require.Equal(t, runs.Tally{Asked: 5, Unreached: []string{"case-9"}}, tally)
	require.Eventually(t, func() bool {
		left, err := s.runs.Left(t.Context(), f)
		require.NoError(t, err)
		return left == 0
	}, soon, often)
	for id, run := range before {
		require.NotEqual(t, run, s.run(id))
	}

	tally, err = n.All(t.Context(), f, book{"case-0"})
	require.NoError(t, err)
	require.Equal(t, 1, tally.Asked, "interrupted and gone on with, it asks those alone whose run is as old: and whom Temporal does not list so")
	tally, err = n.All(t.Context(), runs.Filter{OlderThan: casework.LatestLogic}, book{"case-0"})
	require.NoError(t, err)
	require.Equal(t, runs.Tally{}, tally, "none is under an older logic")
}

func TestAFilterMeansWhatItSays(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.work()
	s.refer("case-1")
	s.listed(1)
	for _, c := range []struct {
		f     runs.Filter
		means bool
	}{
		{runs.Filter{}, true},
		{runs.Filter{OlderThan: casework.LatestLogic}, false},
		{runs.Filter{OlderThan: casework.LatestLogic + 1}, true},
		{runs.Filter{NotOn: "beacon:new"}, true},
		{runs.Filter{BegunBefore: time.Now().Add(time.Hour)}, true},
		{runs.Filter{BegunBefore: time.Now().Add(-time.Hour)}, false},
		{runs.Filter{BegunBefore: time.Now().Add(time.Hour), OlderThan: casework.LatestLogic}, false},
	} {
		found := false
		require.NoError(t, s.runs.Each(t.Context(), c.f, func(r runs.Run) error {
			require.Equal(t, "case-1", r.CaseID)
			require.Equal(t, []string{fmt.Sprint("logic-", casework.LatestLogic)}, r.Logics)
			found = true
			return nil
		}))
		require.Equal(t, c.means, found, "%+v", c.f)
	}
}

// deaf are cases that cannot be asked.
type deaf struct {
	err   error
	asked []string
}

func (d *deaf) Renew(_ context.Context, id string) error {
	d.asked = append(d.asked, id)
	return d.err
}

func TestACaseThatCannotBeAskedIsTriedAgainAndNamedAndManyInARowEndIt(t *testing.T) {
	t.Parallel()
	var waited []time.Duration
	d := &deaf{err: workflows.ErrUnavailable}
	n := runs.Renewal{Cases: d, PerSecond: 4, Pause: func(_ context.Context, long time.Duration) error { waited = append(waited, long); return nil }}
	tally, err := n.These(t.Context(), []string{"1", "2", "3", "4", "5", "6"})
	require.ErrorIs(t, err, runs.ErrStopped)
	require.Equal(t, []string{"1", "2", "3", "4", "5"}, tally.Unreached)
	require.Len(t, d.asked, 15)
	require.Equal(t, []time.Duration{time.Second / 4, 2 * time.Second, 2 * time.Second}, waited[:3])

	d.err = workflows.ErrNotFound
	tally, err = n.These(t.Context(), []string{"1"})
	require.NoError(t, err)
	require.Equal(t, runs.Tally{Unreached: []string{"1"}}, tally, "somebody named it, and nobody knows it")
}
