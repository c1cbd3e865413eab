package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/cluster"
	"beacon/internal/pgtest"
)

// TestMain lets the test binary be what a cluster starts of this program.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && slices.Contains([]string{"temporal", "emulator"}, os.Args[1]) {
		main()
		return
	}
	os.Exit(m.Run())
}

// told does one command and returns what it said; it must succeed.
func told(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	began := time.Now()
	require.Zero(t, run(t.Context(), args, &out, &errs), "%s%s", &out, &errs)
	t.Logf("%s took %s\n%s", args[0], time.Since(began), &out)
	return out.String()
}

func TestTheWholeTopologyRunsOnThisMachineAndSurvivesTheLossOfAnyPart(t *testing.T) {
	t.Parallel()
	pgtest.URL(t) // skips where there is no PostgreSQL
	dir, beacon := filepath.Join(t.TempDir(), "cluster"), filepath.Join(t.TempDir(), "beacon")
	said, err := exec.Command("go", "build", "-buildvcs=false", "-o", beacon, "../beacon").CombinedOutput()
	require.NoError(t, err, string(said))
	t.Cleanup(func() {
		var out bytes.Buffer
		require.Zero(t, run(t.Context(), []string{"down", "-wipe", "-dir", dir}, &out, &out), &out)
		require.NoDirExists(t, dir)
	})
	parts := []string{"postgres", "temporal", "emulator", "api-1", "api-2", "worker-1", "worker-2"}

	first := told(t, "up", "-dir", dir, "-beacon", beacon, "-port", "0")
	for _, part := range parts {
		require.Regexp(t, part+` .* ready after`, first)
	}
	before := standing(t, dir)
	again := told(t, "up", "-dir", dir)
	for _, part := range parts {
		require.Regexp(t, part+` .* runs already`, again)
	}
	require.Equal(t, before, standing(t, dir), "what runs is left alone")

	require.Contains(t, told(t, "smoke", "-dir", dir), "the next call comes back by itself")
	for _, part := range []string{"postgres", "temporal"} {
		told(t, "kill", "-dir", dir, part)
		require.Equal(t, 1, run(t.Context(), []string{"status", "-dir", dir}, &bytes.Buffer{}, &bytes.Buffer{}), part)
		require.Contains(t, told(t, "start", "-dir", dir, part), "ready after")
	}
	require.Contains(t, told(t, "smoke", "-dir", dir), "the next call comes back by itself")

	ended := told(t, "down", "-dir", dir)
	for _, part := range parts {
		require.Regexp(t, part+` +ended after`, ended)
	}
	for _, s := range standing(t, dir) {
		require.Equal(t, "does not run", s.Says, s.Part)
	}
	require.Empty(t, told(t, "down", "-dir", dir))
}

// standing is how every part stands.
func standing(t *testing.T, dir string) (list []cluster.Standing) {
	t.Helper()
	var out bytes.Buffer
	run(t.Context(), []string{"status", "-json", "-dir", dir}, &out, &bytes.Buffer{})
	require.NoError(t, json.Unmarshal(out.Bytes(), &list))
	return list
}

func TestWhatIsNotUnderstoodIsSaid(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"dance"}, {"kill"}, {"up", "now"}, {"up", "-fast"}} {
		var errs bytes.Buffer
		require.Equal(t, 2, run(t.Context(), args, &errs, &errs), args)
		require.NotEmpty(t, errs.String())
	}
	for _, args := range [][]string{{"smoke"}, {"status"}, {"kill", "worker-1"}, {"up", "-day", "25h"}} {
		var errs bytes.Buffer
		args = append(args, "-dir", t.TempDir())
		require.Equal(t, 1, run(t.Context(), append(args[:1:1], append([]string{"-dir", t.TempDir()}, args[1:len(args)-2]...)...), &errs, &errs), args)
	}
	require.Contains(t, told(t, "down", "-dir", t.TempDir()), "there is no cluster here")
}
