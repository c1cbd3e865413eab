package store

import (
	"context"
	"time"
)

// Glance is the beginning of a list and how many rows the whole of it has: Count, or
// more than Count. Counting ends there, so that a glance costs the same however long
// the list is.
type Glance[T any] struct {
	Items []T
	Count int
	More  bool
}

// countsTo is where counting ends: a supervisor does with a thousand what they would do
// with a million.
const countsTo = 1000

// GlanceTasks looks at the list that Tasks reads by the same filter; its cursor and
// limit do not matter.
func (db *DB) GlanceTasks(ctx context.Context, f TaskFilter, first int) (Glance[TaskRow], error) {
	page, err := db.tasks(ctx, "tasks", f.runs(), "", first)
	if err != nil {
		return Glance[TaskRow]{}, doing("glance at tasks", err)
	}
	query, args := countTasks(f.runs())
	g, err := glance(ctx, db.read(), page, query, args)
	return g, doing("glance at tasks", err)
}

// GlanceCases looks at the list that Cases reads by the same filter; its cursor and
// limit do not matter.
func (db *DB) GlanceCases(ctx context.Context, f CaseFilter, first int) (Glance[CaseRow], error) {
	f.After, f.Limit = "", first
	page, err := db.Cases(ctx, f)
	if err != nil {
		return Glance[CaseRow]{}, doing("glance at cases", err)
	}
	query, args := f.count()
	g, err := glance(ctx, db.read(), page, query, args)
	return g, doing("glance at cases", err)
}

// glance counts a list, unless its first page is the whole of it.
func glance[T any](ctx context.Context, s session, page Page[T], query string, args []any) (Glance[T], error) {
	if page.Next == "" {
		return Glance[T]{Items: page.Items, Count: len(page.Items)}, nil
	}
	var n int
	if err := s.one(ctx, &n, query, args...); err != nil {
		return Glance[T]{}, err
	}
	return Glance[T]{Items: page.Items, Count: min(n, countsTo), More: n > countsTo}, nil
}

// countTasks reads a list in its order, although it only counts: what lies in that order
// is what the list is read by.
func countTasks(runs []run) (string, []any) {
	each, args := together(runs, "1", tasksOrder, countsTo+1)
	return `select count(*) from (` + each + ` limit ?) n`, append(args, countsTo+1)
}

func (f CaseFilter) count() (string, []any) {
	w := f.where()
	return `select count(*) from (select 1 from cases c` + w.String() + ` order by c.next_due, c.id limit ?) n`, append(w.args, countsTo+1)
}

// OwnerOverdue is what one person has not done in time; Owner is empty for what nobody
// has.
type OwnerOverdue struct {
	Owner string
	Count int
	Since time.Time // since when the first of it is overdue
}

// OverdueByOwner says who has the most tasks of a list of those that are overdue, the
// most first. Only the thousand that should be done first are looked at; More: there
// are others.
func (db *DB) OverdueByOwner(ctx context.Context, f TaskFilter, first int) (Glance[OwnerOverdue], error) {
	query, args := byOwner(f.runs())
	var rows []struct {
		Owner string `db:"owner"`
		N     int    `db:"n"`
		Since Time   `db:"since"`
	}
	if err := db.read().all(ctx, &rows, query, args...); err != nil {
		return Glance[OwnerOverdue]{}, doing("count overdue by owner", err)
	}
	var g Glance[OwnerOverdue]
	for _, r := range rows {
		g.Count += r.N
		if len(g.Items) < first {
			g.Items = append(g.Items, OwnerOverdue{r.Owner, r.N, r.Since.Time})
		}
	}
	g.Count, g.More = min(g.Count, countsTo), g.Count > countsTo
	return g, nil
}

func byOwner(runs []run) (string, []any) {
	each, args := together(runs, "t.owner, t.due", " order by t.due, t.case_id, t.id limit ?", countsTo+1)
	return `select owner, count(*) as n, min(due) as since from (` + each + ` limit ?) o group by owner order by n desc, owner`,
		append(args, countsTo+1)
}
