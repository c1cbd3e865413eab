package simulate

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/explanation"
)

// recorded is what the database would have of one case.
type recorded struct {
	lines []casework.Line
	c     *casework.Case
	at    time.Time
}

// TestNothingAutomaticHappensWithoutAnExplanation lives through a hundred referrals, and
// asks of each case, as it stood halfway and at the end, why everything was so.
func TestNothingAutomaticHappensWithoutAnExplanation(t *testing.T) {
	t.Parallel()
	all := map[string]*recorded{}
	var order []string
	automatic, stopped, steps := map[string]int{}, map[string]int{}, 0
	_, err := Run(Options{Referrals: 100, Seed: 11, Watch: func(l Look) {
		r := all[l.Case.ID]
		if r == nil {
			r = &recorded{}
			all[l.Case.ID] = r
			order = append(order, l.Case.ID)
		}
		r.lines, r.c, r.at = append(r.lines, l.Case.Lines...), l.Case, l.Now
		halted := l.Case.Halt != nil && stopped["halted"] == 0
		ended := l.Case.Stage == casework.Closed && stopped["closed"] == 0
		if steps++; halted || ended || steps%40 == 0 {
			explained := whyAll(t, r)
			for _, s := range explained.Stopped {
				stopped[s.Kind]++
			}
		}
	}})
	require.NoError(t, err)
	require.Greater(t, len(order), 50)
	for _, id := range order {
		for _, h := range whyAll(t, all[id]).Happened {
			if h.Automatic {
				automatic[h.What]++
			}
		}
	}
	require.Greater(t, len(automatic), 40, "many kinds of things happen by themselves in a hundred lives")
	for _, kind := range []string{"halted", "closed"} {
		require.Positive(t, stopped[kind], "nobody was ever stopped as %s", kind)
	}
}

// whyAll explains a case to every reader: each line and everything ahead has its rule
// and its source.
func whyAll(t *testing.T, r *recorded) explanation.Explanation {
	t.Helper()
	f := explanation.Facts{Case: r.c, Lines: r.lines}
	for _, to := range explanation.Readers {
		e := explanation.Of(f, to, r.at)
		for _, h := range e.Happened {
			has(t, h.Ground, h.What)
			require.NotEmpty(t, h.Who, h.What)
			require.NotEmpty(t, h.Says, h.What)
		}
		for _, n := range e.Next {
			has(t, n.Ground, n.Kind)
			require.NotEmpty(t, n.Says, n.Kind)
		}
		for _, s := range e.Stopped {
			has(t, s.Ground, s.Kind)
		}
		if to == explanation.ForVictim {
			require.LessOrEqual(t, len(e.Happened), len(r.lines))
		} else {
			require.Len(t, e.Happened, len(r.lines))
		}
	}
	return explanation.Of(f, explanation.ForInspector, r.at)
}

func has(t *testing.T, g explanation.Ground, what string) {
	t.Helper()
	if g.Why == "" || g.Source == "" || g.Source == "none" {
		t.Errorf("%s: why %q, source %q", what, g.Why, g.Source)
	}
}
