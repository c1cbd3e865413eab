package peers_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"google.golang.org/protobuf/types/known/durationpb"

	"beacon/internal/codec"
	"beacon/internal/embedded"
	"beacon/workflows"
)

const (
	namespace = "beacon"
	shards    = 4
)

var silence = sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))

// dial connects as production does: what Temporal keeps is encrypted.
func dial(p place, encrypt func(codec.Keys, ...func(error)) func(*client.Options)) (client.Client, error) {
	keys, err := codec.ParseRing(p.Keys)
	if err != nil {
		return nil, err
	}
	o := client.Options{HostPort: p.Temporal, Namespace: namespace, Logger: silence}
	encrypt(keys)(&o)
	return client.Dial(o)
}

// startTemporal starts the server on the second and third of a place's databases.
func startTemporal(ctx context.Context, p place) (*embedded.Server, error) {
	at := &embedded.Postgres{Shards: shards}
	for i, name := range []*string{&at.Main, &at.Visibility} {
		u, err := url.Parse(p.Databases[i+1])
		if err != nil {
			return nil, fmt.Errorf("read the address of a database: %w", err)
		}
		at.Addr, at.User, *name = u.Host, u.User.Username(), u.Path[1:]
		at.Password, _ = u.User.Password()
	}
	return embedded.Start(ctx, embedded.Options{Postgres: at, Namespace: namespace})
}

// serveTemporal is the server as a process, which says where it is.
func serveTemporal(ctx context.Context, p place, ready io.Writer) error {
	s, err := startTemporal(ctx, p)
	if err != nil {
		return err
	}
	defer s.Stop()
	if err := awaitCases(ctx, s.Addr()); err != nil {
		return err
	}
	sayReady(ready, s.Addr())
	<-ctx.Done()
	return nil
}

// readyTemporal makes the schema, the namespace and the search attributes of cases.
func readyTemporal(ctx context.Context, p place) error {
	s, err := startTemporal(ctx, p)
	if err != nil {
		return err
	}
	defer s.Stop()
	tc, err := client.NewLazyClient(client.Options{HostPort: s.Addr(), Namespace: namespace, Logger: silence})
	if err != nil {
		return err
	}
	defer tc.Close()
	_, err = tc.WorkflowService().RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: namespace, WorkflowExecutionRetentionPeriod: durationpb.New(workflows.Retention),
	})
	if err != nil {
		return fmt.Errorf("make the namespace: %w", err)
	}
	add := &operatorservice.AddSearchAttributesRequest{Namespace: namespace, SearchAttributes: map[string]enums.IndexedValueType{}}
	for _, a := range workflows.Attributes() {
		add.SearchAttributes[a.Name] = a.Kind
	}
	return patiently(ctx, func() error {
		_, err := tc.OperatorService().AddSearchAttributes(ctx, add)
		return err
	})
}

// awaitCases returns once cases can be counted by their search attributes.
func awaitCases(ctx context.Context, at string) error {
	tc, err := client.NewLazyClient(client.Options{HostPort: at, Namespace: namespace, Logger: silence})
	if err != nil {
		return err
	}
	defer tc.Close()
	question := ""
	for _, a := range workflows.Attributes() {
		question = a.Name + " IS NULL"
	}
	return patiently(ctx, func() error {
		_, err := tc.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: namespace, Query: question})
		return err
	})
}

// patiently tries until it works, for a minute.
func patiently(ctx context.Context, try func() error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("Temporal is not ready: %w", err)
		case <-again.C:
		}
	}
}
