package pgtest

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFolderOfOnesOwnIsNoPlaceForAnotherAccount(t *testing.T) {
	t.Parallel()
	private, err := os.MkdirTemp("/tmp", "own")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(private) })
	within := filepath.Join(private, "in")
	require.NoError(t, os.Mkdir(within, 0o755))
	require.NoError(t, os.Chmod(within, 0o777))

	other := &syscall.Credential{Uid: 65534, Gid: 65534}
	require.Equal(t, within, base(within, nil))
	require.Equal(t, "/tmp", base(within, other), "the folder above it is closed")
	require.NoError(t, os.Chmod(private, 0o755))
	require.Equal(t, within, base(within, other))
}

func TestALongPathIsNoPlaceForASocket(t *testing.T) {
	t.Parallel()
	require.Equal(t, "/tmp", base("/"+strings.Repeat("deep/", 20), nil))
}
