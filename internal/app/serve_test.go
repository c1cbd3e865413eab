package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// held is a server of ours whose every request waits until it is let go.
type held struct {
	addr    string
	stop    context.CancelFunc
	ended   chan error
	begun   chan struct{}
	release chan struct{}
}

func hold(t *testing.T) *held {
	t.Helper()
	l, err := Listen("the test", "NOTHING", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	h := &held{addr: l.Addr().String(), stop: stop, ended: make(chan error, 1), begun: make(chan struct{}, 100), release: make(chan struct{})}
	go func() {
		h.ended <- Serve(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h.begun <- struct{}{}
			<-h.release
			if r.Context().Err() != nil {
				http.Error(w, "cut", http.StatusInternalServerError)
				return
			}
			body, _ := io.ReadAll(r.Body)
			fmt.Fprintf(w, `{"status":"alive","body":%q}`, body)
		}))
	}()
	return h
}

func TestStoppingCutsNoRequestThatIsUnderWay(t *testing.T) {
	t.Parallel()
	h := hold(t)
	var all sync.WaitGroup
	answers := make(chan int, 20)
	for range cap(answers) {
		all.Go(func() {
			r, err := http.Post("http://"+h.addr, "text/plain", nil)
			if err != nil {
				answers <- 0
				return
			}
			_ = r.Body.Close()
			answers <- r.StatusCode
		})
	}
	for range cap(answers) {
		<-h.begun
	}
	h.stop()
	require.Eventually(t, func() bool { // nobody new is let in
		_, err := Health(t.Context(), h.addr, false)
		return err != nil
	}, soon, 10*time.Millisecond)
	select {
	case err := <-h.ended:
		require.FailNow(t, "it ended with requests under way", "%v", err)
	default:
	}
	close(h.release)
	all.Wait()
	for range cap(answers) {
		require.Equal(t, http.StatusOK, <-answers)
	}
	require.NoError(t, <-h.ended)
}

func TestHealthIsAskedOfThisMachine(t *testing.T) {
	t.Parallel()
	h := hold(t)
	close(h.release)
	says, err := Health(t.Context(), h.addr, false)
	require.NoError(t, err)
	require.Equal(t, "alive", says)
	_, port, err := net.SplitHostPort(h.addr)
	require.NoError(t, err)
	for _, everywhere := range []string{"0.0.0.0:", ":", "[::]:"} {
		_, err := Health(t.Context(), everywhere+port, true)
		require.NoError(t, err, everywhere)
	}
	h.stop()
	require.NoError(t, <-h.ended)
	_, err = Health(t.Context(), h.addr, false)
	require.Error(t, err)
}

func TestDegradedIsReadyEnoughAndNotReadyIsNot(t *testing.T) {
	t.Parallel()
	for says, well := range map[string]bool{"ready": true, "degraded": true, "not_ready": false} {
		l, err := Listen("the test", "NOTHING", "127.0.0.1:0")
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- Serve(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				status := http.StatusServiceUnavailable
				if says == "ready" {
					status = http.StatusOK
				}
				answerJSON(w, status, map[string]string{"status": says})
			}))
		}()
		got, err := Health(t.Context(), l.Addr().String(), true)
		require.Equal(t, says, got)
		require.Equal(t, well, err == nil, says)
		stop()
		require.NoError(t, <-ended)
	}
}
