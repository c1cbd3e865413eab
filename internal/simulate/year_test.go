package simulate

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/internal/extract"
)

// seeds are the years that every build lives through.
var seeds = []uint64{7, 8, 9, 10}

// years are those years, lived through once for all tests.
var years = sync.OnceValue(func() (all []*Report) {
	for _, seed := range seeds {
		r, err := Run(Options{Referrals: 350, Seed: seed})
		if err != nil {
			panic(err)
		}
		all = append(all, r)
	}
	return all
})

func TestAYearOfAMonthsReferralsBreaksNoInvariant(t *testing.T) {
	t.Parallel()
	for _, r := range years() {
		for _, v := range r.Violations {
			t.Errorf("seed %d: %+v", r.Seed, v)
		}
		require.Zero(t, r.Violated)
		require.False(t, r.Broken())
		require.GreaterOrEqual(t, r.Referrals.In, 350)
		require.Greater(t, r.Checks, r.Steps)
	}
}

func TestTheYearIsPlausible(t *testing.T) {
	t.Parallel()
	for _, r := range years() {
		require.InDelta(t, 80, r.Cases.Reached, 10, "reached, as the hub says")
		require.InDelta(t, 49, r.Cases.Accepted, 10, "accepted, as the hub says")
		require.Less(t, float64(r.Grades[0].FirstAttempt), 24.0, "high risk is tried within a day")
		require.Less(t, r.Cases.Open, r.Cases.Opened/4)
	}
}

// all adds up what the years have of something.
func all(of func(*Report) Counts) Counts {
	sum := Counts{}
	for _, r := range years() {
		for name, n := range of(r) {
			sum[name] += n
		}
	}
	return sum
}

func TestTheYearsComeByEverythingThatCanHappen(t *testing.T) {
	t.Parallel()
	commands := all(func(r *Report) Counts { return r.Commands })
	for _, m := range casework.Commands {
		require.Positive(t, commands[m.Name()], "nobody ever gave the command %s", m.Name())
	}
	raised := map[casework.TaskKind]int{}
	for _, r := range years() {
		for _, row := range r.Tasks {
			raised[row.Kind] += row.Raised
		}
	}
	for _, rule := range casework.TaskRules {
		if slices.Contains(neverAsked, rule.Kind) {
			continue
		}
		require.Positive(t, raised[rule.Kind], "nobody was ever asked for %s", rule.Kind)
	}
	clocks := all(func(r *Report) Counts { return r.Clocks })
	for _, k := range casework.Kinds {
		if !slices.Contains(neverRings, k) {
			require.Positive(t, clocks[string(k)], "the clock %s never rang", k)
		}
	}
	attempts := all(func(r *Report) Counts { return r.Attempts })
	for _, o := range casework.AttemptOutcomes {
		require.Positive(t, attempts[o.Code], "no attempt ever ended so: %s", o.Code)
	}
	closures := all(func(r *Report) Counts { return r.Closures })
	for _, one := range casework.Reasons {
		require.Positive(t, closures[one.Code], "no case ever ended so: %s", one.Code)
	}
	decisions := all(func(r *Report) Counts { return r.Decisions })
	for _, d := range casework.Decisions {
		if slices.Contains(neverAsked, d.Task) {
			continue
		}
		require.Positive(t, decisions[string(d.Task)+" "+d.Code], "nobody ever decided so: %s %s", d.Task, d.Code)
	}
	for _, p := range places {
		require.NotEmpty(t, p.Says)
		require.Positive(t, all(func(r *Report) Counts {
			return Counts{string(p.Place): r.Referrals.Places[p.Place]}
		})[string(p.Place)], "no referral ever ended there: %s", p.Place)
	}
}

// neverRings are nets below other nets: while every grade is looked at again by a
// certain day, an open case always has a clock.
var neverRings = []casework.Kind{casework.Idle}

// neverAsked is work that nothing asks for yet: no row of the edition is this service's
// own and sets a number.
var neverAsked = []casework.TaskKind{casework.MeetDuty}

func TestWhatIsRefusedIsExpected(t *testing.T) {
	t.Parallel()
	asked, refused := 0, 0
	for _, r := range years() {
		for _, n := range r.Commands {
			asked += n
		}
		for what, n := range r.Refusals {
			refused += n
			require.False(t, strings.Contains(what, string(casework.Invalid)), "somebody does not know how to ask: %s", what)
		}
		require.Positive(t, r.Blunders)
	}
	require.Less(t, refused, asked/15, "closures that wait for hearings, and for rights that the victim wants to use")
}

func TestOneSeedIsOneYear(t *testing.T) {
	t.Parallel()
	live := func(o Options) string {
		r, err := Run(o)
		require.NoError(t, err)
		b, err := json.Marshal(r)
		require.NoError(t, err)
		return string(b)
	}
	o := Options{Referrals: 60, Seed: 3, Days: 120}
	require.Equal(t, live(o), live(o))
	other := o
	other.Seed = 4
	require.NotEqual(t, live(o), live(other))
}

func TestLookingChangesNothing(t *testing.T) {
	t.Parallel()
	o := Options{Referrals: 60, Seed: 5, Days: 200}
	looked, err := Run(o)
	require.NoError(t, err)
	o.Unchecked = true
	lived, err := Run(o)
	require.NoError(t, err)
	require.Zero(t, lived.Checks)
	lived.Checks = looked.Checks
	require.Equal(t, looked, lived)
}

func TestAYearThatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{}, {Referrals: -1}, {Referrals: extract.MaxReferrals + 1}, {Referrals: 1, Days: -1}, {Referrals: 1, Days: most + 1}} {
		_, err := Run(o)
		require.Error(t, err)
	}
}

func TestEveryChanceAndFateIsAProportionWithASource(t *testing.T) {
	t.Parallel()
	for i, c := range Chances {
		require.NotEmpty(t, c.Means, i)
		require.NotEmpty(t, c.Source, c.Means)
		require.True(t, c.PerThousand > 0 && c.PerThousand < 1000, c.Means)
	}
	met := meetings()
	for _, f := range Fates {
		require.NotEmpty(t, f.Source, f.Name)
		require.Contains(t, met, f.Name)
		require.LessOrEqual(t, f.From, f.To, f.Name)
	}
	require.Len(t, met, len(Fates))
}

func TestAReportIsPrintedForPeople(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	r := *years()[0]
	r.violated(Violation{Invariant: "due", Case: 3, Did: "wake", Says: "waits for nothing"})
	require.NoError(t, r.Print(&b))
	for _, said := range []string{"referrals, ", "opened a case", "Reached ", "call_victim", "needs_met", "Open at the end", "1 violations", "due: case 3"} {
		require.Contains(t, b.String(), said)
	}
}

func FuzzAYear(f *testing.F) {
	f.Add(uint64(1), uint8(10))
	f.Fuzz(func(t *testing.T, seed uint64, referrals uint8) {
		r, err := Run(Options{Referrals: 1 + int(referrals)%40, Seed: seed})
		require.NoError(t, err)
		require.Empty(t, r.Violations)
	})
}
