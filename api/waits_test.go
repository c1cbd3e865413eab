package api

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/workflows"
)

// vain is a world in which cases may wait for what Temporal has lost.
type vain struct {
	*world
	mu     sync.Mutex
	lost   map[string]bool
	next   time.Time // what the others wait for
	looked []string
	anew   []string
	answer error // to whoever asks for it to be brought again
}

func inVain(t *testing.T) *vain {
	t.Helper()
	v := &vain{world: setup(t), lost: map[string]bool{}}
	v.cases.waits = func(id string) (workflows.Waiting, error) {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.looked = append(v.looked, id)
		return workflows.Waiting{Lost: v.lost[id], Next: v.next}, nil
	}
	v.cases.anew = func(id string) error {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.anew = append(v.anew, id)
		return v.answer
	}
	return v
}

// sends has a case published that has had something to do since now.
func (v *vain) sends(id string) {
	v.t.Helper()
	require.NoError(v.t, v.db.Publish(v.t.Context(), casework.View{ID: id, Revision: 1, Stage: casework.Reaching, Since: monday, Referred: monday, Grade: casework.StandardRisk, Sending: true, AsOf: v.clock.now(), State: []byte(`{}`)}))
}

// round is one of the watch, and who was looked into.
func (v *vain) round() []string {
	v.t.Helper()
	v.looked = nil
	require.NoError(v.t, v.api.driveWaiting(context.Background()))
	slices.Sort(v.looked)
	return v.looked
}

// only has the watch look at nobody in turn.
func (v *vain) only() { v.api.lookedAt = "~" }

func TestWhatACaseWaitsForInVainIsBroughtAgain(t *testing.T) {
	t.Parallel()
	v := inVain(t)
	v.sends("a")
	v.lost["a"] = true
	v.clock.move(30 * time.Second)
	v.round()
	require.Equal(t, []string{"a"}, v.anew)
	require.Equal(t, map[string]int{cameRefreshed: 1}, v.came())
}

func TestACaseThatMayNotBeBroughtAgainIsSaid(t *testing.T) {
	t.Parallel()
	v := inVain(t)
	v.sends("a")
	v.lost["a"], v.answer = true, workflows.ErrLost
	v.clock.move(30 * time.Second)
	v.round()
	require.Equal(t, map[string]int{cameUnmended: 1}, v.came())
	require.Contains(t, v.logs.String(), "does not bring it again")
}

func TestWhatDoesNotHelpIsAskedForLessAndLessOften(t *testing.T) {
	t.Parallel()
	v := inVain(t)
	v.sends("a")
	v.lost["a"] = true
	var at []time.Duration
	for range 4 * 60 {
		v.clock.move(15 * time.Second)
		v.only()
		if n := len(v.anew); v.round() != nil && len(v.anew) > n {
			at = append(at, v.clock.now().Sub(monday))
		}
	}
	require.Equal(t, []time.Duration{
		30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute,
		26 * time.Minute, 36 * time.Minute, 46 * time.Minute, 56 * time.Minute,
	}, at)
}

func TestACaseThatRightlyWaitsIsLeftAloneUntilThen(t *testing.T) {
	t.Parallel()
	v := inVain(t)
	v.sends("a")
	v.only()
	require.Empty(t, v.round(), "it has only just told")
	v.clock.move(30 * time.Second)
	v.next = v.clock.now().Add(5 * time.Minute)
	v.only()
	require.Equal(t, []string{"a"}, v.round())
	v.clock.move(5 * time.Minute)
	v.only()
	require.Empty(t, v.round())
	v.clock.move(30 * time.Second)
	v.only()
	require.Equal(t, []string{"a"}, v.round())
	require.Empty(t, v.anew)
}

func TestACaseThatWaitsForAProviderAndIsLostBesidesIsBroughtAgain(t *testing.T) {
	t.Parallel()
	v := inVain(t)
	v.sends("a")
	v.clock.move(30 * time.Second)
	v.next = v.clock.now().Add(10 * time.Minute)
	v.only()
	require.Equal(t, []string{"a"}, v.round())
	require.Empty(t, v.anew)
	v.lost["a"] = true
	v.clock.move(time.Minute)
	v.round()
	require.Equal(t, []string{"a"}, v.anew, "in its turn, long before the provider is tried")
}

