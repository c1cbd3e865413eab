// Package embedded runs a whole Temporal server, on one SQLite file or on PostgreSQL, and Temporal's web UI inside this process. It decides how that
// server is set up: its schema, its ports, its namespace and search attributes, and what becomes of the file when the process is stopped
// or killed. It knows nothing of cases. Only the standalone binary, the cluster on one machine
// and tests import it; in production Temporal is somewhere else.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/temporal"
)

const (
	startLimit = 60 * time.Second
	stopLimit  = 15 * time.Second
)

// Options say where the server keeps its data and where it listens.
type Options struct {
	// File is the SQLite file. Missing folders and the file are made, readable by their owner only. Empty keeps everything in memory.
	File string
	// Postgres keeps everything in PostgreSQL instead of a file. The namespace is then not made, nor its search attributes.
	Postgres *Postgres
	// Faults has a share of what the server asks of PostgreSQL fail on purpose. The zero value fails nothing.
	Faults Faults
	// FrontendAddr is the loopback host and port for gRPC. A port of 0, or an empty string, takes a free port on 127.0.0.1.
	FrontendAddr string
	// UIAddr is the loopback host and port of the web UI; a port of 0 takes a free one. Empty means no UI.
	UIAddr string
	// Namespace is made, with a retention of 90 days, if the file does not have it. It must not be empty.
	Namespace string
	// Log receives what the server says at warning and above, and nothing else. Nil means nowhere.
	Log *slog.Logger
	// TimeSkipping lets a workflow be started on a clock of its own which jumps over waiting. For tests.
	TimeSkipping bool
}

// Server is a running Temporal server, and its UI if one was asked for.
type Server struct {
	log      *slog.Logger
	file     string
	addr     string
	ui       *webUI
	temporal temporal.Server
	unlock   func() error
	failed   chan error
	quiet    atomic.Bool // set when stopping
	stopOnce sync.Once
}

// Start returns when the frontend answers, the namespace exists and both search attributes can be searched by. It fails, before anything
// is started, when an address is taken (the error names the address and what wanted it), is not on the loopback interface, or when
// another process has the file open. The server outlives ctx, which bounds the start only: call Stop.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Namespace == "" {
		return nil, errors.New("start Temporal: the namespace has no name")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.File != "" {
		file, err := filepath.Abs(o.File)
		if err != nil {
			return nil, fmt.Errorf("start Temporal: %w", err)
		}
		o.File = file
	}
	s := &Server{log: o.Log, file: o.File, failed: make(chan error, 1)}
	if err := s.start(ctx, o); err != nil {
		s.Stop()
		return nil, fmt.Errorf("start Temporal: %w", err)
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, o Options) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	held, err := holdPlaces(o)
	if err != nil {
		return err
	}
	defer held.release()
	cfg, err := s.ready(ctx, o, held)
	if err != nil {
		return err
	}
	s.addr = held.addr(frontend)
	if err := s.launch(cfg, held, o.TimeSkipping); err != nil {
		return err
	}
	if err := s.awaitAnswer(ctx, o); err != nil {
		return err
	}
	if ui := held.takeUI(); ui != nil {
		s.ui, err = openUI(ui, s.addr, o.Namespace, o.Log)
	}
	return err
}

// ready brings what the server stands on into order.
func (s *Server) ready(ctx context.Context, o Options, held *places) (cfg *config.Config, err error) {
	if o.Postgres != nil {
		stores, err := o.Faults.in(o.Postgres.stores())
		if err != nil {
			return nil, err
		}
		return serverConfig(stores, held), o.Postgres.readySchema()
	}
	if s.unlock, err = readyFile(ctx, o.File); err != nil {
		return nil, err
	}
	cfg = serverConfig(onSQLite(o.File), held)
	return cfg, readyNamespace(ctx, storeConfig(cfg), o.Namespace)
}

// Addr is the host and port of the frontend, for client.Options.HostPort.
func (s *Server) Addr() string { return s.addr }

// UIURL is where a browser finds the UI; empty when none was asked for.
func (s *Server) UIURL() string {
	if s.ui == nil {
		return ""
	}
	return s.ui.url
}

// Failed yields at most one error: the server has found that it cannot go on. Its owner should stop it and end. A server run by itself
// would have ended the process instead.
func (s *Server) Failed() <-chan error { return s.failed }

// Stop closes the UI, drains the server and writes everything into the file. It takes a few seconds when workers are still polling, never
// much more than 15 seconds, and may be called more than once.
func (s *Server) Stop() {
	s.stopOnce.Do(func() {
		if s.ui != nil {
			s.ui.close()
		}
		if s.temporal != nil {
			s.drain()
		}
		if s.unlock == nil {
			return
		}
		if err := settle(s.file); err != nil {
			s.log.Warn("close the Temporal file", "error", err)
		}
		if err := s.unlock(); err != nil {
			s.log.Warn("unlock the Temporal file", "error", err)
		}
	})
}

// drain gives up waiting after stopLimit, because the server itself would wait five minutes for each of its services.
func (s *Server) drain() {
	s.quiet.Store(true)
	done := make(chan error, 1)
	go func() { done <- s.temporal.Stop() }()
	limit := time.NewTimer(stopLimit)
	defer limit.Stop()
	select {
	case err := <-done:
		if err != nil {
			s.log.Warn("stop the Temporal server", "error", err)
		}
	case <-limit.C:
		s.log.Warn("the Temporal server has not stopped in time; leaving it", "limit", stopLimit.String())
	}
}
