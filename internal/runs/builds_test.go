package runs_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/runs"
	"beacon/worker"
)

const deployment = "beacon"

// promote makes a build the current one.
func (s *site) promote(build string) (before string) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), soon)
	defer cancel()
	before, err := s.runs.Promote(ctx, deployment, build)
	require.NoError(s, err)
	return before
}

// on waits until a case is on a build.
func (s *site) on(id, build string) {
	s.Helper()
	var is string
	require.Eventually(s, func() bool {
		is = ""
		require.NoError(s, s.runs.Each(s.Context(), runs.Filter{}, func(r runs.Run) error {
			if r.CaseID == id {
				is = r.Build
			}
			return nil
		}))
		return is == deployment+":"+build
	}, soon, often, "%s is to be on %s", id, build)
}

func (s *site) renew(id string) {
	s.Helper()
	before := s.run(id)
	require.NoError(s, s.cases.Renew(s.Context(), id))
	require.Eventually(s, func() bool { return s.run(id) != before }, soon, often)
}

// builds waits until those of the deployment stand as they should.
func (s *site) builds(stand func(map[string]runs.Build) bool) {
	s.Helper()
	require.Eventually(s, func() bool {
		all, err := s.runs.Builds(s.Context(), deployment)
		require.NoError(s, err)
		by := map[string]runs.Build{}
		for _, b := range all {
			by[b.Name] = b
		}
		return stand(by)
	}, soon, often)
}

func TestACaseStaysOnItsBuildUntilItsNextRunAndTheOldBuildMayThenStop(t *testing.T) {
	t.Parallel()
	s := open(t)
	stopPlain := s.work()
	s.refer("from-before") // as there were no versions

	stopA := s.work(worker.OfBuild(deployment, "a"))
	require.Empty(t, s.promote("a"))
	stopPlain()
	s.note("from-before", "one")
	s.on("from-before", "a")
	s.refer("pinned")
	s.on("pinned", "a")

	s.work(worker.OfBuild(deployment, "b"))
	require.Equal(t, "a", s.promote("b"))
	s.note("pinned", "one")
	s.on("pinned", "a")
	s.refer("fresh")
	s.on("fresh", "b")
	s.builds(func(b map[string]runs.Build) bool {
		return b["b"].Current && !b["a"].Current && b["a"].Cases > 0 && !b["a"].Retired()
	})

	s.renew("pinned")
	s.renew("from-before")
	s.on("pinned", "b")
	s.on("from-before", "b")
	s.builds(func(b map[string]runs.Build) bool { return b["a"].Retired() && b["b"].Cases == 3 })

	stopA()
	for _, id := range []string{"from-before", "pinned", "fresh"} {
		s.note(id, "after")
	}
	c, err := s.runs.Census(t.Context())
	require.NoError(t, err)
	require.Contains(t, c.Builds, runs.Group{Name: deployment + ":a"})
}

func TestABuildThatNoWorkerIsOfIsNotPromoted(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, err := s.runs.Builds(t.Context(), deployment)
	require.ErrorIs(t, err, runs.ErrNoBuild)
	require.ErrorContains(t, err, "BEACON_WORKER_DEPLOYMENT")
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	_, err = s.runs.Promote(ctx, deployment, "a")
	require.ErrorIs(t, err, runs.ErrNoBuild)

	s.work(worker.OfBuild(deployment, "a"))
	s.promote("a")
	ctx, cancel = context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	_, err = s.runs.Promote(ctx, deployment, "mistyped")
	require.ErrorIs(t, err, runs.ErrNoBuild)
}