func TestACaseThatDidNotAnswerIsLookedIntoUntilItIsKnownWhy(t *testing.T) {
	t.Parallel()
	v := inVain(t)
	v.cases.do = func(context.Context, string, casework.Command) (casework.Receipt, error) {
		return casework.Receipt{}, workflows.ErrUnavailable
	}
	_, err := v.api.cases.Do(t.Context(), "a", casework.AddNote{})
	require.ErrorIs(t, err, workflows.ErrUnavailable)
	v.next = v.clock.now()
	require.Equal(t, []string{"a"}, v.round())
	require.Empty(t, v.anew, "its worker has its time")
	v.lost["a"] = true
	require.Equal(t, []string{"a"}, v.round())
	require.Equal(t, []string{"a"}, v.anew)
	v.lost["a"], v.next = false, time.Time{}
	require.Equal(t, []string{"a"}, v.round())
	require.Empty(t, v.round(), "it answers, and waits for nothing")
}

// toldAndLost has a worker tell readers of a second revision, and die before the case has
// it. It answers with the revision that readers see.
func toldAndLost(t *testing.T, lookedIntoAfter time.Duration) func() int {
	t.Helper()
	v := inVain(t)
	tells := func(revision int) {
		require.NoError(t, v.db.Publish(context.Background(), casework.View{ID: "a", Revision: revision, Told: 1, Stage: casework.Reaching, Since: monday, Referred: monday, AsOf: v.clock.now(), State: []byte(`{}`)}))
	}
	v.cases.do = func(context.Context, string, casework.Command) (casework.Receipt, error) {
		tells(2)
		v.clock.move(lookedIntoAfter)
		return casework.Receipt{}, workflows.ErrUnavailable
	}
	v.cases.stands = func(context.Context, string) (workflows.Standing, error) {
		return workflows.Standing{Found: true, Running: true, View: casework.View{ID: "a", Revision: 1}}, nil
	}
	v.cases.doubt = func(string) error { tells(1); return nil }
	tells(1)
	v.clock.move(time.Second)
	_, err := v.api.cases.Do(t.Context(), "a", casework.AddNote{})
	require.ErrorIs(t, err, workflows.ErrUnavailable)
	return func() int {
		v.round()
		s, err := v.db.Shown(t.Context(), "a")
		require.NoError(t, err)
		require.Equal(t, s.Revision == 1, v.came()[cameTakenBack] == 1)
		return s.Revision
	}
}

func TestWhatReadersWereToldAndNeverWasIsTakenBack(t *testing.T) {
	t.Parallel()
	readers := toldAndLost(t, 5*time.Second)
	require.Equal(t, 1, readers())
	require.Equal(t, 1, readers(), "once")
}

// A case that was set back, as after a backup was restored, knows less than readers have
// known for longer: nobody but a person can say what is to become of that.
func TestWhatReadersHaveKnownForLongerIsLeftToAPerson(t *testing.T) {
	t.Parallel()
	require.Equal(t, 2, toldAndLost(t, 2*time.Minute)())
}

func TestEveryOpenCaseComesInTurn(t *testing.T) {
	t.Parallel()
	v := inVain(t)
	seen := map[string]int{}
	for i := range 3 * inTurnMost / 2 {
		id := "case-" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		require.NoError(t, v.db.Publish(t.Context(), casework.View{ID: id, Revision: 1, Stage: casework.Reaching, Since: monday, Referred: monday, Grade: casework.StandardRisk, AsOf: v.clock.now(), State: []byte(`{}`)}))
	}
	for range 2 {
		for _, id := range v.round() {
			seen[id]++
		}
	}
	require.Len(t, seen, 3*inTurnMost/2)
	for id, times := range seen {
		require.Equal(t, 1, times, id)
	}
	require.Len(t, v.round(), inTurnMost, "and then again")
}
