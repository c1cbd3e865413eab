package api

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"beacon/casework"
	"beacon/workflows"
)

// doubtsMost keeps doubts small when nobody answers at all: those who are not in mind
// come in their turn.
const doubtsMost = 10_000

// doubts are cases that did not answer somebody, or whose news did not come, and that
// nobody has looked into since.
type doubts struct {
	mu    sync.Mutex
	cases []inDoubt
}

// inDoubt is one of them, and since when.
type inDoubt struct {
	caseID string
	since  time.Time
}

func (d *doubts) add(one inDoubt) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := slices.IndexFunc(d.cases, func(other inDoubt) bool { return other.caseID == one.caseID })
	switch {
	case at >= 0 && one.since.Before(d.cases[at].since):
		d.cases[at].since = one.since
	case at < 0 && len(d.cases) < doubtsMost:
		d.cases = append(d.cases, one)
	}
}

// take takes the first.
func (d *doubts) take(most int) []inDoubt {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := min(most, len(d.cases))
	taken := slices.Clone(d.cases[:n])
	d.cases = slices.Delete(d.cases, 0, n)
	return taken
}

// doubting keeps in mind which cases did not answer.
type doubting struct {
	Cases
	doubts *doubts
	now    func() time.Time
}

func (d doubting) heard(caseID string, err error) {
	if errors.Is(err, workflows.ErrUnavailable) || errors.Is(err, workflows.ErrPending) {
		d.doubts.add(inDoubt{caseID, d.now()})
	}
}

func (d doubting) Refer(ctx context.Context, caseID string, m casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
	r, err := d.Cases.Refer(ctx, caseID, m, resting)
	d.heard(caseID, err)
	return r, err
}

func (d doubting) Do(ctx context.Context, caseID string, m casework.Command) (casework.Receipt, error) {
	r, err := d.Cases.Do(ctx, caseID, m)
	d.heard(caseID, err)
	return r, err
}

func (d doubting) Rouse(ctx context.Context, caseID string, m casework.Command, resting json.RawMessage) (casework.Receipt, error) {
	r, err := d.Cases.Rouse(ctx, caseID, m, resting)
	d.heard(caseID, err)
	return r, err
}

func (d doubting) Reopen(ctx context.Context, caseID string, m casework.ReopenCase, resting json.RawMessage) (casework.Receipt, error) {
	r, err := d.Cases.Reopen(ctx, caseID, m, resting)
	d.heard(caseID, err)
	return r, err
}

func (d doubting) RingBy(ctx context.Context, caseID string, by casework.Bell) (bool, error) {
	due, err := d.Cases.RingBy(ctx, caseID, by)
	d.heard(caseID, err)
	return due, err
}
