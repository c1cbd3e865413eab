package postgres

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
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

func TestAFolderServesOnlyWithEveryProgramInIt(t *testing.T) {
	t.Parallel()
	client := folderWith(t, "pg_config", "psql", "initdb")
	whole := folderWith(t, "initdb", "pg_ctl", "postgres")
	other := folderWith(t, "initdb", "pg_ctl", "postgres")

	got, err := installed([]string{"/nowhere", client, whole, other})
	require.NoError(t, err)
	require.Equal(t, whole, got)

	_, err = installed([]string{"/nowhere", client})
	require.ErrorIs(t, err, ErrNotFound)
}

func TestAFileNobodyMayRunIsNoProgram(t *testing.T) {
	t.Parallel()
	dir := folderWith(t, "initdb", "pg_ctl", "postgres")
	require.NoError(t, os.Chmod(filepath.Join(dir, "postgres"), 0o644))
	_, err := installed([]string{dir})
	require.ErrorIs(t, err, ErrNotFound)
}

func TestTheNewestVersionComesFirst(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, version := range []string{"15", "9.6", "9.10", "17"} {
		require.NoError(t, os.Mkdir(filepath.Join(root, version), 0o755))
	}
	var got []string
	for _, dir := range newestFirst(filepath.Join(root, "*")) {
		got = append(got, filepath.Base(dir))
	}
	require.Equal(t, []string{"17", "15", "9.10", "9.6"}, got)
}
