package workflows

import (
	"slices"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"beacon/casework"
)

// keeper is one run's hold on a case. Only c outlives the run.
type keeper struct {
	w      *Cases
	c      *casework.Case
	policy policies
	begun  time.Time
	opened int           // the revision this run began with
	dirty  bool          // something changed since the loop last turned
	idle   bool          // the loop turns only because readers have been told
	asked  bool          // an operator asked for a fresh run
	roused bool          // this run took up a case that was at rest
	woken  casework.Bell // what made the loop turn

	doing     map[string]workflow.CancelFunc // effects under way, by ID
	telling   *telling                       // readers, by an activity; nil: nobody just now
	fallen    int                            // the last revision that could not be told at once
	published int                            // the revision that this run has told readers
	told      int                            // the revision that they have at least
	tagged    tags

	timer     workflow.Future
	timerDue  time.Time
	stopTimer workflow.CancelFunc
}

func (w *Cases) newKeeper(ctx workflow.Context, in Input) (*keeper, error) {
	now := workflow.Now(ctx)
	k := &keeper{w: w, c: in.Case, policy: policies{now: w.Policy}, begun: now, woken: casework.ByTheBy, tagged: tagsOf(ctx), stopTimer: func() {}}
	logic := int(workflow.GetVersion(ctx, LogicChange, casework.OldestLogic, casework.LatestLogic))
	var policy casework.Policy
	k.policy.read(ctx, &policy)
	if err := k.open(ctx, in, policy, logic); err != nil {
		return nil, err
	}

	view := func() (casework.View, error) { return k.view(ctx), nil }
	if err := workflow.SetQueryHandler(ctx, ViewQuery, view); err != nil {
		return nil, err
	}
	if err := acceptAll(ctx, k); err != nil {
		return nil, err
	}
	return k, k.hearRings(ctx)
}

// hearRings lets somebody else ring what is due. It is an update, as that is less work
// for a server than a signal, and one that finds nothing due leaves no trace. Who doubts
// what readers see has them told once more.
func (k *keeper) hearRings(ctx workflow.Context) error {
	return workflow.SetUpdateHandlerWithOptions(ctx, RingUpdate,
		func(_ workflow.Context, by casework.Bell) error {
			k.dirty, k.woken = true, by // what is due rings as the loop turns
			if by == casework.ByDoubt {
				k.published = 0
			}
			return nil
		},
		workflow.UpdateHandlerOptions{Validator: func(ctx workflow.Context, by casework.Bell) error {
			if by == casework.ByDoubt || k.due(workflow.Now(ctx)) {
				return nil
			}
			return temporal.NewNonRetryableApplicationError("nothing is due", nothingDue, nil)
		}})
}

func (k *keeper) due(now time.Time) bool {
	due, ok := k.c.NextDue()
	return ok && !due.After(now)
}

// nothingDue is the type of the error with which a case refuses to be rung.
const nothingDue = "nothing_due"

// view is the case as it stands in this turn.
func (k *keeper) view(ctx workflow.Context) casework.View {
	v := k.c.View()
	v.AsOf, v.Told = workflow.Now(ctx).UTC(), k.told
	return v
}

// open makes a new case, or takes up the one it is given. What comes with the
// start is taken here, so that it is durable even where nobody waits for the
// answer; the update that follows is then a repeat.
func (k *keeper) open(ctx workflow.Context, in Input, p casework.Policy, logic int) error {
	now := workflow.Now(ctx)
	if k.c == nil {
		if in.Referral == nil {
			return temporal.NewNonRetryableApplicationError("a case needs a referral", string(casework.Invalid), nil)
		}
		k.c = casework.Open(caseID(ctx), *in.Referral, p, logic, now)
		return nil
	}
	k.c.Upgrade()
	k.told = k.c.Revision // a run ends, and a case is taken up, only as readers have it
	k.roused = k.c.Resting()
	k.c.Policy, k.c.Logic = p, logic // logic is fixed for this run; the next run takes the latest
	k.opened = k.c.Revision
	if in.Referral != nil {
		_, _ = k.c.Do(*in.Referral, now) // a refusal is answered to the update that follows
	}
	if in.Reopen != nil {
		_, _ = k.c.Do(*in.Reopen, now)
	}
	if in.Recovered != nil {
		k.c.Recover(*in.Recovered, now)
	}
	return nil
}

