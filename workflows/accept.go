package workflows

import (
	"errors"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"beacon/casework"
)

// acceptAll lists every command a case takes. To add one, add a line.
func acceptAll(ctx workflow.Context, k *keeper) error { //nolint:funlen // one line a command
	return errors.Join(
		accept[casework.Referral](ctx, k),
		accept[casework.RecordAttempt](ctx, k),
		accept[casework.RecordNeeds](ctx, k),
		accept[casework.AgreePlan](ctx, k),
		accept[casework.SetHearing](ctx, k),
		accept[casework.RecordHearingOutcome](ctx, k),
		accept[casework.TakeBackWithdrawal](ctx, k),
		accept[casework.AssessRisk](ctx, k),
		accept[casework.AddNote](ctx, k),
		accept[casework.RaiseConcern](ctx, k),
		accept[casework.ContactPointChanged](ctx, k),
		accept[casework.RecordWithdrawal](ctx, k),
		accept[casework.CloseCase](ctx, k),
		accept[casework.ReopenCase](ctx, k),
		accept[casework.RecordDecision](ctx, k),
		accept[casework.Claim](ctx, k),
		accept[casework.RecordMarac](ctx, k),
		accept[casework.PlaceLegalHold](ctx, k),
		accept[casework.LiftLegalHold](ctx, k),
		accept[casework.SealChanged](ctx, k),
		accept[casework.AssignCase](ctx, k),
		accept[casework.HandOverCase](ctx, k),
		accept[casework.AnswerHandOver](ctx, k),
		accept[casework.ReassignTask](ctx, k),
		accept[casework.CoverOwner](ctx, k),
		accept[casework.DecideEnhancedRights](ctx, k),
		accept[casework.RecordFinding](ctx, k),
		accept[casework.MergeCase](ctx, k),
		accept[casework.TakeOver](ctx, k),
		accept[casework.MessageFailed](ctx, k),
		accept[casework.MessageDelivered](ctx, k),
		accept[casework.ReplyReceived](ctx, k),
		accept[casework.RecordConsent](ctx, k),
		accept[casework.ReferOnward](ctx, k),
		accept[casework.OnwardProgress](ctx, k),
		accept[casework.RecordRight](ctx, k),
		accept[casework.SetPreferences](ctx, k),
		accept[casework.PauseContact](ctx, k),
		accept[casework.ResumeContact](ctx, k),
		accept[casework.AskChangeOfCaseworker](ctx, k),
		accept[casework.RecordJusticeEvent](ctx, k),
		accept[casework.RecordTold](ctx, k),
		accept[casework.AdoptEdition](ctx, k),
	)
}

// accept makes one kind of command an update: checked before it enters history,
// then taken without yielding, so that no two commands ever interleave.
func accept[C casework.Command](ctx workflow.Context, k *keeper) error {
	var c C
	return workflow.SetUpdateHandlerWithOptions(ctx, c.Name(),
		func(ctx workflow.Context, m C) (casework.Receipt, error) {
			k.policy.read(ctx, &k.c.Policy)
			r, err := k.c.Do(m, workflow.Now(ctx))
			k.dirty = true
			return r, toTemporal(err)
		},
		workflow.UpdateHandlerOptions{Validator: func(ctx workflow.Context, m C) error {
			return toTemporal(k.c.Check(m, workflow.Now(ctx)))
		}})
}

// toTemporal carries a refusal over the wire with its code and fields.
func toTemporal(err error) error {
	var e *casework.Error
	if errors.As(err, &e) {
		return temporal.NewNonRetryableApplicationError(e.Message, string(e.Code), nil, e)
	}
	return err
}

// fromTemporal finds the refusal in an error that came over the wire.
func fromTemporal(err error) (*casework.Error, bool) {
	var app *temporal.ApplicationError
	var e casework.Error
	found := errors.As(err, &app) && app.HasDetails() && app.Details(&e) == nil && e.Code != ""
	return &e, found
}
