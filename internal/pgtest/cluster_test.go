package pgtest

import (
	"bufio"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/postgres"
)

// folderWith makes a folder that holds these programs, all of them runnable.
func folderWith(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o755))
	}
	return dir
}

// holdUntilKilled makes this test binary a child which starts a cluster and waits.
const holdUntilKilled = "PGTEST_HOLD_UNTIL_KILLED"

func TestNoServerOutlivesAKilledTestProcess(t *testing.T) {
	t.Parallel()
	if os.Getenv(holdUntilKilled) != "" {
		c, err := shared()
		require.NoError(t, err)
		server, err := url.Parse(c.url)
		require.NoError(t, err)
		_, err = os.Stdout.WriteString("cluster " + c.dir + " " + server.Host + "\n")
		require.NoError(t, err)
		select {} // until it is killed
	}
	if _, err := postgres.Installed(); err != nil {
		missing(t, os.Getenv("CI"), err)
	}
	child, dir, address := childWithCluster(t)
	require.True(t, listens(address))

	require.NoError(t, child.Process.Kill())
	require.Error(t, child.Wait())
	require.Eventually(t, func() bool {
		_, err := os.Stat(dir)
		return os.IsNotExist(err) && !listens(address)
	}, 30*time.Second, 10*time.Millisecond)
}

// childWithCluster starts this test binary again, and returns the folder and the
// address of the cluster which that process started.
func childWithCluster(t *testing.T) (child *exec.Cmd, dir, address string) {
	t.Helper()
	child = exec.Command(os.Args[0], "-test.run=^TestNoServerOutlivesAKilledTestProcess$")
	child.Env = append(os.Environ(), holdUntilKilled+"=1")
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	t.Cleanup(func() { _ = child.Process.Kill() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if said, found := strings.CutPrefix(lines.Text(), "cluster "); found {
			dir, address, _ = strings.Cut(said, " ")
			return child, dir, address
		}
	}
	require.Fail(t, "the child started no cluster")
	return nil, "", ""
}

func listens(address string) bool {
	c, err := net.DialTimeout("tcp", address, time.Second)
	return err == nil && c.Close() == nil
}

// Killed while its server was starting, a test process never reads "ready".
func TestTheServerIsStoppedThoughNobodyWaitedForIt(t *testing.T) {
	t.Parallel()
	bin, dir := folderWith(t, postgres.Programs...), folderWith(t)
	calls := filepath.Join(bin, "calls")
	note := "#!/bin/sh\necho $1 >>" + calls + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "pg_ctl"), []byte(note), 0o755))

	listener, mouth, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	cmd := exec.Command("/bin/sh", "-c", script, "cluster.sh", bin, dir, "1")
	cmd.Stdout = mouth // and standard input at its end: the process has gone
	require.NoError(t, cmd.Run())
	require.NoError(t, mouth.Close())

	said, err := os.ReadFile(calls)
	require.NoError(t, err)
	require.Equal(t, "start\nstop\n", string(said))
	require.NoDirExists(t, dir)
}

func TestAClusterThatCannotBeMadeSaysWhyAndLeavesNothing(t *testing.T) {
	t.Parallel()
	bin := folderWith(t, postgres.Programs...)
	broken := "#!/bin/sh\necho the disk is full; exit 1\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "initdb"), []byte(broken), 0o755))
	as, err := postgres.Account(os.Getuid())
	require.NoError(t, err)
	dir, err := folder(as, "secret")
	require.NoError(t, err)
	// The programs lie in a folder of our own, so they are run by us.
	require.NoError(t, os.Chown(dir, os.Getuid(), os.Getgid()))

	err = (&cluster{dir: dir}).launch(bin, "1", nil)
	require.ErrorContains(t, err, "the disk is full")
	require.NoDirExists(t, dir)
}
