package cluster

import (
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func planned(t *testing.T) *Plan {
	t.Helper()
	places, err := Free()
	require.NoError(t, err)
	p := New(t.TempDir(), "/bin/false", "/bin/false", time.Hour, places)
	require.NoError(t, os.Mkdir(p.file("logs"), 0o700))
	return p
}

func TestAPlanIsFoundAgain(t *testing.T) {
	t.Parallel()
	p := planned(t)
	_, err := Load(p.Dir)
	require.ErrorIs(t, err, ErrNone)
	require.NoError(t, p.save())
	got, err := Load(p.Dir)
	require.NoError(t, err)
	require.Equal(t, p, got)
	require.Equal(t, int64(24), got.Hurry())
	info, err := os.Stat(filepath.Join(p.Dir, "cluster.json"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "there are keys in it")
}

func TestAProcessIsKnownByItsBeginningToo(t *testing.T) {
	t.Parallel()
	p := planned(t)
	running, ended, err := launch(exec.Command("sleep", "60"), p.logFile("sleep"))
	require.NoError(t, err)
	require.True(t, running.alive())
	require.False(t, Process{PID: running.PID, Began: "another time"}.alive(), "the number now belongs to somebody else")
	require.False(t, running.end(syscall.SIGTERM, time.Minute))
	require.Error(t, <-ended)
	require.False(t, running.alive())
	require.False(t, Process{}.alive())
}

func TestWhatDoesNotEndIsKilledAndNamed(t *testing.T) {
	t.Parallel()
	p := planned(t)
	deaf, ended, err := launch(exec.Command("sh", "-c", "trap '' TERM; echo deaf; sleep 60 & wait; sleep 60"), p.logFile("deaf"))
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		said, err := os.ReadFile(p.logFile("deaf"))
		return err == nil && bytes.Contains(said, []byte("deaf"))
	}, 10*time.Second, 10*time.Millisecond)
	require.True(t, deaf.end(syscall.SIGTERM, 100*time.Millisecond))
	require.Error(t, <-ended)
}

func TestAPartThatFailsShowsTheEndOfItsLog(t *testing.T) {
	t.Parallel()
	p := planned(t)
	require.NoError(t, p.save())
	one := part{name: "weak", at: p.Places.API1, command: func() (*exec.Cmd, error) { return exec.Command("sh", "-c", "echo no key; exit 3"), nil }}
	one.ready = p.databases // never
	require.ErrorIs(t, p.start(t.Context(), one, &bytes.Buffer{}), errEnded)
	require.Contains(t, p.lastWords("weak"), "no key")

	l, err := net.Listen("tcp", p.Places.API2)
	require.NoError(t, err)
	defer l.Close()
	one.at = p.Places.API2
	require.ErrorContains(t, p.start(t.Context(), one, &bytes.Buffer{}), p.Places.API2+" is taken by another program")
}

func TestOneCommandAtATimeChangesACluster(t *testing.T) {
	t.Parallel()
	p := planned(t)
	unlock, err := p.lock()
	require.NoError(t, err)
	require.ErrorContains(t, p.Down(&bytes.Buffer{}), "another command is changing this cluster")
	unlock()
	require.NoError(t, p.Down(&bytes.Buffer{}))
}

func TestNothingMovesAClusterFromOutside(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"PATH=/bin"}, plain([]string{"BEACON_HURRY=1", "TEMPORAL_ADDRESS=far:1", "PATH=/bin", "DATABASE_URL=postgres://far"}))
}

func TestAClusterOfABuildThatKeptCasesInClearIsNotStarted(t *testing.T) {
	t.Parallel()
	p := New(t.TempDir(), "beacon", "cluster", time.Second, Places{})
	require.NotEmpty(t, p.Payloads)
	require.NotEqual(t, p.DataKeys, p.Payloads)
	p.Payloads = ""
	require.ErrorContains(t, p.Up(t.Context(), io.Discard), "make cluster-down WIPE=1")
}
