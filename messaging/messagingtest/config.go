package messagingtest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// SpoiledConfigs holds a channel to refusing a configuration that cannot work: by the
// name of the setting that is wrong, which is the key of spoiled, and without the value
// of secret, which one of them holds.
func SpoiledConfigs[C any](t *testing.T, good func() C, open func(C) error, secret string, spoiled map[string]func(*C)) {
	t.Helper()
	require.NoError(t, open(good()))
	for setting, spoil := range spoiled {
		c := good()
		spoil(&c)
		err := open(c)
		require.ErrorContains(t, err, setting)
		require.NotContains(t, err.Error(), secret)
	}
}
