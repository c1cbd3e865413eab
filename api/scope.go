package api

import (
	"time"

	"beacon/casework"
)

// adultFrom is the age from which a victim is this service's to support; younger
// ones are children's services'.
const adultFrom = 16

// grownUpAt is the age under which a victim has Enhanced Rights for that alone.
const grownUpAt = 18

// youngerOn says whether somebody is younger than an age on the London date of a moment. A
// birthday on 29 February comes on 1 March where there is none.
func youngerOn(born, at time.Time, age int) bool {
	y, m, d := at.In(casework.London).Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return born.AddDate(age, 0, 0).After(today)
}
