package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/matching"
	"beacon/store"
	"beacon/workflows"
)

// merged is the answer to a merge: the case that goes on, and how it stands once it has
// been told.
type merged struct {
	CaseID string `json:"case_id"`
	Into   string `json:"into"`
	Done   bool   `json:"done"` // false: the case that goes on will be told
}

// postMerging has a case end and go on in another, of the same victim.
func (a *API) postMerging(c echo.Context) error {
	ctx := c.Request().Context()
	key, err := idempotencyKey(c.Request().Header, must)
	if err != nil {
		return err
	}
	b, err := a.readJSON(c)
	if err != nil {
		return err
	}
	from, err := a.db.Case(ctx, caseOf(c))
	if err != nil {
		return err
	}
	k := newAsk(c, b, casework.MergeCase{}.Name(), key)
	m := readMerging(k)
	k.end()
	if problem := b.problem(); problem != nil {
		return problem
	}
	into, err := a.db.Case(ctx, m.Into)
	if errors.Is(err, store.ErrNotFound) {
		b.faults.wrong("/into", "unknown", "is no case")
		return b.problem()
	}
	if err != nil {
		return err
	}
	done, err := a.merge(ctx, k, from, into, "/into")
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, merged{from.ID, into.ID, done})
}

// whichGoesOn picks, of the cases of two people who are one, the open one before one
// that has ended, then the one that came earlier.
func (a *API) whichGoesOn(ctx context.Context, m store.Match) (from, into store.CaseRow, err error) {
	older, newer := m.CaseA, m.CaseB
	if m.Standing == store.MatchSame { // decided before: as it was then
		if older, err = a.db.Survivor(ctx, m.CaseA); err != nil {
			return from, into, err
		}
		if older != m.CaseA && older == m.CaseB {
			older, newer = m.CaseB, m.CaseA
		}
	}
	if into, err = a.db.Case(ctx, older); err != nil {
		return from, into, err
	}
	if from, err = a.db.Case(ctx, newer); err != nil {
		return from, into, err
	}
	if into.Stage == casework.Closed && from.Stage != casework.Closed && m.Standing != store.MatchSame {
		from, into = into, from
	}
	return from, into, nil
}

// merge judges, by both cases, whether one may go on in the other, keeps in SQL that it
// does, and then tells both. What cannot be told now is told by the watch: done says
// whether all of it was. It may be repeated.
func (a *API) merge(ctx context.Context, k *ask, from, into store.CaseRow, at string) (done bool, err error) {
	m := store.Merge{CaseID: from.ID, Into: into.ID, By: k.said.By, Role: k.said.Role, Why: k.said.Text, At: a.cfg.Now().UTC()}
	survivor, err := a.db.Survivor(ctx, from.ID)
	if err != nil {
		return false, err
	}
	if survivor == from.ID {
		if err := a.mayMerge(ctx, m, from, into, at); err != nil {
			return false, err
		}
	}
	if err := a.keep(ctx, k); err != nil {
		return false, err
	}
	err = a.db.BeginMerge(ctx, m)
	if errors.Is(err, store.ErrConflict) {
		return false, casework.Refuse(casework.WrongStage, "one of the cases goes on in yet another")
	}
	if err != nil {
		return false, err
	}
	if err := a.finishMerge(ctx, m); err != nil {
		a.log.WarnContext(ctx, "a merge waits until the cases can be told", "case", m.CaseID, "into", m.Into, "cause", err)
		return false, nil
	}
	return true, nil
}

// mayMerge asks both cases, as they were last published. A case that has ended is
// judged as if it had been taken up again, which it will be.
func (a *API) mayMerge(ctx context.Context, m store.Merge, from, into store.CaseRow, at string) error {
	ends, err := casework.Restore(from.State)
	if err != nil {
		return err
	}
	goesOn, err := casework.Restore(into.State)
	if err != nil {
		return err
	}
	now := a.cfg.Now()
	if err := a.addOpposed(ctx, ends, goesOn); err != nil {
		return err
	}
	if ends.Stage == casework.Closed {
		if _, err := ends.Do(reopenToMerge(m), now); err != nil {
			return pointedAt(err, at)
		}
	}
	command, err := a.mergeCommand(ctx, m, goesOn)
	if err != nil {
		return err
	}
	return pointedAt(ends.Check(command, now), at)
}

// addOpposed tells two cases what is known of both outside of them: that they are on
// opposite sides may have been found a moment ago.
func (a *API) addOpposed(ctx context.Context, both ...*casework.Case) error {
	for _, c := range both {
		others, err := a.db.Opposed(ctx, c.ID)
		if err != nil {
			return err
		}
		c.Opposed = append(c.Opposed, others...)
	}
	return nil
}

// pointedAt moves what is wrong with the other case to the field that named it.
func pointedAt(err error, at string) error {
	var refusal *casework.Error
	if !errors.As(err, &refusal) {
		return err
	}
	moved := *refusal
	moved.Fields = nil
	for _, f := range refusal.Fields {
		if f.Pointer == "/into" || f.Pointer == "/from" {
			f.Pointer = at
		}
		moved.Fields = append(moved.Fields, f)
	}
	return &moved
}

