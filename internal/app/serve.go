package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// StopWithin is how long, at the most, an API or a worker takes to stop: nothing that
// ends it by force may come sooner. A request under way has most of it, as has an
// activity.
const StopWithin = 35 * time.Second

// How long a stopping server lets a request finish, which is longer than any may take,
// and the longest that an API may go on taking new ones before.
const (
	drainWithin  = 21 * time.Second
	longestDrain = 10 * time.Second
)

// Listen opens an address, or says who wanted it and which variable moves it.
func Listen(what, variable, addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%s cannot listen on %s (set %s to another address): %w", what, addr, variable, err)
	}
	return l, nil
}

// Serve answers requests until ctx ends, then lets those under way finish.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainWithin)
	defer cancel()
	if err := s.Shutdown(drain); err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
