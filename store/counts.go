package store

import (
	"context"

	"beacon/casework"
	"beacon/messaging"
)

// Counts is how much there is of everything, for metrics. Nothing in it is about
// one person.
type Counts struct {
	Cases      []CaseCount
	Tasks      []TaskCount // open ones
	Deliveries []DeliveryCount
}

// Backlog is how much waits that nobody has taken yet.
type Backlog struct {
	Untaken   int // referrals that no workflow has taken
	Unhandled int // news that no case has been told
	Unclaimed int // texts whose sender nobody has
}

// CaseCount is how many cases are at a stage with a grade.
type CaseCount struct {
	Stage casework.Stage `db:"stage"`
	Grade casework.Grade `db:"grade"`
	N     int            `db:"n"`
}

// TaskCount is how many tasks of a kind are open.
type TaskCount struct {
	Kind casework.TaskKind `db:"kind"`
	N    int               `db:"n"`
}

// DeliveryCount is how many messages are in a state.
type DeliveryCount struct {
	State messaging.State `db:"state"`
	N     int             `db:"n"`
}

// An index has all that is counted whole, where PostgreSQL finds that it is less to read.
const (
	countCases      = `select stage, grade, count(*) as n from cases group by stage, grade order by stage, grade`
	countOpenTasks  = `select kind, count(*) as n from tasks where ended is null group by kind order by kind`
	countDeliveries = `select state, count(*) as n from deliveries group by state order by state`
)

// Counts counts everything there is: it takes as long as there is much.
func (db *DB) Counts(ctx context.Context) (Counts, error) {
	var c Counts
	s := db.read()
	for _, q := range []struct {
		into  any
		query string
	}{{&c.Cases, countCases}, {&c.Tasks, countOpenTasks}, {&c.Deliveries, countDeliveries}} {
		if err := s.all(ctx, q.into, q.query); err != nil {
			return Counts{}, doing("count", err)
		}
	}
	return c, nil
}

// Backlog counts it, and reads nothing else.
func (db *DB) Backlog(ctx context.Context) (b Backlog, err error) {
	for _, q := range []struct {
		into  *int
		query string
	}{
		{&b.Untaken, `select count(*) from referral_versions v join referrals r on r.ref = v.ref and r.newest = v.version where not v.taken`},
		{&b.Unhandled, `select count(*) from news where not handled`},
		{&b.Unclaimed, `select count(*) from inbound where not claimed`},
	} {
		if err := db.read().one(ctx, q.into, q.query); err != nil {
			return Backlog{}, doing("count what waits", err)
		}
	}
	return b, nil
}
