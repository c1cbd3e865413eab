package chaos

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var usual = Size{Seed: 7, Cases: 120, Kills: 24, Down: time.Minute}

func TestAPlanIsAFunctionOfItsSeed(t *testing.T) {
	t.Parallel()
	require.Equal(t, NewPlan(usual), NewPlan(usual))
	other := usual
	other.Seed++
	require.NotEqual(t, NewPlan(usual).Strikes, NewPlan(other).Strikes)
	require.NotEqual(t, NewPlan(usual).Scripts, NewPlan(other).Scripts)
}

func TestEveryKindOfFaultStrikes(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		s := usual
		s.Seed = seed
		times, kills := map[string]int{}, 0
		for _, strike := range NewPlan(s).Strikes {
			times[strike.Kind]++
			kills += min(kindOf(strike.Kind).Weight, 1)
		}
		require.Equal(t, s.Kills, kills)
		for _, k := range Kinds {
			require.Positive(t, times[k.Name], k.Name)
			if k.Weight == 0 {
				require.Equal(t, len(k.At), times[k.Name], k.Name)
			}
		}
	}
}

func TestAFewKillsAreOneOfEachAndNothingThatTakesLong(t *testing.T) {
	t.Parallel()
	s := usual
	s.Kills = 4
	times := map[string]int{}
	for _, strike := range NewPlan(s).Strikes {
		times[strike.Kind]++
	}
	require.Equal(t, map[string]int{"kill-worker": 1, "kill-api": 1, "kill-temporal": 1, "kill-postgres": 1}, times)
}

func TestOnlyWhatIsNamedStrikes(t *testing.T) {
	t.Parallel()
	s := usual
	s.Kills, s.Only = 3, []string{"timers-deleted", "workers-after-post"}
	times := map[string]int{}
	for _, strike := range NewPlan(s).Strikes {
		times[strike.Kind]++
	}
	require.Equal(t, map[string]int{"workers-after-post": 3, "timers-deleted": 1}, times)
}

func TestAPlanSaysHowLongPostgresIsAway(t *testing.T) {
	t.Parallel()
	for _, strike := range NewPlan(usual).Strikes {
		if strike.Kind == postgresAway {
			require.Equal(t, usual.Down, strike.Down)
		}
	}
	require.Less(t, NewPlan(usual).expected(), 6*time.Minute, "with the end it must stay below ten minutes")
}

func TestWhatIsRoughBecomesSmoothAgain(t *testing.T) {
	t.Parallel()
	order := []string{}
	for _, strike := range NewPlan(usual).Strikes {
		if strike.Kind == "rough-begins" || strike.Kind == "rough-ends" {
			order = append(order, strike.Kind)
		}
	}
	require.Equal(t, []string{"rough-begins", "rough-ends"}, order)
}

func TestNoTwoVictimsAreAlike(t *testing.T) {
	t.Parallel()
	seen := map[any]bool{}
	for _, s := range NewPlan(usual).Scripts {
		for _, of := range []string{s.Name, s.Number} {
			require.False(t, seen[of], of)
			seen[of] = true
		}
		require.Positive(t, s.Crowd)
		require.Less(t, s.Begins, At(0.8))
		require.NotEmpty(t, s.Steps)
	}
}

func TestEveryRowOfTheTableIsWhole(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds {
		require.NotEmpty(t, k.Says, k.Name)
		require.NotNil(t, k.do, k.Name)
		require.NotEqual(t, k.Weight == 0, len(k.At) == 0, k.Name)
		require.True(t, reflect.DeepEqual(kindOf(k.Name).Parts, k.Parts), "two rows are called %s", k.Name)
	}
}
