package store

import (
	"database/sql/driver"
	"errors"
	"time"
)

// Time is a moment as both databases keep it: text, UTC, milliseconds, always of
// the same width, so that it sorts as text. What is finer than a millisecond is cut
// off. The zero Time is NULL.
type Time struct{ time.Time }

const (
	timeLayout = "2006-01-02T15:04:05.000Z"

	// never stands where a moment is sorted by and there is none.
	never = "9999-12-31T23:59:59.999Z"
)

// momentOf is a moment as it will be read back.
func momentOf(t time.Time) Time { return Time{t.UTC().Truncate(time.Millisecond)} }

// written is a moment as it is kept, for use as a sort key; zero is never.
func written(t time.Time) string {
	if t.IsZero() {
		return never
	}
	return t.UTC().Format(timeLayout)
}

// Value writes the moment.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	u := t.UTC()
	if u.Year() < 0 || u.Year() > 9999 {
		return nil, errors.New("failed to encode a moment outside the years 0 to 9999")
	}
	return u.Format(timeLayout), nil
}

// Scan reads a moment that Value wrote.
func (t *Time) Scan(from any) error {
	var text string
	switch v := from.(type) {
	case nil:
		*t = Time{}
		return nil
	case string:
		text = v
	case []byte:
		text = string(v)
	default:
		return errors.New("a moment is kept as text")
	}
	if text == never {
		*t = Time{}
		return nil
	}
	at, err := time.Parse(timeLayout, text)
	if err != nil {
		return errors.New("a moment is kept as RFC 3339 UTC with milliseconds")
	}
	*t = Time{at}
	return nil
}
