package store

import (
	"context"
	"time"

	"beacon/casework"
	"beacon/messaging"
	"beacon/victimscode"
)

// OutboxAge is how many messages were decided and are in a state that is not their end,
// and since when the oldest of them has been there.
type OutboxAge struct {
	State messaging.State
	N     int
	Since time.Time
}

// oldestUnsettled reads by the index of states: what is settled is most of the table.
const oldestUnsettled = `select count(*) as n, coalesce(min(entered_at), '') as since from deliveries where state = ?`

// Unsettled are the states that are not a message's end.
var Unsettled = []messaging.State{messaging.StateWaiting, messaging.StateSending, messaging.StateUnknown, messaging.StateNotSent}

// OutboxAges says how old the outbox is, by state, each state once.
func (db *DB) OutboxAges(ctx context.Context) ([]OutboxAge, error) {
	out := make([]OutboxAge, len(Unsettled))
	for i, state := range Unsettled {
		var row struct {
			N     int    `db:"n"`
			Since string `db:"since"`
		}
		err := db.read().one(ctx, &row, oldestUnsettled, string(state))
		if err != nil {
			return nil, doing("count the outbox", err)
		}
		out[i] = OutboxAge{State: state, N: row.N}
		if row.N > 0 {
			var since Time
			if err := since.Scan(row.Since); err != nil {
				return nil, doing("count the outbox", err)
			}
			out[i].Since = since.Time
		}
	}
	return out, nil
}

// TaskAge is how many tasks of a role are overdue in cases of a grade, counted to a
// thousand, and since when the longest of them is.
type TaskAge struct {
	Role  casework.Role
	Grade casework.Grade // empty: not known
	N     int
	Since time.Time
}

// overdueOf reads in the order of an index, and no further than it counts.
const overdueOf = `select count(*) as n, coalesce(min(due), '') as since from
	(select t.due from tasks t where t.ended is null and t.role = ? and t.weight = ? and t.due < ? order by t.due limit ?) o`

// TaskAges says what is overdue, by every role and grade.
func (db *DB) TaskAges(ctx context.Context, now time.Time) ([]TaskAge, error) {
	var out []TaskAge
	for _, role := range casework.Roles {
		for _, grade := range append([]casework.Grade{""}, casework.Grades...) {
			age := TaskAge{Role: role, Grade: grade}
			for _, weight := range prioritiesOf(grade) {
				var row struct {
					N     int    `db:"n"`
					Since string `db:"since"`
				}
				if err := db.read().one(ctx, &row, overdueOf, string(role), weight, written(now), countsTo); err != nil {
					return nil, doing("count overdue tasks", err)
				}
				var since Time
				if row.N > 0 {
					if err := since.Scan(row.Since); err != nil {
						return nil, doing("count overdue tasks", err)
					}
					if age.N == 0 || since.Before(age.Since) {
						age.Since = since.Time
					}
				}
				age.N = min(age.N+row.N, countsTo)
			}
			out = append(out, age)
		}
	}
	return out, nil
}

// prioritiesOf are those of tasks of exactly one grade; empty: of none.
func prioritiesOf(g casework.Grade) []int {
	if g != "" {
		return casework.Priorities(g)
	}
	var out []int
	for _, p := range casework.Priorities("") {
		known := false
		for _, one := range casework.Grades {
			for _, q := range casework.Priorities(one) {
				known = known || p == q
			}
		}
		if !known {
			out = append(out, p)
		}
	}
	return out
}

// DutySlack counts, by who owes them, the open duties that the Code sets a number for and
// whose time is over by each of some moments, which are in their order.
func (db *DB) DutySlack(ctx context.Context, by []time.Time) (map[victimscode.Body][]int, error) {
	out := map[victimscode.Body][]int{}
	for _, body := range victimscode.Bodies {
		out[body] = make([]int, len(by))
		whole, from := 0, ""
		for i, at := range by {
			var n int
			if err := db.read().one(ctx, &n, dueBetween, string(body), from, written(at)); err != nil {
				return nil, doing("count duties", err)
			}
			whole, from = whole+n, written(at)
			out[body][i] = whole
		}
	}
	return out, nil
}

// dueBetween reads of each moment's duties only those that the moment before had not.
const dueBetween = `select count(*) from duties d where d.met is null and d.ended = '' and d.body = ? and d.aim = false and d.due >= ? and d.due < ?`
