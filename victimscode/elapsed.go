package victimscode

import "time"

// Between counts the working days after the London date of a moment, up to and with
// that of another: 0 on the same day, and where the other is not later.
func (c Calendar) Between(from, until time.Time) int {
	n := 0
	last := noon(until.In(London))
	for at := noon(from.In(London)).AddDate(0, 0, 1); !at.After(last); at = at.AddDate(0, 0, 1) {
		if c.WorkingDay(at) {
			n++
		}
	}
	return n
}
