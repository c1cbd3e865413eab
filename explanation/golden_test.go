package explanation_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/explanation"
)

var (
	update = flag.Bool("update", false, "write the golden explanations anew")
	remake = flag.Bool("remake", false, "live the case of the golden explanations anew, by the rules as they are now")
)

// recorded is what was recorded of a whole case by the rules of one day: it stays as it
// was, as a timeline does, and only its explanation follows the tables.
func recorded(t *testing.T) (explanation.Facts, time.Time) {
	path := filepath.Join("testdata", "case.json")
	var kept struct {
		Facts explanation.Facts
		Now   time.Time
	}
	if *remake {
		l := whole(t)
		kept.Facts, kept.Now = l.recorded(), l.now
		text, err := json.MarshalIndent(kept, "", " ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, append(text, '\n'), 0o644))
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err, "go test ./explanation -remake writes it")
	require.NoError(t, json.Unmarshal(text, &kept))
	return kept.Facts, kept.Now
}

// whole is a case with something of everything: calls that fail, somebody else
// answering, a safe way, a message that waits, a hearing, a pause, and an open task that
// is late.
func whole(t *testing.T) *life {
	l := referred(t, casework.MediumRisk)
	l.passes(2 * time.Hour)
	l.attempt("no_answer")
	l.passes(30 * time.Hour)
	l.attempt("third_party_answered")
	l.passes(3 * time.Hour)
	l.does(casework.ContactPointChanged{Said: l.worker(), Point: "point-1", Verified: true, Usable: true})
	l.passes(20 * time.Hour)
	l.attempt("accepted")
	l.now = time.Date(2026, time.March, 4, 21, 30, 0, 0, time.UTC)
	l.settles(point())
	l.passes(12 * time.Hour)
	l.settles(point())
	l.does(casework.SetHearing{Said: l.by(casework.WitnessCare), Hearing: "hearing-1", Type: "trial", Starts: time.Date(2026, time.April, 20, 9, 0, 0, 0, time.UTC), Status: casework.Listed, Needed: true, Source: "witness_care"})
	l.does(casework.PauseContact{Said: l.worker(), Until: l.now.Add(72 * time.Hour)})
	l.passes(36 * time.Hour)
	frozen := point()
	frozen.FrozenAt, frozen.FrozenReason = monday.Add(32*time.Hour), "third_party_answered"
	frozen.ID = "point-2"
	l.facts.Points = append(l.facts.Points, point(), frozen)
	return l
}

func TestAWholeCaseIsExplainedInTheSameWords(t *testing.T) {
	t.Parallel()
	facts, at := recorded(t)
	for _, to := range explanation.Readers {
		now := printed(t, explanation.Of(facts, to, at))
		path := filepath.Join("testdata", string(to)+".txt")
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(path, []byte(now), 0o644))
		}
		before, err := os.ReadFile(path)
		require.NoError(t, err, "go test ./explanation -update writes it")
		require.Equal(t, string(before), now, "if this is meant: go test ./explanation -update, and read the difference")
	}
}
