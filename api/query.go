package api

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/store"
)

// query is the query string of a list, read as strictly as a body. Its faults are
// at "?name".
type query struct {
	values url.Values
	read   []string
	faults faults
}

// How many rows a page has.
const (
	ordinaryPage = 50
	longestPage  = 100
)

func queryOf(c echo.Context) *query {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	q := &query{values: values}
	if err != nil {
		q.faults.wrong("?", "malformed", "cannot be read as a query string")
	}
	return q
}

func (q *query) value(name string) (string, bool) {
	q.read = append(q.read, name)
	given := q.values[name]
	if len(given) > 1 {
		q.faults.wrong("?"+name, "repeated_field", "stands twice")
	}
	if len(given) != 1 {
		return "", false
	}
	return given[0], true
}

// text reads a parameter by a rule.
func (q *query) text(name string, rule rule) string {
	v, ok := q.value(name)
	if !ok {
		return ""
	}
	return rule.read(v, "?"+name, &q.faults)
}

// must reads a parameter by a rule, and adds a fault where it is missing.
func (q *query) must(name string, rule rule) string {
	if len(q.values[name]) == 0 {
		q.faults.wrong("?"+name, "missing", "is missing")
	}
	return q.text(name, rule)
}

// listed reads a parameter that is one of a list of words.
func listed[T ~string](q *query, name string, allowed []T) string {
	v, ok := q.value(name)
	if ok && !slices.Contains(allowed, T(v)) {
		q.faults.wrong("?"+name, "not_listed", "must be one of "+words(allowed))
	}
	return v
}

func (q *query) flag(name string) *bool {
	v, ok := q.value(name)
	if !ok {
		return nil
	}
	yes := v == "true"
	if !yes && v != "false" {
		q.faults.wrong("?"+name, "not_a_boolean", "must be true or false")
	}
	return &yes
}

func (q *query) id(name string) string {
	v, ok := q.value(name)
	if !ok {
		return ""
	}
	id, ok := uuidOf(v)
	if !ok {
		q.faults.wrong("?"+name, "not_a_uuid", "must be a UUID")
	}
	return id
}

func (q *query) moment(name string) time.Time {
	v, ok := q.value(name)
	if !ok {
		return time.Time{}
	}
	return readMoment(v, func(code, detail string) { q.faults.wrong("?"+name, code, detail) })
}

// limit reads how many rows are wanted.
func (q *query) limit() int {
	v, ok := q.value("limit")
	if !ok {
		return ordinaryPage
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > longestPage {
		q.faults.wrong("?limit", "out_of_range", "must be between 1 and "+strconv.Itoa(longestPage))
	}
	return n
}

// cursor reads where the page begins; whether it is one, the store knows.
func (q *query) cursor() string {
	v, _ := q.value("cursor")
	return v
}

// end is everything wrong with the query, parameters nobody knows among it.
func (q *query) end() error {
	for name := range q.values {
		if !slices.Contains(q.read, name) {
			q.faults.wrong("?"+step(name), "unknown_field", "is not a parameter of this")
		}
	}
	if p := q.faults.problem(); p != nil {
		return p
	}
	return nil
}

// badCursor tells a cursor that the store did not know.
func badCursor(err error) error {
	if !errors.Is(err, store.ErrCursor) {
		return err
	}
	var f faults
	f.wrong("?cursor", "not_a_cursor", "is not one that this list has given")
	return f.problem()
}

// listing is a page of a list.
type listing[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"` // the cursor of the next page; none: this is the last
}

func listingOf[R, T any](p store.Page[R], show func(R) T) listing[T] {
	out := listing[T]{Items: make([]T, len(p.Items)), Next: p.Next}
	for i, r := range p.Items {
		out.Items[i] = show(r)
	}
	return out
}
