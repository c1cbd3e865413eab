package casework

import (
	"strconv"
	"time"
)

// Distance is how far a victim has come between two assessments of need, by their own
// scores and by the worker's, which are never mixed. An answer that is not a number
// is not compared with anything, and never counts as zero.
type Distance struct {
	From   time.Time      `json:"from"`   // when the assessment at the start was made, UTC
	To     time.Time      `json:"to"`     // when the one it is compared with was made, UTC
	Moment Moment         `json:"moment"` // the moment of that one
	Areas  []AreaDistance `json:"areas"`  // every area, in the order of Areas
	Victim Travelled      `json:"victim"`
	Worker Travelled      `json:"worker"`
}

// AreaDistance is how far one area has come; nil where either score is no number.
type AreaDistance struct {
	Area   Area `json:"area"`
	Victim *int `json:"victim,omitempty"`
	Worker *int `json:"worker,omitempty"`
}

// Travelled sums up the areas that could be compared.
type Travelled struct {
	Compared int `json:"compared"` // in how many areas both scores are numbers
	Sum      int `json:"sum"`      // of the differences; above zero is for the better
	Better   int `json:"better"`   // areas
	Same     int `json:"same"`
	Worse    int `json:"worse"`
}

// DistanceBetween compares two assessments of need. It is pure.
func DistanceBetween(from, to NeedsRecord) Distance {
	d := Distance{From: from.At, To: to.At, Moment: to.Moment, Areas: make([]AreaDistance, len(Areas))}
	for i, a := range Areas {
		d.Areas[i] = AreaDistance{
			Area: a, Victim: d.Victim.add(from.Areas[a].Victim, to.Areas[a].Victim), Worker: d.Worker.add(from.Areas[a].Worker, to.Areas[a].Worker),
		}
	}
	return d
}

// DistanceOf compares the start of the support as it is now with the latest
// assessment after it, and with the one at the end; nil where there is none yet.
func DistanceOf(records []NeedsRecord) (latest, end *Distance) {
	if len(records) == 0 {
		return nil, nil
	}
	now := records[lastStart(records):]
	for _, r := range now[1:] {
		d := DistanceBetween(now[0], r)
		latest = &d
		if r.Moment == AtEnd {
			end = &d
		}
	}
	return latest, end
}

// add compares two scores of one area; nil where they cannot be compared.
func (t *Travelled) add(from, to Score) *int {
	a, first := from.number()
	b, second := to.number()
	if !first || !second {
		return nil
	}
	by := b - a
	t.Compared++
	t.Sum += by
	switch {
	case by > 0:
		t.Better++
	case by < 0:
		t.Worse++
	default:
		t.Same++
	}
	return &by
}

// number is a score from 1 to 5; false: it is an answer that is not a number.
func (s Score) number() (int, bool) {
	n, err := strconv.Atoi(string(s))
	return n, err == nil && s.valid()
}