func reopenToMerge(m store.Merge) casework.ReopenCase {
	said := casework.Said{ID: idOf("reopen to merge", m.CaseID, m.Into), Body: m.Into, By: m.By, Role: m.Role}
	return casework.ReopenCase{Said: said, Reason: "information_received"}
}

// mergeCommand is what the case that ends is told.
func (a *API) mergeCommand(ctx context.Context, m store.Merge, goesOn *casework.Case) (casework.MergeCase, error) {
	apart, err := a.namedApart(ctx, m)
	return casework.MergeCase{
		Said: casework.Said{ID: idOf("merge", m.CaseID, m.Into), Body: m.Into, By: m.By, Role: m.Role, Text: m.Why},
		Into: m.Into, Other: casework.PartyOf(goesOn), Apart: apart,
	}, err
}

// namedApart says that the two were named as different people.
func (a *API) namedApart(ctx context.Context, m store.Merge) (bool, error) {
	r, err := a.db.Compared(ctx, m.CaseID, m.Into)
	return r.Has(matching.GivenDiffers) || r.Has(matching.BornDiffers), err
}

// finishMerge ends the one case and has the other take over what it had. It goes on
// wherever it had stopped.
func (a *API) finishMerge(ctx context.Context, m store.Merge) error {
	had, err := a.endMerged(ctx, m)
	if err != nil {
		return err
	}
	said := casework.Said{ID: idOf("take over", m.CaseID, m.Into), Body: m.CaseID, By: m.By, Role: m.Role, Text: m.Why}
	into, err := a.db.Case(ctx, m.Into)
	if err != nil {
		return err
	}
	command := casework.TakeOver{Said: said, From: m.CaseID, Had: casework.Carry(had)}
	receipt, err := a.tell(ctx, into, command)
	var refusal *casework.Error
	if errors.As(err, &refusal) && refusal.Code == casework.CaseClosed { // it has ended meanwhile, and nobody is dropped
		again := casework.Said{ID: idOf("reopen to take over", m.CaseID, m.Into), Body: m.CaseID, Role: casework.System}
		if _, err := a.tell(ctx, into, casework.ReopenCase{Said: again, Reason: "information_received"}); err != nil {
			return err
		}
		receipt, err = a.tell(ctx, into, command)
	}
	if err != nil && !takenOver(err) {
		return err
	}
	if err := a.db.FinishMerge(ctx, m.CaseID); err != nil {
		return err
	}
	a.awaitShown(ctx, m.Into, receipt)
	return nil
}

// takenOver says that a refusal means that it was done before.
func takenOver(err error) bool {
	var refusal *casework.Error
	already := func(f casework.Field) bool { return f.Code == "already" }
	return errors.As(err, &refusal) && slices.ContainsFunc(refusal.Fields, already)
}

// endMerged ends the case that goes on in another, and reads how it ended.
func (a *API) endMerged(ctx context.Context, m store.Merge) (*casework.Case, error) {
	row, err := a.db.Case(ctx, m.CaseID)
	if err != nil {
		return nil, err
	}
	had, err := casework.Restore(row.State)
	if err != nil || had.Merged() {
		return had, err
	}
	if row.Stage == casework.Closed {
		if _, err := a.tell(ctx, row, reopenToMerge(m)); err != nil {
			return nil, err
		}
	}
	into, err := a.db.Case(ctx, m.Into)
	if err != nil {
		return nil, err
	}
	goesOn, err := casework.Restore(into.State)
	if err != nil {
		return nil, err
	}
	command, err := a.mergeCommand(ctx, m, goesOn)
	if err != nil {
		return nil, err
	}
	command.Apart = false                   // judged before anything was kept; it is one person now
	command.Other.Stage = casework.Reaching // it is taken up again, if it has ended meanwhile
	receipt, err := a.tell(ctx, row, command)
	if err != nil {
		return nil, err
	}
	a.awaitShown(ctx, m.CaseID, receipt)
	if row, err = a.db.Case(ctx, m.CaseID); err != nil {
		return nil, err
	}
	if had, err = casework.Restore(row.State); err == nil && !had.Merged() {
		return nil, workflows.ErrPending // not published yet: the watch goes on with it
	}
	return had, err
}

func (a *API) mergeUnfinished(ctx context.Context, before time.Time) error {
	waiting, err := a.db.UnfinishedMerges(ctx, before, watchMost)
	if err != nil {
		return err
	}
	for _, m := range waiting {
		err := a.finishMerge(ctx, m)
		if errors.Is(err, workflows.ErrUnavailable) {
			return err
		}
		if err != nil && !errors.Is(err, workflows.ErrPending) {
			a.log.ErrorContext(ctx, "watch: a merge is not done", "case", m.CaseID, "into", m.Into, "cause", err)
		}
	}
	return nil
}
