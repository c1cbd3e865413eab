package holidays

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"beacon/victimscode"
)

// Copy is where what was last read of the feed is kept, for every process to read: all
// of them then count by the same calendar, and go on when the feed is away.
type Copy interface {
	// BankHolidays reads what is kept; nothing where nothing was kept yet.
	BankHolidays(ctx context.Context) (days []byte, until string, readAt time.Time, err error)
	// KeepBankHolidays replaces it.
	KeepBankHolidays(ctx context.Context, days []byte, until string, readAt time.Time) error
}

// How often the feed is read, and what is kept of it.
const (
	feedEvery = 6 * time.Hour
	keptEvery = time.Minute
)

// Watch follows the feed of bank holidays. The calendar that it tells is always that of
// the kept copy: a feed that is away, malformed or unlikely changes nothing.
type Watch struct {
	where  string // a file or an address; empty: nothing is followed
	copies Copy
	log    *slog.Logger
	now    func() time.Time
	told   atomic.Pointer[victimscode.Calendar]
}

// NewWatch makes a watch, which tells what this program knows until Load.
func NewWatch(where string, kept Copy, log *slog.Logger, now func() time.Time) *Watch {
	w := &Watch{where: where, copies: kept, log: log, now: now}
	w.told.Store(new(victimscode.Calendar))
	return w
}

// Calendar is what is known now.
func (w *Watch) Calendar() victimscode.Calendar { return *w.told.Load() }

// BankHoliday says whether a date is one, as is known now.
func (w *Watch) BankHoliday(year int, month time.Month, day int) bool {
	return w.Calendar().BankHoliday(year, month, day)
}

// Load takes up what is kept. Where it cannot be read, what was told stands.
func (w *Watch) Load(ctx context.Context) error {
	if w.where == "" {
		return nil
	}
	kept, _, err := w.kept(ctx)
	if err != nil {
		return err
	}
	is := Calendar(kept)
	if was := w.told.Swap(&is); *was != is {
		w.log.WarnContext(ctx, "bank holidays differ from what this program was built with: due dates follow", "calendar", string(is), "was", string(*was))
	}
	return nil
}

func (w *Watch) kept(ctx context.Context) ([]Day, time.Time, error) {
	text, _, readAt, err := w.copies.BankHolidays(ctx)
	if err != nil {
		return nil, readAt, fmt.Errorf("read kept bank holidays: %w", err)
	}
	kept, err := Unpack(text)
	if err != nil {
		return nil, readAt, fmt.Errorf("read kept bank holidays: %w", err)
	}
	return kept, readAt, nil
}

// Look reads the feed and keeps what it lists.
func (w *Watch) Look(ctx context.Context) error {
	if w.where == "" {
		return nil
	}
	fresh, err := Read(ctx, w.where)
	if err != nil {
		return err
	}
	kept, readAt, err := w.kept(ctx)
	if err != nil {
		return err
	}
	merged := Merge(kept, fresh)
	if RunsOut(merged, w.now()) {
		w.log.WarnContext(ctx, "the bank holidays that are published run out in less than a year", "until", Until(merged).Format(time.DateOnly))
	}
	if slices.Equal(kept, merged) && w.now().Sub(readAt) < feedEvery {
		return nil
	}
	text, err := write(merged)
	if err != nil {
		return err
	}
	return w.copies.KeepBankHolidays(ctx, text, Until(merged).Format(time.DateOnly), w.now())
}

// Run follows the feed until ctx ends.
func (w *Watch) Run(ctx context.Context) {
	if w.where == "" {
		return
	}
	feed, kept := time.NewTicker(feedEvery), time.NewTicker(keptEvery)
	defer feed.Stop()
	defer kept.Stop()
	for look := true; ; {
		if look {
			w.warn(ctx, "the bank holidays could not be read: what was kept stands", w.Look(ctx))
		}
		w.warn(ctx, "the kept bank holidays could not be read: what was known stands", w.Load(ctx))
		select {
		case <-ctx.Done():
			return
		case <-feed.C:
			look = true
		case <-kept.C:
			look = false
		}
	}
}

func (w *Watch) warn(ctx context.Context, says string, err error) {
	if err != nil && ctx.Err() == nil {
		w.log.WarnContext(ctx, says, "why", strings.ReplaceAll(err.Error(), "\n", "; ")) // days, of which nobody is part
	}
}
