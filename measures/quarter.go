package measures

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"beacon/victimscode"
)

// Quarter is a quarter of a calendar year, by the clock in London.
type Quarter struct {
	Year int
	N    int // 1 to 4
}

// Why no return can be made of a quarter.
var (
	ErrNoQuarter = errors.New("must be a quarter of a year, such as 2026-Q3")
	ErrNotBegun  = errors.New("has not begun: nothing can have fallen due in it")
)

var quarterShape = regexp.MustCompile(`^(20[1-9][0-9])-Q([1-4])$`)

// ParseQuarter reads a quarter as String writes it.
func ParseQuarter(text string) (Quarter, error) {
	found := quarterShape.FindStringSubmatch(text)
	if found == nil {
		return Quarter{}, ErrNoQuarter
	}
	year, _ := strconv.Atoi(found[1]) // as the pattern has it
	n, _ := strconv.Atoi(found[2])
	return Quarter{year, n}, nil
}

// String writes the quarter as in 2026-Q3.
func (q Quarter) String() string { return fmt.Sprintf("%d-Q%d", q.Year, q.N) }

// From is its first moment, UTC.
func (q Quarter) From() time.Time {
	return time.Date(q.Year, time.Month(3*q.N-2), 1, 0, 0, 0, 0, victimscode.London).UTC()
}

// Until is the first moment after it, UTC.
func (q Quarter) Until() time.Time {
	return time.Date(q.Year, time.Month(3*q.N+1), 1, 0, 0, 0, 0, victimscode.London).UTC()
}

// Begun refuses a quarter that has yet to begin.
func (q Quarter) Begun(now time.Time) error {
	if now.Before(q.From()) {
		return ErrNotBegun
	}
	return nil
}
