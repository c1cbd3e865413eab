package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"

	"beacon/workflows"
)

// errNamespace: Temporal answers, and cases cannot run there until somebody has done
// what the error says.
var errNamespace = errors.New("cases cannot run")

const (
	namespaceWithin = 5 * time.Second // for one question
	namespaceReady  = time.Minute     // until what was made can be used everywhere
)

// checkNamespace asks for what every case needs: the namespace and its search
// attributes. It fails with errNamespace where one is missing, and otherwise where
// Temporal is away.
func checkNamespace(ctx context.Context, tc client.Client, namespace string) error {
	ctx, cancel := context.WithTimeout(ctx, namespaceWithin)
	defer cancel()
	var each []string
	for _, a := range workflows.Attributes() {
		each = append(each, a.Name+" IS NULL")
	}
	_, err := tc.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: namespace, Query: strings.Join(each, " AND ")})
	var wrong *serviceerror.InvalidArgument
	var forbidden *serviceerror.PermissionDenied
	switch {
	case missing(err):
		// A server whose database is away says so, too. This question goes to the database.
		if _, sure := tc.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: namespace}); !missing(sure) {
			return errors.Join(errors.New("the namespace is not found, perhaps because a database is away"), sure)
		}
		return fmt.Errorf("%w: there is no namespace %q. Make it with `beacon namespace`, or with `temporal operator namespace create --namespace %s --retention %dd`",
			errNamespace, namespace, namespace, int(workflows.Retention.Hours()/24))
	case errors.As(err, &wrong):
		return fmt.Errorf("%w: namespace %q lacks a search attribute. Make it with `beacon namespace`, or with `%s`; in Temporal Cloud, in the namespace's settings",
			errNamespace, namespace, attributesCommand(namespace))
	case errors.As(err, &forbidden):
		return fmt.Errorf("%w: Temporal does not let this service into namespace %q. Look at TEMPORAL_API_KEY and TEMPORAL_TLS_CLIENT_CERT_PATH", errNamespace, namespace)
	}
	return err
}

// refuseNamespace fails where cases could not run. That Temporal is away is no reason:
// referrals are taken all the same.
func refuseNamespace(ctx context.Context, c Config, tc client.Client) error {
	o, err := c.temporalOptions()
	if err != nil {
		return err
	}
	if err := checkNamespace(ctx, tc, o.Namespace); errors.Is(err, errNamespace) {
		return err
	}
	return nil
}

// missing says whether an error is that there is no such namespace.
func missing(err error) bool {
	var space *serviceerror.NamespaceNotFound
	var other *serviceerror.NotFound
	return errors.As(err, &space) || errors.As(err, &other)
}

// attributesCommand makes every search attribute by Temporal's own command line.
func attributesCommand(namespace string) string {
	command := "temporal operator search-attribute create --namespace " + namespace
	for _, a := range workflows.Attributes() {
		command += " --name " + a.Name + " --type " + a.Kind.String()
	}
	return command
}

// ReadyNamespace makes the namespace and the search attributes that are missing, changes
// none that is there, and returns when cases can run. It may be called again, and waits a
// while for a Temporal that is away.
func ReadyNamespace(ctx context.Context, c Config, tc client.Client, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, namespaceReady)
	defer cancel()
	o, err := c.temporalOptions()
	if err != nil {
		return err
	}
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		err := readyOnce(ctx, tc, o.Namespace, out)
		if err == nil {
			err = checkNamespace(ctx, tc, o.Namespace)
		}
		if err == nil {
			fmt.Fprintf(out, "namespace %s is ready\n", o.Namespace)
			return nil
		}
		if final(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("namespace %s at %s is not ready: %w", o.Namespace, o.HostPort, err)
		case <-time.After(wait):
		}
	}
}

// final says whether asking again is of no use.
func final(err error) bool {
	var forbidden *serviceerror.PermissionDenied
	var unknown *serviceerror.Unimplemented
	return errors.Is(err, errAttribute) || errors.As(err, &forbidden) || errors.As(err, &unknown)
}

// errAttribute: a search attribute has the right name and the wrong kind.
var errAttribute = errors.New("a search attribute is of another kind")

func readyOnce(ctx context.Context, tc client.Client, namespace string, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, namespaceWithin)
	defer cancel()
	_, err := tc.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
	if missing(err) {
		if _, err = tc.WorkflowService().RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
			Namespace: namespace, WorkflowExecutionRetentionPeriod: durationpb.New(workflows.Retention),
		}); err == nil {
			fmt.Fprintf(out, "made namespace %s\n", namespace)
		}
	}
	if err != nil {
		return err
	}
	has, err := tc.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	if err != nil {
		return fmt.Errorf("list search attributes: %w", err)
	}
	lacks := map[string]enums.IndexedValueType{}
	for _, a := range workflows.Attributes() {
		switch kind, found := has.GetCustomAttributes()[a.Name]; {
		case !found:
			lacks[a.Name] = a.Kind
		case kind != a.Kind:
			return fmt.Errorf("%w: %s is %s, and cases need %s", errAttribute, a.Name, kind, a.Kind)
		}
	}
	if len(lacks) == 0 {
		return nil
	}
	if _, err = tc.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{Namespace: namespace, SearchAttributes: lacks}); err != nil {
		return fmt.Errorf("add search attributes: %w", err)
	}
	for name := range lacks {
		fmt.Fprintf(out, "made search attribute %s\n", name)
	}
	return nil
}
