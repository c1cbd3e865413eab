package embedded

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/temporal"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

var errGaveUp = errors.New("the server gave up while it was starting")

// launch starts the server in a goroutine which the server's fatal log lines may end, so that a failure comes back as an error.
func (s *Server) launch(cfg *config.Config, held *places, timeSkipping bool) error {
	done := make(chan error, 1)
	go func() {
		err := errGaveUp // stands if a fatal log line ends this goroutine
		defer func() {
			if p := recover(); p != nil { // the server's own, or sync.OnceValue's, which does not know a goroutine's end from a panic
				err = fmt.Errorf("%w: %v", errGaveUp, p)
			}
			done <- err
		}()
		held.releaseForServer()
		server, outcome := temporal.NewServer(
			temporal.WithConfig(cfg),
			temporal.ForServices(temporal.DefaultServices),
			temporal.WithStaticHosts(held.hosts()),
			temporal.WithLogger(serverLog{s.log, s.fail, &s.quiet}),
			temporal.WithDynamicConfigClient(settings(timeSkipping)),
			temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		)
		if outcome == nil {
			s.temporal = server
			outcome = server.Start()
		}
		err = outcome
	}()
	err := <-done
	select {
	case fatal := <-s.failed:
		return fatal
	default:
		return err
	}
}

func (s *Server) fail(err error) {
	select {
	case s.failed <- err:
	default: // the first reason is the one worth having
	}
}

// awaitAnswer asks a question that needs the frontend, the namespace, the visibility store and both search attributes. On PostgreSQL,
// where the namespace may not be there yet, it asks for the server's own.
func (s *Server) awaitAnswer(ctx context.Context, o Options) error {
	ask := &workflowservice.CountWorkflowExecutionsRequest{
		Namespace: o.Namespace,
		Query:     AttributeStage + " IS NULL AND " + AttributeNextDue + " IS NULL",
	}
	if o.Postgres != nil {
		ask.Namespace, ask.Query = "temporal-system", ""
	}
	conn, err := grpc.NewClient(s.addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return fmt.Errorf("reach the frontend: %w", err)
	}
	defer func() { _ = conn.Close() }()
	frontend := workflowservice.NewWorkflowServiceClient(conn)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		_, err := frontend.CountWorkflowExecutions(ctx, ask)
		if err == nil {
			return nil
		}
		select {
		case fatal := <-s.failed:
			return fatal
		case <-ctx.Done():
			return fmt.Errorf("wait for the frontend: %w", errors.Join(ctx.Err(), err))
		case <-again.C:
		}
	}
}
