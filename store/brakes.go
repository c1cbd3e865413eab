package store

import (
	"context"
	"time"

	"beacon/messaging"
)

var _ messaging.Brakes = (*DB)(nil)

// countedAt is when the attempt began that the ceilings count; none where nothing can
// have left.
func countedAt(d messaging.Delivery) Time {
	if d.State.Doubtful() || d.State.Left() {
		return Time{d.BegunAt}
	}
	return Time{}
}

// finishedAt is when it was known how an attempt ended for good; none before that,
// and where there was none.
func finishedAt(d messaging.Delivery) Time {
	switch {
	case d.State == messaging.StateDelivered || d.State == messaging.StateUndelivered:
		return Time{d.ReportedAt}
	case d.State == messaging.StateRefused && !d.SettledAt.IsZero():
		return Time{d.SettledAt} // by the provider: what safe contact refused was never settled
	}
	return Time{}
}

// Look reads the pauses that stand and counts what the ceilings limit. It is a read:
// senders who look at once do not see each other's message, so that a ceiling may be
// passed by as many messages as there are senders, less one.
func (db *DB) Look(ctx context.Context, d messaging.Delivery, c messaging.Ceilings, at time.Time) (messaging.Pauses, messaging.Traffic, error) {
	pauses, err := db.Pauses(ctx, at)
	if err != nil || len(pauses) > 0 && held(pauses, d, at) {
		return pauses, messaging.Traffic{}, err // what is paused need not be counted
	}
	var t messaging.Traffic
	s := db.read()
	hour, day := at.Add(-c.HourLong()), at.Add(-c.DayLong())
	if c.VictimHour > 0 || c.VictimDay > 0 {
		if err := s.countVictim(ctx, d.CaseID, hour, day, &t); err != nil {
			return nil, t, doing("count messages", err)
		}
	}
	if c.Template > 0 || c.Overall > 0 {
		if err := s.countAll(ctx, string(d.Template), hour, &t); err != nil {
			return nil, t, doing("count messages", err)
		}
	}
	return pauses, t, nil
}

func held(pauses messaging.Pauses, d messaging.Delivery, at time.Time) bool {
	_, held := pauses.Holding(d, at)
	return held
}

// The counts of a span and of a part of it, in one reading of an index.
const (
	countVictim = `select count(*) as n, min(counted_at) as oldest,
		count(case when counted_at > ? then 1 end) as part, min(case when counted_at > ? then counted_at end) as oldest_part
		from deliveries where case_id = ? and counted_at > ?`
	countAll = `select count(*) as n, min(counted_at) as oldest,
		count(case when template = ? then 1 end) as part, min(case when template = ? then counted_at end) as oldest_part
		from deliveries where counted_at > ?`
)

type countRow struct {
	N          int  `db:"n"`
	Oldest     Time `db:"oldest"`
	Part       int  `db:"part"`
	OldestPart Time `db:"oldest_part"`
}

func (r countRow) counts() (whole, part messaging.Count) {
	return messaging.Count{N: r.N, Oldest: r.Oldest.Time}, messaging.Count{N: r.Part, Oldest: r.OldestPart.Time}
}

func (s session) countVictim(ctx context.Context, caseID string, hour, day time.Time, t *messaging.Traffic) error {
	var row countRow
	err := s.one(ctx, &row, countVictim, Time{hour}, Time{hour}, caseID, Time{day})
	t.VictimDay, t.VictimHour = row.counts()
	return err
}

func (s session) countAll(ctx context.Context, template string, hour time.Time, t *messaging.Traffic) error {
	var row countRow
	err := s.one(ctx, &row, countAll, template, template, Time{hour})
	t.Overall, t.Template = row.counts()
	return err
}

const (
	lastResumed = `select max(case when ended_at is not null then ended_at else until end) as at from pauses
		where ended_at <= ? or (ended_at is null and until <= ?)`
	countBegun   = `select count(*) from deliveries where counted_at > ?`
	lastFinished = `select state from deliveries where provider = ? and finished_at > ? order by finished_at desc limit ?`
)

// Signs counts what an anomaly is told by, from when the latest pause ended at most.
func (db *DB) Signs(ctx context.Context, l messaging.Looking) (messaging.Signs, error) {
	s := db.read()
	var resumed struct {
		At Time `db:"at"`
	}
	if err := s.one(ctx, &resumed, lastResumed, Time{l.At}, Time{l.At}); err != nil {
		return messaging.Signs{}, doing("read signs", err)
	}
	since := func(t time.Time) Time {
		if resumed.At.After(t) {
			return resumed.At
		}
		return Time{t}
	}
	var out messaging.Signs
	if err := s.one(ctx, &out.Began, countBegun, since(l.BegunSince)); err != nil {
		return messaging.Signs{}, doing("read signs", err)
	}
	var states []string
	if err := s.all(ctx, &states, lastFinished, l.Provider, since(l.FinishedSince), l.Last); err != nil {
		return messaging.Signs{}, doing("read signs", err)
	}
	out.Finished = len(states)
	for _, state := range states {
		if messaging.State(state) != messaging.StateDelivered {
			out.Failed++
		}
	}
	return out, nil
}
