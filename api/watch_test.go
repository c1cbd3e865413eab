package api

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheWatchEndsWithItsContextAndWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	w := setup(t)
	require.NoError(t, w.db.Close())
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.api.Watch(ctx) }()
	cancel()
	require.NoError(t, <-done)
}
