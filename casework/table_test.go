package casework

import (
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryCommandIsListedOnceUnderANameOfItsOwn(t *testing.T) {
	t.Parallel()
	var types, names []string
	for _, m := range Commands {
		types = append(types, reflect.TypeOf(m).Name())
		require.NotContains(t, names, m.Name())
		names = append(names, m.Name())
		require.NotEmpty(t, m.stages(), m.Name())
	}
	require.ElementsMatch(t, receivers(t, "stages"), types)
}

func TestNoCommandInAnyStageIsTooWrongToBeChecked(t *testing.T) {
	t.Parallel()
	for _, s := range everywhere(t) {
		for _, m := range Commands {
			require.NotPanics(t, func() { _ = s.Check(m, s.now) }, "%s in %s", m.Name(), s.Stage)
		}
	}
}

func TestEveryKindOfClockIsListedAndRings(t *testing.T) {
	t.Parallel()
	for _, k := range constants(t, "Kind") {
		require.Contains(t, Kinds, Kind(k.value))
	}
	for _, kind := range Kinds {
		s := begin(t, MediumRisk).supporting()
		s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"}) // so that there is a closure for close-now to end
		require.NotPanics(t, func() { s.ring(Clock{Kind: kind}, s.now) }, kind)
	}
}

func TestEveryStageIsInTheTableAndArrives(t *testing.T) {
	t.Parallel()
	listed := make([]Stage, len(Stages))
	for i, r := range Stages {
		listed[i] = r.Stage
		require.NotEmpty(t, r.Says)
		require.NotEmpty(t, r.Next)
	}
	for _, c := range constants(t, "Stage") {
		require.Contains(t, listed, Stage(c.value))
	}
	for _, stage := range listed {
		s := begin(t, MediumRisk)
		s.Closure = &Closure{Reason: "needs_met"}
		s.Stage = stage
		require.NotPanics(t, func() { s.arrive(s.now) }, stage)
	}
	require.ElementsMatch(t, listed, append([]Stage{Closed}, anyOpen...))
}

func TestEveryKindOfTaskHasARuleAndIsEndedBySomething(t *testing.T) {
	t.Parallel()
	names := make([]string, len(Commands))
	for i, m := range Commands {
		names[i] = m.Name()
	}
	require.Len(t, TaskRules, len(constants(t, "TaskKind")))
	for _, k := range constants(t, "TaskKind") {
		r := TaskKind(k.value).Rule()
		require.Equal(t, TaskKind(k.value), r.Kind)
		require.Contains(t, []Role{Caseworker, Supervisor}, r.Role)
		require.NotEmpty(t, r.Says)
		require.Subset(t, names, slices.Concat(r.EndedBy, r.EndedFor), r.Kind)
		// A plan says itself how its actions stand.
		require.Equal(t, r.Kind != PlanAction, len(r.EndedBy)+len(r.EndedFor) > 0, r.Kind)
	}
	require.Zero(t, TaskKind("none").Rule())
}

func TestANoteEndsOnlyWorkThatIsDoneOutside(t *testing.T) {
	t.Parallel()
	note := AddNote{}.Name()
	for _, r := range TaskRules {
		byNote := slices.Contains(slices.Concat(r.EndedBy, r.EndedFor), note)
		require.Equal(t, slices.Contains(NotedWork, r.Kind), byNote, r.Kind)
		decided := slices.ContainsFunc(Decisions, func(d Decision) bool { return d.Task == r.Kind })
		require.Equal(t, slices.Contains(r.EndedFor, RecordDecision{}.Name()), decided, "%s: what can be decided is listed", r.Kind)
	}
}

func TestATaskIsEndedByEveryCommandThatItsRuleNames(t *testing.T) {
	t.Parallel()
	for _, r := range TaskRules {
		for _, name := range slices.Concat(r.EndedBy, r.EndedFor) {
			s := begin(t, MediumRisk)
			s.raise(r.Kind, "", s.now, day)
			s.finish(name, s.asks(r.Kind).ID, s.now)
			s.asksNot(r.Kind)
		}
		for _, name := range r.EndedFor {
			s := begin(t, MediumRisk)
			s.raise(r.Kind, "", s.now, day)
			s.finish(name, "another-1", s.now)
			s.asks(r.Kind)
		}
	}
}

func TestEveryOtherListIsWhole(t *testing.T) {
	t.Parallel()
	for _, c := range constants(t, "Template") {
		require.Contains(t, Templates, Template(c.value))
	}
	for _, c := range constants(t, "Grade") {
		require.Contains(t, Grades, Grade(c.value))
	}
	for _, c := range constants(t, "Role") {
		require.Equal(t, Role(c.value) != System, slices.Contains(Roles, Role(c.value)), "no token says system")
	}
	for _, o := range AttemptOutcomes {
		require.False(t, o.Spoke && (o.Counts || o.Halts), o.Code)
		require.True(t, o.Counts || !o.Halts, o.Code)
	}
	for _, r := range Reasons {
		require.False(t, r.Tell && r.Silent, r.Code)
		require.True(t, r.Silent || !slices.Contains(over, r.Code), "%s: what is left open would go on by itself", r.Code)
	}
}
