package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestKeysAreMadeOnceAndThoseOfAnEarlierBuildAreNotEnough(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secrets.json")
	made, err := openSecrets(file)
	require.NoError(t, err)
	require.NotEqual(t, made.Data, made.Payloads)
	again, err := openSecrets(file)
	require.NoError(t, err)
	require.Equal(t, made, again)
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(string(kept), "payload_keys", "other_keys")), 0o600))
	_, err = openSecrets(file)
	require.ErrorContains(t, err, "BEACON_DATA")
	require.ErrorContains(t, err, "remove it")
}
