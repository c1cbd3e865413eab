package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// Daypart is one row of the parts of the day in which calls are made, in hours of
// the London clock.
type Daypart struct {
	Name   string
	Says   string
	From   int
	To     int
	IfSafe bool // only where the victim said that it is safe, or the risk is high
}

// Dayparts lists the parts of the day. Attempts fall in different ones, because who
// does not answer in the morning may answer in the evening.
// Source: the proposed contact standard, "morning, midday, late afternoon, evening if safe".
var Dayparts = []Daypart{
	{"morning", "in the morning", 8, 12, false},
	{"midday", "around midday", 12, 14, false},
	{"late_afternoon", "in the late afternoon", 15, 18, false},
	{"evening", "in the evening", 18, 21, true},
}

// CallHours is one row of when calls are made at all, in hours of the London clock.
type CallHours struct {
	Says     string
	Days     []time.Weekday
	Holidays bool // on bank holidays too
	Evenings bool // in the evening too, though the victim has not said that it is safe
	From     int
	To       int
}

// When calls are made. Nobody is called outside of these hours unless the victim
// said that another time is safe.
// Source: this product's own, after the hours in which messages may leave; high risk
// is counted in clock hours including weekends.
var (
	OrdinaryCalls = CallHours{"ordinarily",
		[]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}, false, false, 9, 20}
	AnyDayCalls = CallHours{"where the protocol says any day",
		[]time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}, true, true, 8, 21}
)

// on says whether calls are made on a London date.
func (h CallHours) on(date time.Time, days victimscode.Calendar) bool {
	return slices.Contains(h.Days, date.Weekday()) && (h.Holidays || !days.BankHoliday(date.Date()))
}
