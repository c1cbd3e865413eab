package app

import (
	"bytes"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"beacon/internal/codec"
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

func TestNeitherAPINorWorkerRunsWithoutPayloadKeys(t *testing.T) {
	t.Parallel()
	for _, check := range []func(Config) error{Config.CheckAPI, Config.CheckWorker, Config.CheckCodec} {
		c := config(t)
		require.NoError(t, check(c))
		c.PayloadKeys = ""
		require.ErrorContains(t, check(c), "BEACON_PAYLOAD_KEYS is not set: all that Temporal keeps of cases is encrypted with them, as id:key")
		c.PayloadKeys = "a:c2hvcnQ="
		require.ErrorContains(t, check(c), "BEACON_PAYLOAD_KEYS cannot be used: the keys are not a list of id:key, each key 32 bytes in base64")
		require.NotContains(t, check(c).Error(), "c2hvcnQ")
		_, err := DialTemporal(c, slog.New(slog.DiscardHandler))
		require.ErrorContains(t, err, "BEACON_PAYLOAD_KEYS")
	}
}

// options are what a client is made with.
func options(t *testing.T, c Config, log *slog.Logger, encrypted encrypting) (o client.Options) {
	t.Helper()
	tc, err := dial(c, log, encrypted, []func(*client.Options){func(made *client.Options) { o = *made }})
	require.NoError(t, err)
	tc.Close()
	return o
}

func TestAClientWithoutKeysWritesNothingInClear(t *testing.T) {
	t.Parallel()
	c := config(t)
	c.PayloadKeys = ""
	o := options(t, c, slog.New(slog.DiscardHandler), codec.Options)
	_, err := o.DataConverter.ToPayload("word")
	require.ErrorContains(t, err, "BEACON_PAYLOAD_KEYS is not set")
	require.Panics(t, func() { o.FailureConverter.ErrorToFailure(errors.New("word")) })
}

func TestAHistoryUnderAMissingKeyIsNamedInTheLogAndNotTooOften(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	log, err := Logger(&b, "info")
	require.NoError(t, err)
	c := config(t)
	sealed, err := options(t, c, log, codec.Options).DataConverter.ToPayload("Zebedee")
	require.NoError(t, err)
	c.PayloadKeys = NewPayloadKey("another")
	for _, encrypted := range []encrypting{codec.Options, codec.WorkerOptions} {
		b.Reset()
		data := options(t, c, log, encrypted).DataConverter
		for range 3 {
			func() {
				defer func() { _ = recover() }()
				var s string
				require.Error(t, data.FromPayload(sealed, &s))
			}()
		}
		require.Equal(t, 1, strings.Count(b.String(), `key \"test\", which is not in the ring`), b.String())
		require.Contains(t, b.String(), "BEACON_PAYLOAD_KEYS")
		require.NotContains(t, b.String(), "Zebedee")
	}
}

func TestADatabaseIsNotOpenedWithKeysThatAreNone(t *testing.T) {
	t.Parallel()
	_, err := OpenStore(t.Context(), Config{Database: filepath.Join(t.TempDir(), "beacon.db"), DataKeys: "none"})
	require.ErrorContains(t, err, "BEACON_DATA_KEYS")
}
