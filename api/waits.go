package api

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"beacon/casework"
	"beacon/store"
	"beacon/workflows"
)

// How many cases are looked into in one round because of what they wait for: those that
// have something to do, and those that come in turn.
const (
	sendingMost = 100
	inTurnMost  = 50

	lookAgain = 10 * time.Minute // the longest that what does not help is left alone, before it is tried again
	looksKept = time.Hour
)

// driveWaiting is one round of looking for cases that wait for something other than a
// clock, and wait in vain: Temporal lost the timer by which a message is tried again, or
// by which a worker that was killed is given up. Those are looked into first that have had
// something to do for long, or did not answer; and then all open cases, a few at a time.
func (a *API) driveWaiting(ctx context.Context) error {
	now := a.cfg.Now()
	if _, err := a.db.ForgetLooks(ctx, now.Add(-looksKept)); err != nil {
		return err
	}
	looks, err := a.db.ClaimSending(ctx, now.Add(-a.cfg.OverdueAfter), now, now.Add(a.cfg.OverdueAfter), sendingMost)
	if err != nil {
		return err
	}
	inTurn, err := a.db.OpenCases(ctx, a.lookedAt, inTurnMost)
	if err != nil {
		return err
	}
	a.lookedAt = ""
	if len(inTurn) == inTurnMost {
		a.lookedAt = inTurn[len(inTurn)-1]
	}
	var g errgroup.Group
	g.SetLimit(driveAtOnce)
	for _, l := range looks {
		inTurn = slices.DeleteFunc(inTurn, func(id string) bool { return id == l.CaseID })
		g.Go(func() error { return a.lookInto(ctx, l) })
	}
	for _, d := range a.doubts.take(sendingMost) {
		inTurn = slices.DeleteFunc(inTurn, func(id string) bool { return id == d.caseID })
		g.Go(func() error { return a.doubt(ctx, d) })
	}
	for _, id := range inTurn {
		g.Go(func() error { _, err := a.suspect(ctx, id); return err })
	}
	return g.Wait()
}

// doubt looks into a case that did not answer. It is kept in mind while something in it
// is under way of which nobody can say yet whether it was lost.
func (a *API) doubt(ctx context.Context, d inDoubt) error {
	w, err := a.suspect(ctx, d.caseID)
	if err == nil {
		err = a.takeBackLost(ctx, d)
	}
	if soon := a.cfg.Now().Add(a.cfg.OverdueAfter); err != nil || w.Lost || !w.Next.IsZero() && w.Next.Before(soon) {
		a.doubts.add(d)
	}
	return err
}

// clocksApart is how much earlier than ours the clock of Temporal's host may be.
const clocksApart = time.Minute

// takeBackLost has a case tell its readers how it stands, where they have been told more
// since somebody was not answered: the task that told them was lost with its worker, and
// what it did never was. What they have known for longer is left to a person: then the case
// was set back, as after a backup was restored.
func (a *API) takeBackLost(ctx context.Context, d inDoubt) error {
	shown, err := a.db.Shown(ctx, d.caseID)
	if errors.Is(err, store.ErrNotFound) || err == nil && shown.AsOf.Before(d.since.Add(-clocksApart)) {
		return nil
	}
	if err != nil {
		return err
	}
	s, err := a.cases.Stands(ctx, d.caseID)
	if err != nil || !s.Running || s.View.Revision >= shown.Revision {
		return err
	}
	if _, err := a.cases.RingBy(ctx, d.caseID, casework.ByDoubt); err != nil {
		return leftAlone(err)
	}
	a.redrives.WithLabelValues(cameTakenBack).Inc()
	a.log.WarnContext(ctx, "watch: readers had been told what never was", "case", d.caseID)
	return nil
}

// suspect looks into a case that nobody has claimed. One whose turn somebody else has is
// theirs.
func (a *API) suspect(ctx context.Context, caseID string) (workflows.Waiting, error) {
	w, err := a.cases.Waits(ctx, caseID, a.cfg.Now().Add(-a.cfg.OverdueAfter))
	if err != nil || !w.Lost {
		return w, leftAlone(err)
	}
	now := a.cfg.Now()
	looks, err := a.db.ClaimLooks(ctx, []string{caseID}, now, now.Add(a.cfg.OverdueAfter))
	for _, l := range looks {
		err = errors.Join(err, a.refresh(ctx, l, w))
	}
	return w, err
}

// lookInto looks into a case that was claimed, and leaves it alone until what it rightly
// waits for is due.
func (a *API) lookInto(ctx context.Context, l store.Look) error {
	w, err := a.cases.Waits(ctx, l.CaseID, a.cfg.Now().Add(-a.cfg.OverdueAfter))
	switch {
	case err != nil:
		return leftAlone(err)
	case w.Lost:
		return a.refresh(ctx, l, w)
	}
	return a.db.Looked(ctx, store.Look{CaseID: l.CaseID}, later(w.Next, a.cfg.Now()).Add(a.cfg.OverdueAfter))
}

// refresh has Temporal bring again what a case waits for. Where that does not help, as
// when no worker takes it, it is asked less and less often.
func (a *API) refresh(ctx context.Context, l store.Look, w workflows.Waiting) error {
	err := a.cases.Refresh(ctx, l.CaseID, w)
	switch {
	case errors.Is(err, workflows.ErrLost):
		a.redrives.WithLabelValues(cameUnmended).Inc()
		a.log.ErrorContext(ctx, "watch: a case waits for what was lost, and Temporal does not bring it again", "case", l.CaseID, "n", l.Tries, "cause", err)
	case err != nil:
		return leftAlone(err)
	default:
		a.redrives.WithLabelValues(cameRefreshed).Inc()
		a.log.WarnContext(ctx, "watch: what a case waits for was brought again", "case", l.CaseID, "n", l.Tries)
	}
	again := min(a.cfg.OverdueAfter<<min(l.Tries, 10), lookAgain)
	l.Tries++
	return a.db.Looked(ctx, l, a.cfg.Now().Add(again))
}

// leftAlone is nil for a case without a workflow: if it should have one, its clocks say so.
func leftAlone(err error) error {
	if errors.Is(err, workflows.ErrNotFound) {
		return nil
	}
	return err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
