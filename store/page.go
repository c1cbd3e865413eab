package store

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
)

// Page is part of a list. Next is where the following page begins; empty: there is
// no more. Rows that are added or change while somebody reads on neither repeat
// nor hide one that stays where it was.
type Page[T any] struct {
	Items []T
	Next  Cursor
}

// Cursor is a place in a list, opaque to whoever carries it. Empty is the beginning.
type Cursor = string

// How many rows a list answers with.
const (
	ordinaryPage = 50
	longestPage  = 500
)

// atMost is how many rows are meant by a limit; zero or less: the ordinary page.
func atMost(limit int) int {
	if limit <= 0 {
		return ordinaryPage
	}
	return min(limit, longestPage)
}

// cursorAt writes the place of a row, by the name of its list and its sort key.
func cursorAt(list string, key ...string) Cursor {
	b, _ := json.Marshal(append([]string{list}, key...)) // strings are always JSON
	return base64.RawURLEncoding.EncodeToString(b)
}

// place reads a cursor: the sort key of the last row before it; nil at the
// beginning. Each part of the key is checked by the function in its position.
func place(c Cursor, list string, checks ...func(string) bool) ([]any, error) {
	if c == "" {
		return nil, nil
	}
	var parts []string
	b, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil || json.Unmarshal(b, &parts) != nil || len(parts) != len(checks)+1 || parts[0] != list {
		return nil, ErrCursor
	}
	key := make([]any, len(checks))
	for i, ok := range checks {
		if !ok(parts[i+1]) {
			return nil, ErrCursor
		}
		key[i] = parts[i+1]
	}
	return key, nil
}

func isMoment(s string) bool {
	var t Time
	return t.Scan(s) == nil
}

func isWord(s string) bool { return s != "" && keepable([]any{s}) }

// shown is every row as readers see it.
func shown[R, T any](rows []R, as func(R) T) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = as(r)
	}
	return out
}

// pageOf cuts rows, of which one more than limit was read, to a page.
func pageOf[T any](rows []T, limit int, at func(T) Cursor) Page[T] {
	if len(rows) <= limit {
		return Page[T]{Items: rows}
	}
	rows = slices.Clip(rows[:limit])
	return Page[T]{Items: rows, Next: at(rows[limit-1])}
}

// where gathers the conditions of a select, with their parameters.
type where struct {
	conditions []string
	args       []any
}

func (w *where) and(condition string, args ...any) {
	w.conditions = append(w.conditions, condition)
	w.args = append(w.args, args...)
}

// is adds a condition on a column, unless the value wanted is empty.
func (w *where) is(condition, wanted string) {
	if wanted != "" {
		w.and(condition, wanted)
	}
}

// word adds a condition on a column that has one of a few words, unless none is wanted. The
// word stands in the statement itself: of some there are a million rows and of others none,
// and PostgreSQL, which knows that of a word and not of a parameter, would plan anew each
// time to find out. What is not such a word is a parameter like any other.
func (w *where) word(condition, wanted string) {
	if strings.Trim(wanted, "abcdefghijklmnopqrstuvwxyz_") != "" {
		w.is(condition, wanted)
	} else if wanted != "" {
		w.and(strings.Replace(condition, "?", "'"+wanted+"'", 1))
	}
}

// either adds the condition for yes or the one for no, unless neither is wanted.
func (w *where) either(wanted *bool, yes, no string) {
	switch {
	case wanted == nil:
	case *wanted:
		w.and(yes)
	default:
		w.and(no)
	}
}

func (w *where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " where " + strings.Join(w.conditions, " and ")
}

// copy is the same conditions, to which others can be added.
func (w *where) copy() where {
	return where{slices.Clone(w.conditions), slices.Clone(w.args)}
}
