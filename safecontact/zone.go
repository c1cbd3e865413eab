package safecontact

import (
	"time"
	_ "time/tzdata" // windows are London wall time wherever the program runs
)

// London is the zone in which every window and every quiet hour is meant.
var London = london()

func london() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // the zone is built in, so only a broken build comes here
	}
	return zone
}
