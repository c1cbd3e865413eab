package embedded

import (
	"context"
	"log/slog"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
)

// kept is a listener that cannot be let go of, like a port which somebody takes at the last moment.
type kept struct{ net.Listener }

func (kept) Close() error { return nil }

func TestWhatWouldEndTheProcessComesBackAsAnError(t *testing.T) {
	t.Parallel()
	held, err := holdPlaces(Options{})
	require.NoError(t, err)
	mine := held.server[history]
	t.Cleanup(func() { _ = mine.Close() })
	held.server[history] = kept{mine}
	s := &Server{log: slog.New(slog.DiscardHandler), failed: make(chan error, 1)}
	t.Cleanup(s.Stop)
	err = s.launch(serverConfig(onSQLite(""), held), held, false)
	require.ErrorContains(t, err, "address already in use")
	require.ErrorContains(t, err, mine.Addr().String())
}

func TestAStartGivenUpLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	file := t.TempDir() + "/temporal.db"
	addr := ""
	for _, ctx := range []context.Context{ctx, t.Context()} { // the file and the port are free again for the second
		s, err := Start(ctx, Options{File: file, FrontendAddr: addr, Namespace: namespace})
		if ctx.Err() != nil {
			require.ErrorIs(t, err, context.Canceled)
			continue
		}
		require.NoError(t, err)
		s.Stop()
	}
}
