package chaos

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func report(t *testing.T, e Evidence) Report {
	t.Helper()
	w := &world{Options: Options{Size: Size{Seed: 9, Cases: 1, Kills: 3}, Commit: "abc"}, people: newPeople([2]string{}, ""), began: time.Now()}
	w.recoveries = []Recovery{
		{Kind: "kill-api", First: 3 * time.Second, All: 4 * time.Second}, {Kind: "kill-worker", First: time.Second, All: 6 * time.Second},
		{Kind: "kill-worker", First: 2 * time.Second, All: 2 * time.Second}, {Kind: "kill-worker", First: 9 * time.Second, All: 9 * time.Second},
	}
	return w.report(e)
}

func TestAReportSaysHowSoonThereWasProgress(t *testing.T) {
	t.Parallel()
	r := report(t, peaceful(t))
	require.True(t, r.Well)
	require.Equal(t, "kill-worker", r.Faults[0].Kind)
	require.Equal(t, 3, r.Faults[0].Times)
	require.Equal(t, []time.Duration{2 * time.Second, 9 * time.Second, 6 * time.Second, 9 * time.Second},
		[]time.Duration{r.Faults[0].First, r.Faults[0].Worst, r.Faults[0].All, r.Faults[0].Last})
	require.Equal(t, 1, r.Counts["messages accepted"])
	require.Equal(t, 1, r.Counts["deadlines armed"])
	require.Equal(t, 2, r.Counts["referrals answered"])

	var said bytes.Buffer
	r.Print(&said)
	for _, want := range []string{"seed 9, commit abc", "kill-worker", "ok    referral-once", "Nothing was lost"} {
		require.Contains(t, said.String(), want)
	}
}

func TestAReportOfAFailureSaysWhatAndHowToSeeItAgain(t *testing.T) {
	t.Parallel()
	e := peaceful(t)
	e.Accepted["m1"] = 2
	r := report(t, e)
	require.False(t, r.Well)
	var said bytes.Buffer
	r.Print(&said)
	for _, want := range []string{"FAIL  message-once", "accepted 2 times", "make chaos SEED=9 CASES=1 KILLS=3"} {
		require.Contains(t, said.String(), want)
	}
	r.Only = []string{"kill-api"}
	require.Equal(t, "bin/cluster chaos -seed 9 -cases 1 -kills 3 -only kill-api", r.Again())
}

func TestAReportIsForProgramsToo(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	require.NoError(t, report(t, peaceful(t)).WriteJSON(&said))
	var read Report
	require.NoError(t, json.Unmarshal(said.Bytes(), &read))
	require.Equal(t, uint64(9), read.Seed)
	require.Len(t, read.Findings, len(Lines))
}
