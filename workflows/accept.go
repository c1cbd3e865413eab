package workflows

import (
	"errors"
	"slices"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"beacon/casework"
)

// accepted lists every command a case takes. To add one, add a line.
var accepted = []kind{
	a[casework.Referral](),
	a[casework.RecordAttempt](),
	a[casework.RecordNeeds](),
	a[casework.AgreePlan](),
	a[casework.SetHearing](),
	a[casework.RecordHearingOutcome](),
	a[casework.TakeBackWithdrawal](),
	a[casework.AssessRisk](),
	a[casework.AddNote](),
	a[casework.RaiseConcern](),
	a[casework.ContactPointChanged](),
	a[casework.RecordWithdrawal](),
	a[casework.CloseCase](),
	a[casework.ReopenCase](),
	a[casework.RecordDecision](),
	a[casework.Claim](),
	a[casework.RecordMarac](),
	a[casework.PlaceLegalHold](),
	a[casework.LiftLegalHold](),
	a[casework.SealChanged](),
	a[casework.AssignCase](),
	a[casework.HandOverCase](),
	a[casework.AnswerHandOver](),
	a[casework.ReassignTask](),
	a[casework.CoverOwner](),
	a[casework.DecideEnhancedRights](),
	a[casework.RecordFinding](),
	a[casework.MergeCase](),
	a[casework.TakeOver](),
	a[casework.MessageFailed](),
	a[casework.MessageDelivered](),
	a[casework.ReplyReceived](),
	a[casework.RecordConsent](),
	a[casework.ReferOnward](),
	a[casework.OnwardProgress](),
	a[casework.RecordRight](),
	a[casework.SetPreferences](),
	a[casework.PauseContact](),
	a[casework.ResumeContact](),
	a[casework.AskChangeOfCaseworker](),
	a[casework.RecordJusticeEvent](),
	a[casework.RecordTold](),
	a[casework.AdoptEdition](),
	a[casework.RecordConversation](),
}

// kind is how one kind of command is read.
type kind struct {
	name string
	read func(converter.RawValue) (casework.Command, error)
}

func a[C casework.Command]() kind {
	var c C
	return kind{c.Name(), func(raw converter.RawValue) (casework.Command, error) {
		var m C
		err := converter.GetDefaultDataConverter().FromPayload(raw.Payload(), &m)
		return m, err
	}}
}

// acceptAll makes every kind of command an update: checked before it enters history,
// then taken and told to readers without yielding, so that no two commands ever interleave.
// All kinds share one pair of functions: a pair for each would be much of what a case takes
// in memory.
func acceptAll(ctx workflow.Context, k *keeper) error {
	take := func(ctx workflow.Context, raw converter.RawValue) (casework.Receipt, error) {
		m, err := commandOf(ctx, raw)
		if err != nil {
			panic(err) // history that cannot be decoded blocks the case; it must not end it
		}
		k.policy.read(ctx, &k.c.Policy)
		r, err := k.c.Do(m, workflow.Now(ctx))
		k.dirty = true
		if err == nil {
			k.publish(ctx)
			r.Shown = k.published >= r.Revision
		}
		return r, toTemporal(err)
	}
	o := workflow.UpdateHandlerOptions{Validator: func(ctx workflow.Context, raw converter.RawValue) error {
		m, err := commandOf(ctx, raw)
		if err != nil {
			return err
		}
		return toTemporal(k.c.Check(m, workflow.Now(ctx)))
	}}
	var errs []error
	for _, kind := range accepted {
		errs = append(errs, workflow.SetUpdateHandlerWithOptions(ctx, kind.name, take, o))
	}
	return errors.Join(errs...)
}

// commandOf reads the command that an update carries.
func commandOf(ctx workflow.Context, raw converter.RawValue) (casework.Command, error) {
	name := workflow.GetCurrentUpdateInfo(ctx).Name
	i := slices.IndexFunc(accepted, func(k kind) bool { return k.name == name })
	return accepted[i].read(raw)
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
