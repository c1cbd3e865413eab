package runs_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/internal/runs"
	"beacon/workflows"
)

// shelf is a read model that may have been restored from another moment.
type shelf struct{ *office }

func (s shelf) view(id string) (casework.View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, found := s.last[id]
	return v, found
}

func (s shelf) restore(id string, v casework.View) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last[id] = v
}

func (s shelf) Known(_ context.Context, id string) (runs.Known, bool, error) {
	v, found := s.view(id)
	return runs.Known{Revision: v.Revision, Open: found && !v.Resting, State: v.State}, found, nil
}

func (s shelf) OpenCases(_ context.Context, after string, _ int) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s.last)), func(id string) bool { return id <= after || s.last[id].Resting }), nil
}

func (s shelf) IsOpen(_ context.Context, id string) (bool, error) {
	v, found := s.view(id)
	return found && !v.Resting, nil
}

func (s shelf) ForgetRedrive(context.Context, string) error { return nil }

// compare reconciles, and answers with what was found of each case.
func (s *site) compare(repair bool) (counts map[runs.Verdict]int, found map[string]runs.Finding) {
	s.Helper()
	found = map[string]runs.Finding{}
	counts, err := runs.Reconciliation{
		Runs: s.runs, Policy: casework.Ordinary, Shelf: shelf{s.office}, Cases: s.cases, Repair: repair,
		Found: func(f runs.Finding) error { found[f.CaseID] = f; return nil },
	}.Compare(s.Context())
	require.NoError(s, err)
	return counts, found
}

func TestAfterARestoreEachSideLearnsWhatOnlyTheOtherKnows(t *testing.T) {
	t.Parallel()
	s := open(t)
	stop := s.work()
	all := shelf{s.office}
	early := map[string]casework.View{}
	for _, id := range []string{"alike", "behind", "unknown", "gone", "set-back"} {
		s.refer(id)
		early[id], _ = all.view(id)
		s.note(id, "note-"+id)
	}
	s.listed(5)
	require.Eventually(t, func() bool {
		for id, before := range early {
			if v, _ := all.view(id); v.Revision <= before.Revision {
				return false
			}
		}
		return true
	}, soon, often)
	stop()
	counts, found := s.compare(false)
	require.Equal(t, map[runs.Verdict]int{runs.Alike: 5}, counts, found)

	// The read model is older of two, Temporal of two others.
	all.restore("behind", early["behind"])
	s.office.mu.Lock()
	delete(s.office.last, "unknown")
	s.office.mu.Unlock()
	require.NoError(t, s.temporal.TerminateWorkflow(t.Context(), workflows.WorkflowID("gone"), "", "as if it had begun after the backup"))
	later, _ := all.view("set-back")
	c, err := casework.Restore(later.State)
	require.NoError(t, err)
	_, err = c.Do(casework.AddNote{Said: casework.Said{ID: "later", Body: "digest", By: "worker-1", Role: casework.Caseworker, Text: "text-later"}}, c.Since)
	require.NoError(t, err)
	all.restore("set-back", c.View())

	want := map[string]runs.Verdict{"behind": runs.Behind, "unknown": runs.Behind, "gone": runs.Gone, "set-back": runs.SetBack}
	for _, repair := range []bool{false, true} {
		counts, found = s.compare(repair)
		require.Equal(t, map[runs.Verdict]int{runs.Alike: 1, runs.Behind: 2, runs.Gone: 1, runs.SetBack: 1}, counts)
		for id, verdict := range want {
			require.Equal(t, verdict, found[id].Verdict, id)
			require.Equal(t, repair, found[id].Mended, id)
		}
	}

	s.work()
	for id := range want {
		before, _ := all.view(id)
		s.note(id, "again-"+id)
		require.Eventually(t, func() bool {
			v, _ := all.view(id)
			return v.Revision > before.Revision
		}, soon, often, id)
	}
	v, _ := all.view("set-back")
	require.Greater(t, v.Revision, c.Revision, "it goes on after everything that was known")
	require.Contains(t, string(v.State), "decide_next", "a person looks at what may be missing")
	s.compareAlike(5)
	for effect, n := range s.office.sent {
		require.Equal(t, 1, n, effect)
	}
}

// compareAlike waits until nothing differs.
func (s *site) compareAlike(cases int) {
	s.Helper()
	require.Eventually(s, func() bool {
		counts, _ := s.compare(false)
		return counts[runs.Alike] == cases && len(counts) == 1
	}, soon, often)
}
