package api

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"beacon/casework"
	"beacon/internal/guard"
	"beacon/store"
	"beacon/workflows"
)

// What may come of looking into a case that stands still. To add one, add a line.
const (
	cameRung      = "rung"        // it was asked, and rings
	cameMoving    = "moving"      // nothing is due in it: what readers see follows
	cameStarted   = "started"     // its workflow was gone, and it was started from what readers had
	cameTold      = "republished" // readers knew less than it does, and were told
	cameApart     = "apart"       // readers know more than it does: a person decides
	cameUnreached = "unreached"   // nobody answered
	cameRefreshed = "refreshed"   // Temporal had lost what it waits for, and brought it again
	cameUnmended  = "unmended"    // Temporal had lost what it waits for, and lets nobody ask for it
	cameTakenBack = "taken_back"  // readers had been told what never was, and were told what is
)

var comings = []string{cameRung, cameMoving, cameStarted, cameTold, cameApart, cameUnreached, cameRefreshed, cameUnmended, cameTakenBack}

// ledgerKept is for how long the ledger has the deadlines of a case that came to rest:
// longer than Temporal keeps its history (90 days), a quarter lasts (92) or a backup is
// kept (30), so that what was late can be looked into wherever that is reported. In a
// round the ledger of so many cases is forgotten.
const (
	ledgerKept = 100 * 24 * time.Hour
	forgetMost = 100
)

// How many cases are looked into at a time, and how many in one go.
const (
	driveMost   = 100
	driveAtOnce = 8
)

