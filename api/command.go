package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
	"beacon/workflows"
)

// taken is the answer to a command.
type taken struct {
	CaseID   string           `json:"case_id"`
	Revision int              `json:"revision"`
	Stage    casework.Stage   `json:"stage"`
	Warnings []casework.Field `json:"warnings,omitempty"`
}

// command makes a handler of how a command is read: every POST to a case goes
// this one way.
func command[C casework.Command](read func(*ask) C) func(*API, echo.Context) error {
	return commandTo(read, func(*API, context.Context, string, *C) error { return nil })
}

// commandTo is command for one that names somebody: what they are is looked up.
func commandTo[C casework.Command](read func(*ask) C, lookUp func(*API, context.Context, string, *C) error) func(*API, echo.Context) error {
	var none C
	return func(a *API, c echo.Context) error {
		key, err := idempotencyKey(c.Request().Header, must)
		if err != nil {
			return err
		}
		b, err := a.readJSON(c)
		if err != nil {
			return err
		}
		row, err := a.db.Case(c.Request().Context(), caseOf(c))
		if err != nil {
			return err
		}
		k := newAsk(c, b, none.Name(), key)
		m := read(k)
		k.end()
		if err := lookUp(a, c.Request().Context(), row.ID, &m); err != nil {
			return err
		}
		if err := a.checkPoint(c.Request().Context(), k); err != nil {
			return err
		}
		m = marked(k, m)
		if len(b.faults.fields) > 0 {
			b.faults.also(a.refused(row, m))
			return b.problem()
		}
		r, err := a.give(c.Request().Context(), row, k, m)
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, taken{row.ID, r.Revision, r.Stage, k.warnings})
	}
}

// give writes down the words of a command, tells the case, and takes the words
// back where the case refuses it.
func (a *API) give(ctx context.Context, row store.CaseRow, k *ask, m casework.Command) (casework.Receipt, error) {
	if err := a.keep(ctx, k); err != nil {
		return casework.Receipt{}, err
	}
	if err := a.wishFirst(ctx, row, k, m); err != nil {
		return casework.Receipt{}, err
	}
	frozen, err := a.freezeFirst(ctx, row, k, m)
	if err != nil {
		return casework.Receipt{}, err
	}
	r, err := a.tell(ctx, row, m)
	var refusal *casework.Error
	if errors.As(err, &refusal) {
		a.takeBack(ctx, row, k)
	}
	if err != nil {
		return r, err
	}
	if r.Revision > row.Revision {
		if err := a.afterwards(ctx, k, frozen); err != nil {
			return r, err
		}
	}
	a.awaitShown(ctx, row.ID, r)
	return r, nil
}

func (a *API) keep(ctx context.Context, k *ask) error {
	for _, s := range k.spoken {
		if err := a.db.WriteText(ctx, k.caseID, s.id, s.field, s.words, k.said.By, k.when(a.cfg.Now())); err != nil {
			return err
		}
	}
	return nil
}

// takeBack forgets the words of a command which the case refused, unless the case
// knows them from long ago. What cannot be forgotten now is named by nothing, and
// so shown to nobody.
func (a *API) takeBack(ctx context.Context, row store.CaseRow, k *ask) {
	for _, s := range k.spoken {
		if bytes.Contains(row.State, []byte(s.id)) {
			continue
		}
		if err := a.db.DropText(ctx, s.id); err != nil {
			a.log.WarnContext(ctx, "words of a refused command remain", "case", k.caseID, "text", s.id, "cause", err)
		}
	}
}

// tell gives a command to the case wherever it is: open, or at rest in SQL.
func (a *API) tell(ctx context.Context, row store.CaseRow, m casework.Command) (casework.Receipt, error) {
	if reopen, ok := m.(casework.ReopenCase); ok && row.Stage == casework.Closed {
		r, err := a.cases.Reopen(ctx, row.ID, reopen, row.State)
		if err == nil {
			err = a.db.Unshelve(ctx, row.ID)
		}
		return r, err
	}
	if row.Stage == casework.Closed && casework.WhenClosed(m) {
		return a.cases.Rouse(ctx, row.ID, m, row.State)
	}
	r, err := a.cases.Do(ctx, row.ID, m)
	if !errors.Is(err, workflows.ErrNotFound) {
		return r, err
	}
	row, missing := a.db.Case(ctx, row.ID)
	if missing != nil {
		return r, missing
	}
	if row.Stage == casework.Closed && casework.WhenClosed(m) {
		return a.tell(ctx, row, m)
	}
	if row.Stage == casework.Closed {
		return rehearse(row, m, a.cfg.Now())
	}
	return r, refuse(unavailable, "the case does not answer").because(err)
}

// rehearse is what the case as it was last published would answer. A closed case
// knows by it what it has taken before; an open one may have moved on.
func rehearse(row store.CaseRow, m casework.Command, now time.Time) (casework.Receipt, error) {
	c, err := casework.Restore(row.State)
	if err != nil {
		return casework.Receipt{}, err
	}
	return c.Do(m, now)
}

// refused is what the case, as last published, finds wrong with a command that
// cannot be given to it anyway: so that everything is told at once.
func (a *API) refused(row store.CaseRow, m casework.Command) []casework.Field {
	_, err := rehearse(row, m, a.cfg.Now())
	var refusal *casework.Error
	if errors.As(err, &refusal) && refusal.Code == casework.Invalid {
		return refusal.Fields
	}
	return nil
}

// How long an answer waits for lists and pages to have caught up, and how often it
// looks. A feed of referrals is not to be held up by its own backlog.
const (
	readBack  = 2 * time.Second
	readFirst = 2 * time.Millisecond // then later and later
	readEvery = 20 * time.Millisecond

	referralsPart = 4 // a referral waits this part of readBack
)

// awaitShown waits until readers see what a case has taken, where its case did not say that
// they do.
func (a *API) awaitShown(ctx context.Context, caseID string, r casework.Receipt) {
	if !r.Shown {
		a.awaitRead(ctx, caseID, r.Revision, a.readBack)
	}
}

// awaitRead waits until the read model has a revision, so that whoever asks next
// sees what they did. The command is taken all the same.
func (a *API) awaitRead(ctx context.Context, caseID string, revision int, within time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for wait := readFirst; ; wait = min(2*wait, readEvery) {
		shown, err := a.db.Revision(ctx, caseID)
		if err == nil && shown >= revision || errors.Is(err, store.ErrUnavailable) {
			return
		}
		select {
		case <-ctx.Done():
			a.doubts.add(inDoubt{caseID, a.cfg.Now()})
			return
		case <-time.After(wait):
		}
	}
}

// restingState is the state a closed case is taken up from; nil for an open one.
func restingState(r *store.Resting) json.RawMessage {
	if r == nil {
		return nil
	}
	return r.State
}
