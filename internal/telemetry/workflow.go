package telemetry

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/contrib/opentelemetry"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/workflow"
)

// spanKey is where a workflow's context has the span that what it does belongs to, and
// headerKey where Temporal's headers have it: a trace's and a span's ID, and no more.
type spanKey struct{}

const headerKey = "_tracer-data"

// Interceptor traces what a client asks of workflows, what they do then, and their
// activities. It is given to a client, and its workers take it from there; nil where
// nothing is traced.
//
// What follows from an update belongs to the trace of whoever asked for it, and what a
// timer begins to the trace of whoever started the run. A workflow that is replayed does
// nothing a second time, and is traced no second time.
func (t *Traces) Interceptor() (interceptor.Interceptor, error) {
	if t == nil {
		return nil, nil //nolint:nilnil // said above
	}
	o := opentelemetry.TracerOptions{
		Tracer: t.by.Tracer("beacon/workflows"), TextMapPropagator: propagation.TraceContext{}, DisableBaggage: true, DisableQueryTracing: true,
		AllowInvalidParentSpans: true, SpanContextKey: spanKey{}, HeaderKey: headerKey,
	}
	tracer, err := opentelemetry.NewTracer(o)
	if err != nil {
		return nil, fmt.Errorf("trace workflows: %w", err)
	}
	return &tracing{Interceptor: interceptor.NewTracingInterceptor(tracer), tracer: tracer}, nil
}

type tracing struct {
	interceptor.Interceptor
	tracer interceptor.Tracer
}

// InterceptWorkflow traces one run.
func (t *tracing) InterceptWorkflow(ctx workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	r := &run{tracer: t.tracer}
	r.Next = next
	traced := &once{run: r}
	traced.Next = t.Interceptor.InterceptWorkflow(ctx, r)
	return traced
}

// once comes before the tracing: what is replayed passes by it.
type once struct {
	interceptor.WorkflowInboundInterceptorBase
	run *run
}

// ExecuteWorkflow begins the run.
func (o *once) ExecuteWorkflow(ctx workflow.Context, in *interceptor.ExecuteWorkflowInput) (any, error) {
	return o.run.ExecuteWorkflow(o.run.begun(ctx), in)
}

// ExecuteUpdate handles an update.
func (o *once) ExecuteUpdate(ctx workflow.Context, in *interceptor.UpdateInput) (any, error) {
	if workflow.IsReplaying(ctx) {
		return o.run.Next.ExecuteUpdate(ctx, in)
	}
	return o.Next.ExecuteUpdate(ctx, in)
}

// run is what the tracing stands before: one run of a workflow.
type run struct {
	interceptor.WorkflowInboundInterceptorBase
	tracer interceptor.Tracer

	cause interceptor.TracerSpan // of the latest update
	at    time.Time              // when that was
}

// begun is the context of a run, under a span that says that it began. A span that
// lasted as long as the run does would be told of months later.
func (r *run) begun(ctx workflow.Context) workflow.Context {
	parent := r.started(ctx)
	if !workflow.IsReplaying(ctx) {
		i := workflow.GetInfo(ctx)
		about := &interceptor.TracerStartSpanOptions{
			Operation: "RunWorkflow", Name: i.WorkflowType.Name, Time: time.Now(),
			Tags: map[string]string{"temporalWorkflowID": i.WorkflowExecution.ID, "temporalRunID": i.WorkflowExecution.RunID},
		}
		if parent != nil {
			about.Parent = parent
		}
		if span, err := r.tracer.StartSpan(about); err == nil {
			span.Finish(&interceptor.TracerFinishSpanOptions{})
			parent = span
		}
	}
	if parent == nil {
		return ctx
	}
	return workflow.WithValue(ctx, spanKey{}, parent)
}

// started is the span that started the run, as far as its header says.
func (r *run) started(ctx workflow.Context) interceptor.TracerSpan {
	said := propagation.MapCarrier{}
	payload := interceptor.WorkflowHeader(ctx)[headerKey]
	if payload == nil || converter.GetDefaultDataConverter().FromPayload(payload, &said) != nil {
		return nil
	}
	return r.tracer.SpanFromContext(trace.ContextWithRemoteSpanContext(context.Background(),
		trace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), said))))
}

// Init stands before what the run asks for.
func (r *run) Init(next interceptor.WorkflowOutboundInterceptor) error {
	asks := &asks{run: r}
	asks.Next = next
	return r.Next.Init(asks)
}

// ExecuteUpdate remembers what caused what follows.
func (r *run) ExecuteUpdate(ctx workflow.Context, in *interceptor.UpdateInput) (any, error) {
	r.cause, _ = ctx.Value(spanKey{}).(interceptor.TracerSpan)
	r.at = workflow.Now(ctx)
	return r.Next.ExecuteUpdate(ctx, in)
}

// under is the context of something that the run asks for: in the workflow task of an
// update it follows from that.
func (r *run) under(ctx workflow.Context) workflow.Context {
	if r.cause == nil || workflow.IsReplaying(ctx) || !workflow.Now(ctx).Equal(r.at) {
		return ctx
	}
	return workflow.WithValue(ctx, spanKey{}, r.cause)
}

type asks struct {
	interceptor.WorkflowOutboundInterceptorBase
	run *run
}

// ExecuteActivity asks for an activity.
func (a *asks) ExecuteActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	return a.Next.ExecuteActivity(a.run.under(ctx), name, args...)
}

// MutableSideEffect asks for something that is done at once.
func (a *asks) MutableSideEffect(ctx workflow.Context, id string, do func(workflow.Context) any, equals func(a, b any) bool) converter.EncodedValue {
	return a.Next.MutableSideEffect(ctx, id, func(ctx workflow.Context) any { return do(a.run.under(ctx)) }, equals)
}

// Outside is a context for what a workflow does at once, under the span that this belongs
// to; where nothing is traced, under none.
func Outside(ctx workflow.Context) context.Context {
	if span, ok := ctx.Value(spanKey{}).(trace.Span); ok {
		return trace.ContextWithSpan(context.Background(), span)
	}
	return context.Background()
}
