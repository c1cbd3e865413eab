package app

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheAPIDoesNotRunWithoutDataKeys(t *testing.T) {
	t.Parallel()
	c := config(t)
	c.DataKeys = ""
	require.ErrorContains(t, c.CheckAPI(), "BEACON_DATA_KEYS")
	c.DataKeys = "a:c2hvcnQ="
	require.ErrorContains(t, c.CheckAPI(), "BEACON_DATA_KEYS")
	require.NotContains(t, c.CheckAPI().Error(), "c2hvcnQ")
	c.DataKeys = NewDataKey("b") + "," + NewDataKey("a")
	require.NoError(t, c.CheckAPI())
	require.NotContains(t, c.String(), c.DataKeys)
}

func TestADatabaseIsNotOpenedWithKeysThatAreNone(t *testing.T) {
	t.Parallel()
	_, err := OpenStore(t.Context(), Config{Database: filepath.Join(t.TempDir(), "beacon.db"), DataKeys: "none"})
	require.ErrorContains(t, err, "BEACON_DATA_KEYS")
}
