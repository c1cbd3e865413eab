package explanation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
	"beacon/store"
)

// Facts are what an explanation rests on: what was recorded of one case.
type Facts struct {
	Case       *casework.Case
	Lines      []casework.Line // in the order in which they came to be known
	Deliveries []messaging.Delivery
	Points     []safecontact.Point
	NoTexts    bool // the victim needs a call where others are sent a text
	Sealed     *store.Sealed
	Pauses     messaging.Pauses         // of all messages of the service
	Roles      map[string]casework.Role // what somebody is, by their subject, where they are one thing
}

// Read reads what was recorded of a case, and what stands at a moment. store.ErrNotFound:
// no such case has been published.
func Read(ctx context.Context, db *store.DB, id string, now time.Time) (Facts, error) {
	row, err := db.Case(ctx, id)
	if err != nil {
		return Facts{}, err
	}
	var f Facts
	if f.Case, err = casework.Restore(row.State); err != nil {
		return Facts{}, err
	}
	if f.Lines, err = linesOf(ctx, db, id); err != nil {
		return Facts{}, err
	}
	if f.Deliveries, err = db.Deliveries(ctx, id); err != nil {
		return Facts{}, err
	}
	if f.Sealed, err = db.Sealed(ctx, id); err != nil {
		return Facts{}, err
	}
	if f.Pauses, err = db.Pauses(ctx, now); err != nil {
		return Facts{}, err
	}
	return f, f.readPeople(ctx, db)
}

// longestPage is how many lines of a timeline are read at once.
const longestPage = 500

func linesOf(ctx context.Context, db *store.DB, id string) (all []casework.Line, err error) {
	for cursor := ""; ; {
		page, err := db.Timeline(ctx, id, cursor, longestPage)
		if err != nil {
			return nil, err
		}
		for _, l := range page.Items {
			all = append(all, l.Line)
		}
		if page.Next == "" {
			return all, nil
		}
		cursor = page.Next
	}
}

// readPeople reads how the victim may be reached, by the IDs of contact points alone,
// and what those are who acted.
func (f *Facts) readPeople(ctx context.Context, db *store.DB) error {
	switch contact, err := db.Contact(ctx, f.Case.ID); {
	case errors.Is(err, store.ErrNotFound): // nothing is kept of them any more
	case err != nil:
		return err
	default:
		for _, p := range contact.Points {
			f.Points = append(f.Points, p.Point)
		}
		for _, n := range contact.Needs {
			f.NoTexts = f.NoTexts || n == messaging.CallNotText
		}
	}
	f.Roles = map[string]casework.Role{}
	for _, l := range f.Lines {
		if _, known := f.Roles[l.By]; known || l.By == "" {
			continue
		}
		f.Roles[l.By] = ""
		staff, err := db.StaffOf(ctx, l.By)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("explain: %w", err)
		}
		if len(staff.Roles) == 1 {
			f.Roles[l.By] = staff.Roles[0]
		}
	}
	return nil
}
