package store

import (
	"context"
	"time"
)

// CourtCount counts what became of the victims of cases in which somebody was charged.
type CourtCount struct {
	Charged         int `db:"charged"`
	Needed          int `db:"needed"`       // of these, those whose victim is, or was, needed at court
	Withdrew        int `db:"withdrew"`     // whose victim withdrew after the charge, and has not taken that back
	NeededWithdrew  int `db:"both"`         // likewise, of those whose victim is, or was, needed
	TakenBack       int `db:"taken_back"`   // whose victim withdrew after the charge and supports it again
	Trials          int `db:"trials"`       // days of trial of which it is known what came
	Ineffective     int `db:"ineffective"`  // of these, those that did not go ahead and were to be listed again
	NotAttended     int `db:"not_attended"` // days on which the victim was needed and was not there
	MeasuresMissing int `db:"unmeasured"`   // days on which special measures were not in place, or failed
	Reasons         []ReasonCount
}

// ReasonCount is how many victims gave a reason for withdrawing after a charge.
type ReasonCount struct {
	Why string `db:"why"`
	N   int    `db:"n"`
}

// Court counts the cases in which somebody was first charged from one moment until
// before another; zero: however long ago, or until now. A case that goes on in another
// is counted there.
func (db *DB) Court(ctx context.Context, from, before time.Time) (CourtCount, error) {
	var w where
	w.and("charged is not null and closed_for <> 'duplicate_merged'")
	if !from.IsZero() {
		w.and("charged >= ?", Time{from})
	}
	if !before.IsZero() {
		w.and("charged < ?", Time{before})
	}
	var c CourtCount
	s := db.read()
	err := s.one(ctx, &c, `select count(*) as charged,
			coalesce(sum(case when needed then 1 else 0 end), 0) as needed,
			coalesce(sum(case when withdrew is not null and not taken_back then 1 else 0 end), 0) as withdrew,
			coalesce(sum(case when withdrew is not null and not taken_back and needed then 1 else 0 end), 0) as both,
			coalesce(sum(case when withdrew is not null and taken_back then 1 else 0 end), 0) as taken_back,
			coalesce(sum(trials), 0) as trials, coalesce(sum(ineffective), 0) as ineffective,
			coalesce(sum(not_attended), 0) as not_attended, coalesce(sum(measures_missing), 0) as unmeasured
		from cases`+w.String(), w.args...)
	if err != nil {
		return CourtCount{}, doing("count what became of cases at court", err)
	}
	w.and("withdrew is not null and not taken_back")
	err = s.all(ctx, &c.Reasons, `select withdrew_why as why, count(*) as n from cases`+w.String()+` group by withdrew_why order by n desc, why`, w.args...)
	if err != nil {
		return CourtCount{}, doing("count why victims withdrew", err)
	}
	return c, nil
}
