package simulate

import (
	"fmt"
	"time"

	"beacon/casework"
	"beacon/internal/extract"
)

// Options says which year to live through.
type Options struct {
	Referrals int    // in the first month, 1 to extract.MaxReferrals
	Seed      uint64 // one seed is one year
	Days      int    // how long it is watched; Year if 0
	Unchecked bool   // leaves the invariants out, to measure the cases alone

	// Watch is told of every step that is looked at, before what it wrote is published;
	// nil: nobody is. It changes nothing.
	Watch func(Look)

	// Heard is told of every command that a case is given, whether it is taken or not, by
	// the case's number; nil: nobody is. It changes nothing.
	Heard func(file int, at time.Time, m casework.Command)

	// Policy is the service's; the ordinary one if zero.
	Policy casework.Policy
}

// How long is usually watched.
const (
	Year  = 365      // the days of a year
	Month = 30       // the days in which the referrals of the first month are reported
	most  = 4 * Year // more than the longest case is watched for
)

// day is what is counted in; a case counts in clock time.
const day = 24 * time.Hour

// ready fills in what was left out, or says what makes no sense.
func (o Options) ready() (Options, error) {
	if o.Days == 0 {
		o.Days = Year
	}
	switch {
	case o.Referrals < 1 || o.Referrals > extract.MaxReferrals:
		return o, fmt.Errorf("simulate: referrals must be 1 to %d, not %d", extract.MaxReferrals, o.Referrals)
	case o.Days < 1 || o.Days > most:
		return o, fmt.Errorf("simulate: days must be 1 to %d, not %d", most, o.Days)
	}
	if o.Policy == (casework.Policy{}) {
		o.Policy = casework.Ordinary()
	}
	return o, nil
}