// rest waits for the next clock, a command, an effect to settle, or an activity that tells
// readers.
// All of it is in one goroutine: each more would take as much memory as the case.
func (k *keeper) rest(ctx workflow.Context) error {
	k.arm(ctx)
	k.woken = casework.ByTheBy
	err := workflow.Await(ctx, func() bool {
		return k.dirty || k.rung() || k.renewing(ctx) || k.answered()
	})
	k.idle = !k.dirty && !k.rung() && !k.asked
	if k.rung() {
		k.timer, k.woken = nil, casework.OwnTimer
	}
	k.dirty = false
	if err == nil && k.answered() {
		k.heard(ctx)
	}
	return err
}

// renewing says that an operator asks for a fresh run.
func (k *keeper) renewing(ctx workflow.Context) bool {
	if !slices.Contains(workflow.GetUnhandledSignalNames(ctx), RenewSignal) {
		return false
	}
	for c := workflow.GetSignalChannel(ctx, RenewSignal); c.ReceiveAsync(nil); {
		k.asked = true
	}
	return true
}

func (k *keeper) rung() bool { return k.timer != nil && k.timer.IsReady() }

// arm keeps one timer for the earliest of every clock and this run's end, and
// leaves it alone while that moment stands.
func (k *keeper) arm(ctx workflow.Context) {
	due, ok := k.nextTurn(workflow.Now(ctx))
	if ok && k.timer != nil && due.Equal(k.timerDue) {
		return
	}
	k.stopTimer()
	k.timer, k.stopTimer = nil, func() {}
	if !ok {
		return
	}
	var tctx workflow.Context
	tctx, k.stopTimer = workflow.WithCancel(ctx)
	k.timer, k.timerDue = workflow.NewTimer(tctx, max(due.Sub(workflow.Now(ctx)), 0)), due
}

// nextTurn is when the loop must turn again by itself. A run that is past its end
// waits only to become quiet, which is no matter of time.
func (k *keeper) nextTurn(now time.Time) (time.Time, bool) {
	if lingers := k.begun.Add(lingerFor); k.roused && k.c.Resting() && now.Before(lingers) {
		return lingers, true
	}
	due, ok := k.c.NextTurn()
	end := k.begun.Add(runFor)
	if now.Before(end) && (!ok || end.Before(due)) {
		return end, true
	}
	return due, ok
}

const (
	// lingerFor is how long a case that was taken up from rest does not rest again. Whoever
	// read its state just before gives their command to this run: one begun from an older
	// state would lose what this one has taken. It is longer than a caller waits.
	lingerFor = 2 * AnswerWithin

	// A run that is older than runUntil ends with the next thing that happens in it, which
	// costs little, and one of runFor is woken to end: no run, so no old decision, lives longer.
	runUntil  = 90 * 24 * time.Hour
	runFor    = 180 * 24 * time.Hour
	runEvents = 1000
)

// stale says that this run should end and a fresh one begin. A run which has
// changed nothing never does so early, or two could chase each other for ever.
func (k *keeper) stale(ctx workflow.Context) bool {
	switch {
	case k.asked, !workflow.Now(ctx).Before(k.begun.Add(runUntil)):
		return true
	case k.c.Revision == k.opened:
		return false
	}
	i := workflow.GetInfo(ctx)
	return i.GetContinueAsNewSuggested() || i.GetTargetWorkerDeploymentVersionChanged() ||
		i.GetCurrentHistoryLength() > runEvents
}

// quiet says that nothing is under way which a new run would lose.
func (k *keeper) quiet(ctx workflow.Context) bool {
	return len(k.doing) == 0 && len(k.c.Outbox) == 0 && k.published == k.c.Revision && workflow.AllHandlersFinished(ctx)
}

func (k *keeper) finished(ctx workflow.Context) bool {
	lingers := k.roused && workflow.Now(ctx).Before(k.begun.Add(lingerFor))
	return k.c.Resting() && k.quiet(ctx) && !lingers
}

// renew ends this run and begins the next from the case as it stands, without the
// policy, which every run reads as it begins.
func (k *keeper) renew(ctx workflow.Context) error {
	carried := *k.c
	carried.Policy = casework.Policy{}
	return workflow.NewContinueAsNewErrorWithOptions(ctx, workflow.ContinueAsNewErrorOptions{
		InitialVersioningBehavior: workflow.ContinueAsNewVersioningBehaviorAutoUpgrade,
	}, CaseType, Input{Case: &carried})
}
