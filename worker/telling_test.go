package worker_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/workflow"

	"beacon/worker"
)

func TestReadersAreToldWithinTheTimeThatACaseWaits(t *testing.T) {
	t.Parallel()
	err := errors.New("away")
	type key struct{}
	outside := func(workflow.Context) context.Context { return context.WithValue(t.Context(), key{}, "here") }
	tell := worker.Telling(func(ctx context.Context, view string) error {
		require.Equal(t, "view", view)
		require.Equal(t, "here", ctx.Value(key{}))
		until, ok := ctx.Deadline()
		require.True(t, ok)
		require.Less(t, time.Until(until), 3*time.Second)
		return err
	}, outside)
	require.ErrorIs(t, tell(nil, "view"), err)
	err = nil
	require.NoError(t, tell(nil, "view"))
}

func TestAPanicWhileReadersAreToldIsAnOutage(t *testing.T) {
	t.Parallel()
	require.Error(t, worker.Telling(func(context.Context, int) error { panic("a bug") }, nil)(nil, 1))
}
