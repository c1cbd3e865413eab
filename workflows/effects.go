package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"beacon/activities"
	"beacon/casework"
)

var desk *activities.Desk // nil: only its method names are used

// patient retries for as long as the world is down: no outage may end a case. How long an
// error asks to be left alone is said by the error. What is left to the policy is an attempt
// of which nobody heard how it ended; the tries that an outage made before it must not have
// it wait for long once the outage is over, with a message of which nobody knows whether it
// left.
var patient = workflow.ActivityOptions{
	StartToCloseTimeout: 30 * time.Second,
	RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: time.Minute},
	WaitForCancellation: true, // a message withdrawn at the last moment may have left: hear how it ended
}

// patiently is for an activity that has the priority of the case as it stands.
func (k *keeper) patiently(ctx workflow.Context) workflow.Context {
	return workflow.WithPriority(workflow.WithActivityOptions(ctx, patient), priorityOf(k.c.Risk.Grade))
}

// perform begins every effect not yet begun, and takes back those no longer
// wanted. Each settles on its own: a message stuck for a day holds up no deadline.
func (k *keeper) perform(ctx workflow.Context) {
	for _, e := range k.c.Outbox {
		cancel, begun := k.doing[e.ID]
		switch {
		case begun && e.Withdrawn:
			cancel()
		case !begun:
			k.begin(ctx, e)
		}
	}
}

func (k *keeper) begin(ctx workflow.Context, e casework.Effect) {
	ectx, cancel := workflow.WithCancel(ctx)
	if k.doing == nil { // most cases, at most times, do nothing
		k.doing = map[string]workflow.CancelFunc{}
	}
	k.doing[e.ID] = cancel
	workflow.Go(ectx, func(ectx workflow.Context) {
		o := activities.Order{Case: k.c.ID, Effect: e}
		out, err := k.do(ectx, o)
		if err != nil && ectx.Err() != nil && ctx.Err() == nil {
			out, err = k.hear(ectx, o)
		}
		if err != nil {
			out = outcomeOf(err)
		}
		delete(k.doing, e.ID)
		k.c.Settle(e.ID, out, workflow.Now(ectx))
		k.dirty = true
	})
}

// do is the whole list of things a case does to the world.
func (k *keeper) do(ctx workflow.Context, o activities.Order) (out casework.Outcome, err error) {
	ctx = k.patiently(ctx)
	switch {
	case o.Effect.Withdrawn:
		return casework.Outcome{State: casework.Withdrawn, Reason: "withdrawn"}, nil
	case o.Effect.Message != nil && o.Effect.Message.Channel == casework.Email:
		err = workflow.ExecuteActivity(ctx, desk.SendEmail, o).Get(ctx, &out)
	case o.Effect.Message != nil:
		err = workflow.ExecuteActivity(ctx, desk.SendSMS, o).Get(ctx, &out)
	}
	return out, err
}

// hear finds out what became of a message that was taken back on its way: an
// attempt may have left whose answer was lost. Asked for a message whose useful
// time has passed, a sender sends nothing, and says how it stands with the past.
func (k *keeper) hear(ctx workflow.Context, o activities.Order) (casework.Outcome, error) {
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	m := *o.Effect.Message
	m.UsefulUntil = workflow.Now(ctx)
	o.Effect.Message = &m
	out, err := k.do(ctx, o)
	if out.State == casework.Missed {
		out = casework.Outcome{State: casework.Withdrawn, Reason: "withdrawn"}
	}
	return out, err
}

// outcomeOf names an error without repeating its text, which may say anything.
func outcomeOf(err error) casework.Outcome {
	var app *temporal.ApplicationError
	switch {
	case temporal.IsCanceledError(err):
		return casework.Outcome{State: casework.Withdrawn, Reason: "withdrawn"}
	case errors.As(err, &app):
		return casework.Outcome{State: casework.Broken, Reason: app.Type()}
	default:
		return casework.Outcome{State: casework.Broken, Reason: "stopped"}
	}
}

// Search attributes: what operators may list cases by. They are never encrypted,
// so they say nothing about a person.
var (
	stageTag = temporal.NewSearchAttributeKeyKeyword("CaseStage")
)

type tags struct{ stage casework.Stage }

// tagsOf is what the list already says: a run inherits it from the one before.
func tagsOf(ctx workflow.Context) tags {
	stage, _ := workflow.GetTypedSearchAttributes(ctx).GetKeyword(stageTag)
	return tags{stage: casework.Stage(stage)}
}

// tag tells Temporal's list of workflows the stage, when it has changed.
func (k *keeper) tag(ctx workflow.Context) error {
	now := tags{stage: k.c.Stage}
	if now == k.tagged {
		return nil
	}
	k.tagged = now
	return workflow.UpsertTypedSearchAttributes(ctx, stageTag.ValueSet(string(now.stage)))
}
