package extract

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// Report accounts for every row that was read: the six outcomes add up to Rows.
type Report struct {
	Rows      int
	Accepted  int // 201, 202: a case was opened, or will be
	Updated   int // 200: a newer version, or another crime of a victim whose case is open
	Duplicate int // 200: known already
	Rejected  int // 422, 409, other refusals of the row itself, or refused before sending
	Failed    int // no lasting answer could be had
	NotSent   int // the import had stopped before their turn

	Repaired int // rows in which something was repaired on the way
	Warned   int // rows accepted or updated with a warning of the API

	Codes          map[string]int // why rows were rejected or failed, rows by code
	IgnoredColumns []string       // columns of the file which nobody knows
	Interrupted    bool           // the context was cancelled before the end
	Unread         bool           // the file was not read to its end
	Path           string         // of the report file
	Took           time.Duration
}

// ExitCode is 0 when every row got its answer, a rejection included, and 1 when
// the import is to be repeated.
func (r Report) ExitCode() int {
	if r.Failed > 0 || r.NotSent > 0 || r.Interrupted || r.Unread {
		return 1
	}
	return 0
}

func (r Report) of(what outcome) int {
	switch what {
	case accepted:
		return r.Accepted
	case updated:
		return r.Updated
	case duplicate:
		return r.Duplicate
	case rejected:
		return r.Rejected
	case failed:
		return r.Failed
	case notSent:
		return r.NotSent
	}
	return 0
}

// add counts one row.
func (r *Report) add(res result) {
	r.Rows++
	switch res.outcome {
	case accepted:
		r.Accepted++
	case updated:
		r.Updated++
	case duplicate:
		r.Duplicate++
	case rejected:
		r.Rejected++
	case failed:
		r.Failed++
	case notSent:
		r.NotSent++
	}
	if len(res.repairs) > 0 {
		r.Repaired++
	}
	switch res.outcome {
	case rejected, failed:
		r.addCodes(res.notes)
	case accepted, updated:
		if len(res.notes) > 0 {
			r.Warned++
		}
	}
}

// maxCodes bounds what a strange API can make us remember.
const maxCodes = 100

func (r *Report) addCodes(notes []Problem) {
	if r.Codes == nil {
		r.Codes = map[string]int{}
	}
	seen := map[string]bool{}
	for _, n := range notes {
		if _, known := r.Codes[n.Code]; !seen[n.Code] && (known || len(r.Codes) < maxCodes) {
			r.Codes[n.Code]++
		}
		seen[n.Code] = true
	}
}

// balanced refuses accounts which do not add up to the rows that were read:
// then this package is wrong.
func (r Report) balanced(read int) error {
	sum := 0
	for _, what := range outcomes {
		sum += r.of(what)
	}
	if sum != read || r.Rows != read {
		return fmt.Errorf("%d rows were read but %d are accounted for", read, sum)
	}
	return nil
}

// Print writes the accounts as a small table for people. It holds no personal data.
func (r Report) Print(w io.Writer) error {
	var b strings.Builder
	for _, what := range outcomes {
		fmt.Fprintf(&b, "%8d  %s\n", r.of(what), strings.ReplaceAll(string(what), "_", " "))
	}
	fmt.Fprintf(&b, "%8d  rows read, in %s\n", r.Rows, r.Took.Round(100*time.Millisecond))
	for _, code := range r.codesByRows() {
		fmt.Fprintf(&b, "          %6d  %s\n", r.Codes[code], code)
	}
	if r.Repaired > 0 {
		fmt.Fprintf(&b, "%d rows were repaired on the way (encoding or date)\n", r.Repaired)
	}
	if r.Warned > 0 {
		fmt.Fprintf(&b, "%d rows were taken with a warning\n", r.Warned)
	}
	if len(r.IgnoredColumns) > 0 {
		fmt.Fprintf(&b, "%d unknown columns were ignored\n", len(r.IgnoredColumns))
	}
	if r.Interrupted || r.NotSent > 0 {
		fmt.Fprintf(&b, "stopped before the end: run the same import again to go on, nothing is taken twice\n")
	}
	if r.Unread {
		fmt.Fprintf(&b, "the file was not read to its end\n")
	}
	fmt.Fprintf(&b, "every row: %s\n", r.Path)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("print the accounts: %w", err)
	}
	return nil
}

func (r Report) codesByRows() []string {
	codes := slices.Sorted(maps.Keys(r.Codes))
	slices.SortStableFunc(codes, func(a, b string) int { return r.Codes[b] - r.Codes[a] })
	return codes
}
