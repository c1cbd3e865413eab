package embedded

import (
	"bytes"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/log/tag"
)

func newLog(fail func(error)) (serverLog, *bytes.Buffer) {
	var said bytes.Buffer
	return serverLog{slog.New(slog.NewTextHandler(&said, nil)), fail, &atomic.Bool{}}, &said
}

func TestOnlyWarningsAndErrorsArePassedOn(t *testing.T) {
	t.Parallel()
	l, said := newLog(nil)
	l.Debug("debug")
	l.Info("info")
	require.Empty(t, said.String())
	log.With(l, tag.String("service", "history")).Warn("slow", tag.Int("shard", 3))
	require.Contains(t, said.String(), "level=WARN msg=slow service=history shard=3")
	l.DPanic("odd")
	require.Contains(t, said.String(), "level=ERROR msg=odd")
	require.PanicsWithValue(t, "worse", func() { l.Panic("worse") })
}

func TestAFatalLineIsReportedAndEndsItsGoroutineOnly(t *testing.T) {
	t.Parallel()
	failed, ended := make(chan error, 1), make(chan bool, 1)
	l, said := newLog(func(err error) { failed <- err })
	go func() {
		goneOn := false
		defer func() { ended <- goneOn }()
		l.Fatal("cannot listen", tag.Error(errors.New("port taken")))
		goneOn = true
	}()
	require.False(t, <-ended)
	require.EqualError(t, <-failed, "the server cannot go on: cannot listen error=port taken")
	require.Contains(t, said.String(), "level=ERROR")
}

func TestAServerBeingStoppedIsNotListenedTo(t *testing.T) {
	t.Parallel()
	l, said := newLog(nil)
	l.quiet.Store(true)
	l.Error("the others have gone")
	require.Empty(t, said.String())
}
