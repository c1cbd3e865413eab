// Package messagingtest holds what the tests of channels, ledgers and couriers
// share: a ledger in memory, a fake provider's server, and the exercises that every
// channel and every ledger must pass.
package messagingtest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"beacon/messaging"
)

// Ledger is a ledger as the exercise sees it: with the reports of providers.
type Ledger interface {
	messaging.Ledger
	// Report applies Delivery.Reported, in one transaction, and answers with the row
	// as it then stands. A report on a message without a row changes nothing; known is
	// then false.
	Report(ctx context.Context, r messaging.Report) (row messaging.Delivery, changed, known bool, err error)
}

// Memory is a Ledger in memory. It may be used by many at once.
type Memory struct {
	mu   sync.Mutex
	rows map[string]messaging.Delivery

	// Before, if set, is called with the name of each method before it does anything;
	// its error is the method's. It must be set before the first use.
	Before func(method string) error
}

// NewMemory is an empty ledger.
func NewMemory() *Memory { return &Memory{rows: map[string]messaging.Delivery{}} }

func (l *Memory) begin(ctx context.Context, method string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if l.Before != nil {
		return l.Before(method)
	}
	return nil
}

// Standing is the row of a message.
func (l *Memory) Standing(ctx context.Context, messageID string) (messaging.Delivery, bool, error) {
	if err := l.begin(ctx, "standing"); err != nil {
		return messaging.Delivery{}, false, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	row, found := l.rows[messageID]
	return row, found, nil
}

// Enter applies Delivery.Entered.
func (l *Memory) Enter(ctx context.Context, d messaging.Delivery) (messaging.Delivery, bool, error) {
	if err := l.begin(ctx, "enter"); err != nil {
		return messaging.Delivery{}, false, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	row, fresh := l.rows[d.MessageID].Entered(d)
	l.rows[d.MessageID] = row
	return row, fresh, nil
}

// Settle applies Delivery.Settled.
func (l *Memory) Settle(ctx context.Context, s messaging.Settlement) error {
	if err := l.begin(ctx, "settle"); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	row, found := l.rows[s.MessageID]
	if !found {
		return errors.New("no such message")
	}
	l.rows[s.MessageID], _ = row.Settled(s)
	return nil
}

// Twins are the rows of the same case of which row is a Twin.
func (l *Memory) Twins(ctx context.Context, row messaging.Delivery, since time.Time) (twins []messaging.Delivery, err error) {
	if err := l.begin(ctx, "twins"); err != nil {
		return nil, err
	}
	for _, other := range l.Rows() {
		if other.CaseID == row.CaseID && row.Twin(other, since) {
			twins = append(twins, other)
		}
	}
	return twins, nil
}

// Report applies Delivery.Reported.
func (l *Memory) Report(ctx context.Context, r messaging.Report) (row messaging.Delivery, changed, known bool, err error) {
	if err := l.begin(ctx, "report"); err != nil {
		return messaging.Delivery{}, false, false, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	row, known = l.rows[r.MessageID]
	if known {
		row, changed = row.Reported(r)
		l.rows[r.MessageID] = row
	}
	return row, changed, known, nil
}

// Rows are all rows, by message ID.
func (l *Memory) Rows() []messaging.Delivery {
	l.mu.Lock()
	defer l.mu.Unlock()
	rows := make([]messaging.Delivery, 0, len(l.rows))
	for _, r := range l.rows {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b messaging.Delivery) int { return strings.Compare(a.MessageID, b.MessageID) })
	return rows
}
