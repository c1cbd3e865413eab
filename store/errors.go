package store

import "errors"

// What an operation can answer instead of doing what was asked; errors.Is tells
// them apart. None of their texts holds anything about a person.
var (
	// ErrUnavailable is any failure of the database itself: no connection, locked,
	// out of time or space. Asking again later may mend it.
	ErrUnavailable = errors.New("the database is not available")
	// ErrNotFound says that there is no such thing, or not one which this case has.
	ErrNotFound = errors.New("not found")
	// ErrMigrations says that the schema is not the one this program was built for.
	ErrMigrations = errors.New("the database schema does not fit this program")
	// ErrKeyReused says that an idempotency key already stands for something else.
	ErrKeyReused = errors.New("this idempotency key was used for something else")
	// ErrConflict says that something else is already known by the same identity.
	ErrConflict = errors.New("this is already known, and is not the same")
	// ErrCursor says that a cursor was not one that this list had given.
	ErrCursor = errors.New("this is not a cursor of this list")
	// ErrKeys says that something is sealed, or is to be, and cannot be: no keys were
	// given, or it does not open with them.
	ErrKeys = errors.New("the data keys are missing or do not fit")
	// ErrText says that a text cannot be kept: it is not UTF-8, or holds a NUL.
	ErrText = errors.New("a text is not UTF-8 or holds a NUL character")
)
