package casework

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// lengths walks every length of time in a policy, by the name of its field.
func lengths(p Policy) map[string]time.Duration {
	found := map[string]time.Duration{}
	var walk func(prefix string, v reflect.Value)
	walk = func(prefix string, v reflect.Value) {
		for i := range v.NumField() {
			name := prefix + v.Type().Field(i).Name
			switch f := v.Field(i).Interface().(type) {
			case time.Duration:
				found[name] = f
			case Protocol, Climb:
				walk(name+".", v.Field(i))
			}
		}
	}
	walk("", reflect.ValueOf(p))
	return found
}

func TestHurryingShortensEveryLengthAndKeepsTheirOrder(t *testing.T) {
	t.Parallel()
	ordinary := lengths(Ordinary())
	for _, n := range []int64{1, 60, 43200, 1_000_000, 1 << 62} {
		hurried := lengths(Ordinary().Hurried(n))
		for a, length := range ordinary {
			require.Equal(t, length == 0, hurried[a] == 0, "%s: no rule is switched off", a)
			require.LessOrEqual(t, hurried[a], length)
			if n > 1 && n < 1_000_000 {
				require.Equal(t, length/time.Duration(n), hurried[a], a)
			}
			for b, other := range ordinary {
				if length < other {
					require.LessOrEqual(t, hurried[a], hurried[b], "%s and %s", a, b)
				}
			}
		}
	}
}

func TestAHurriedCaseLivesTheSameLife(t *testing.T) {
	t.Parallel()
	told := func(n int64) (what []string) {
		s := begin(t, HighRisk)
		s.Case = Open(s.ID, s.referral("crime-1", 1), Ordinary().Hurried(n), LatestLogic, monday)
		s.attempt("no_answer")
		for range 12 {
			s.now, _ = s.NextDue()
			s.Wake(s.now)
		}
		for _, l := range s.Lines {
			what = append(what, l.What+" "+l.About)
		}
		return what
	}
	require.Equal(t, told(1), told(43200))
}

func TestAnOverdueTaskIsNotAskedAboutWithoutEndUnderABrokenPolicy(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.Policy = Policy{}
	s.outage(2 * day)
	next, _ := s.NextDue()
	require.True(t, next.After(s.now))
}

func TestTheOrdinaryPolicyIsTheProposedContactStandard(t *testing.T) {
	t.Parallel()
	p := Ordinary()
	require.Equal(t, []time.Duration{day, 2 * day}, []time.Duration{p.High.FirstWithin, p.Medium.FirstWithin})
	require.Equal(t, []int{3, 5}, []int{p.Standard.FirstDays, p.Other.FirstDays})
	require.Equal(t, []int{5, 4, 3, 3}, []int{p.High.Attempts, p.Medium.Attempts, p.Standard.Attempts, p.Other.Attempts})
	require.Equal(t, []time.Duration{5 * day, 7 * day, 10 * day}, []time.Duration{p.High.Spread, p.Medium.Spread, p.Standard.Spread})
	require.Equal(t, 48*time.Hour, p.High.WelfareWithin)
	require.Equal(t, 84*day, p.RiskReviewEvery)
}
