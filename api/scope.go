package api

import (
	"time"

	"beacon/casework"
)

// adultFrom is the age from which a victim is this service's to support; younger
// ones are children's services'.
const adultFrom = 16

// underAgeOn says whether somebody is too young on the London date of a moment. A
// birthday on 29 February comes on 1 March where there is none.
func underAgeOn(born, at time.Time) bool {
	y, m, d := at.In(casework.London).Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return born.AddDate(adultFrom, 0, 0).After(today)
}
