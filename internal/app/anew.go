package app

import (
	"context"
	"sync/atomic"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/emptypb"

	"beacon/workflows"
)

// Temporal makes the tasks and timers of a run anew when its administration service is
// asked to, which a server has beside the public one. The SDK has no client for it, and
// the server's own would come with much of the server, so that the one request is
// written here, field by field.
// Source: temporal/server/api/adminservice/v1/request_response.proto, v1.32.
const (
	refreshMethod = "/temporal.server.api.adminservice.v1.AdminService/RefreshWorkflowTasks"

	refreshExecution   = 2
	refreshNamespaceID = 3
	executionWorkflow  = 1
	executionRun       = 2
)

func refreshRequest(namespaceID, workflowID, runID string) *emptypb.Empty {
	text := func(b []byte, field protowire.Number, s string) []byte {
		return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), s)
	}
	execution := text(text(nil, executionWorkflow, workflowID), executionRun, runID)
	b := protowire.AppendBytes(protowire.AppendTag(nil, refreshExecution, protowire.BytesType), execution)
	m := &emptypb.Empty{}
	m.ProtoReflect().SetUnknown(text(b, refreshNamespaceID, namespaceID))
	return m
}

// inPlace marks the context of a call that is sent as another. The SDK keeps its
// connection, with all that it says of who calls, to itself: whatever goes over it goes
// as one of the SDK's own calls.
type inPlace struct {
	request *emptypb.Empty
	sent    bool
}

type inPlaceKey struct{}

// mayAskAnew lets a client carry such a call.
func mayAskAnew(o *client.Options) {
	o.ConnectionOptions.DialOptions = append(o.ConnectionOptions.DialOptions, grpc.WithChainUnaryInterceptor(
		func(ctx context.Context, method string, request, reply any, cc *grpc.ClientConn, next grpc.UnaryInvoker, opts ...grpc.CallOption) error {
			if c, ok := ctx.Value(inPlaceKey{}).(*inPlace); ok {
				c.sent = true
				return next(ctx, refreshMethod, c.request, &emptypb.Empty{}, cc, opts...)
			}
			return next(ctx, method, request, reply, cc, opts...)
		}))
}

// anew asks Temporal, by a client that may.
func anew(tc client.Client, namespace string) workflows.Anew {
	var known atomic.Value // the namespace's ID, which never changes
	return func(ctx context.Context, workflowID, runID string) error {
		id, _ := known.Load().(string)
		if id == "" {
			d, err := tc.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
			if err != nil {
				return err
			}
			id = d.GetNamespaceInfo().GetId()
			known.Store(id)
		}
		c := &inPlace{request: refreshRequest(id, workflowID, runID)}
		_, err := tc.WorkflowService().DescribeNamespace(context.WithValue(ctx, inPlaceKey{}, c), &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
		if err == nil && !c.sent {
			return serviceerror.NewUnimplemented("this client does not carry the request")
		}
		return err
	}
}
