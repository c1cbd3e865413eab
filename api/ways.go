package api

import (
	"context"
	"slices"
	"time"

	"beacon/casework"
	"beacon/safecontact"
	"beacon/store"
)

// ways is what a case is told of all of a victim's contact points together.
type ways struct {
	left  bool             // at least one may be used, by some channel
	call  bool             // at least one may be used to call
	hours []casework.Hours // when one may be called; none: at any time
}

// ways says how a victim may be reached, as it now stands with everything else that
// is known.
func (a *API) ways(ctx context.Context, caseID string) (ways, error) {
	points, err := a.db.PointsOf(ctx, caseID)
	return waysBy(points, a.cfg.Now()), err
}

func waysBy(points []store.Point, now time.Time) (found ways) {
	always := false
	for _, p := range points {
		found.left = found.left || usable(p, now)
		if !mayUse(p, safecontact.ByCall, now) {
			continue
		}
		found.call = true
		always = always || len(p.Windows) == 0
		found.hours = append(found.hours, hoursOf(p.Windows)...)
	}
	if always {
		found.hours = nil
	}
	return found
}

// hoursOf writes windows as the case has them.
func hoursOf(windows []safecontact.Window) (hours []casework.Hours) {
	for _, w := range windows {
		h := casework.Hours{From: int(w.From), To: int(w.To)}
		for _, d := range w.Days {
			if i := slices.Index(safecontact.Days[:], d); i >= 0 {
				h.Days = append(h.Days, time.Weekday(i))
			}
		}
		hours = append(hours, h)
	}
	return hours
}