// WatchClocks looks for cases in which a clock should have rung, and has not: its timer was
// lost, or its worker, or all of Temporal. It has them look at their clocks, and starts
// those whose workflow is gone from what readers last had. What else a case waits for, and
// Temporal has lost, it has brought again. It ends, with nil, when ctx does.
func (a *API) WatchClocks(ctx context.Context) error {
	if a.cfg.OverdueEvery < 0 || !guard.Watchdog {
		return nil
	}
	tick := time.NewTicker(a.cfg.OverdueEvery)
	defer tick.Stop()
	for {
		a.watchClocks(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// watchClocks is one round of it. What fails is left for the next.
func (a *API) watchClocks(ctx context.Context) {
	err := a.driveOverdue(ctx)
	if err == nil {
		err = a.driveWaiting(ctx)
	}
	if err != nil && ctx.Err() == nil {
		a.log.WarnContext(ctx, "watch: cases that stand still wait", "cause", err)
	}
	if _, err := a.db.ForgetLedger(ctx, a.cfg.Now().Add(-ledgerKept), forgetMost); err != nil && ctx.Err() == nil {
		a.log.WarnContext(ctx, "watch: the ledger of cases that are long at rest stays", "cause", err)
	}
}

func (a *API) grace() store.Grace {
	return store.Grace{Every: a.cfg.OverdueAfter, Patient: a.cfg.PatientFor + a.cfg.OverdueAfter}
}

// driveOverdue is one round. It goes on for as long as it leads anywhere.
func (a *API) driveOverdue(ctx context.Context) error {
	now := a.cfg.Now()
	if _, err := a.db.ForgetMoving(ctx, a.grace(), now); err != nil {
		return err
	}
	if err := a.cases.Ready(ctx); err != nil {
		return err // without Temporal there is nothing that could be done for any of them
	}
	for {
		until := now.Add(max(a.cfg.OverdueEvery, 2*workflows.AnswerWithin) - time.Second)
		stand, err := a.db.ClaimOverdue(ctx, a.grace(), now, until, driveMost)
		if err != nil {
			return err
		}
		if driven := a.driveAll(ctx, stand); driven == 0 || len(stand) < driveMost {
			return nil
		}
	}
}

// driveAll looks into each of them, whatever comes of the others, and says how many were
// reached.
func (a *API) driveAll(ctx context.Context, stand []store.Overdue) int {
	var reached atomic.Int64
	var g errgroup.Group
	g.SetLimit(driveAtOnce)
	for _, o := range stand {
		g.Go(func() error {
			if a.driveOne(ctx, o) {
				reached.Add(1)
			}
			return nil
		})
	}
	_ = g.Wait() // none fails
	return int(reached.Load())
}

// driveOne looks into one case, tells of it, and says whether it was reached. One that was
// not is looked into again, though readers may have been told meanwhile that it rang.
func (a *API) driveOne(ctx context.Context, o store.Overdue) bool {
	came, err := a.drive(ctx, o)
	if err == nil {
		err = a.db.Answered(ctx, o.CaseID)
	}
	a.redrives.WithLabelValues(came).Inc()
	switch {
	case ctx.Err() != nil:
		return false
	case errors.Is(err, workflows.ErrUnavailable):
		a.log.WarnContext(ctx, "watch: a clock has not rung, and the case does not answer", "case", o.CaseID, "n", o.Tries)
		return false
	case err != nil:
		a.log.ErrorContext(ctx, "watch: a case stands still", "case", o.CaseID, "n", o.Tries, "cause", err)
		return false
	case came != cameMoving:
		a.log.WarnContext(ctx, "watch: a clock had not rung", "case", o.CaseID, "n", o.Tries, "came", came)
	}
	return true
}

// drive has one case go on, and says what came of it.
func (a *API) drive(ctx context.Context, o store.Overdue) (came string, err error) {
	due, err := a.cases.RingBy(ctx, o.CaseID, casework.ByWatch)
	switch {
	case errors.Is(err, workflows.ErrNotFound) && o.Found == store.FoundApart:
		return cameApart, nil
	case errors.Is(err, workflows.ErrNotFound):
		return a.startAgain(ctx, o.CaseID)
	case err != nil:
		return cameUnreached, err
	case due:
		return cameRung, nil
	case o.Found == store.FoundApart:
		return cameApart, nil
	case o.Tries < 2:
		return cameMoving, nil // it has just rung by itself, and readers will hear of it
	}
	return a.compare(ctx, o.CaseID)
}

// startAgain begins a workflow for a case that has none. Where the one that ended knew more
// than readers do, they are told first.
func (a *API) startAgain(ctx context.Context, caseID string) (came string, err error) {
	row, err := a.db.Case(ctx, caseID)
	if err != nil {
		return cameUnreached, err
	}
	s, err := a.cases.Stands(ctx, caseID)
	if err != nil {
		return cameUnreached, err
	}
	if s.Running {
		return cameMoving, nil
	}
	if s.Found && s.View.Revision > row.Revision {
		return cameTold, a.found(ctx, caseID, store.FoundBehind, a.db.Publish(ctx, s.View))
	}
	if row.Resting {
		return cameMoving, nil
	}
	return cameStarted, a.found(ctx, caseID, store.FoundGone,
		a.cases.Recover(ctx, caseID, row.State, casework.Recovered{Why: casework.LostWorkflow, After: row.Revision}))
}

// compare finds out why a case in which nothing is due has a clock that has not rung, as
// far as readers know. Where readers know less they are told. Where they know more, the
// case was set back, as after a backup was restored, and nobody but a person can say what
// is to become of it.
func (a *API) compare(ctx context.Context, caseID string) (came string, err error) {
	row, err := a.db.Case(ctx, caseID)
	if err != nil {
		return cameUnreached, err
	}
	s, err := a.cases.Stands(ctx, caseID)
	switch {
	case err != nil:
		return cameUnreached, err
	case s.View.Revision < row.Revision:
		return cameApart, a.found(ctx, caseID, store.FoundApart, nil)
	case s.View.Revision == row.Revision:
		return cameTold, a.found(ctx, caseID, store.FoundBehind, a.db.MendDeadlines(ctx, s.View))
	}
	return cameTold, a.found(ctx, caseID, store.FoundBehind, a.db.Publish(ctx, s.View))
}

func (a *API) found(ctx context.Context, caseID string, found store.Found, err error) error {
	if err != nil {
		return err
	}
	if found == store.FoundBehind {
		a.doubts.add(inDoubt{caseID, a.cfg.Now()}) // what should have told readers may have been lost
	}
	return a.db.NoteFound(ctx, caseID, found)
}

func newRedrives() *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "beacon_redrives_total", Help: "Cases that stood still and were looked into, by what came of it.",
	}, []string{"came"})
	for _, came := range comings {
		v.WithLabelValues(came)
	}
	return v
}
