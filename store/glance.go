package store

import (
	"context"
	"slices"
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
	query, args, err := glanceTasks(f.runs(), first)
	if err != nil {
		return Glance[TaskRow]{}, doing("glance at tasks", err)
	}
	return glance[struct {
		taskRow
		whole
	}](ctx, db, "glance at tasks", query, args)
}

// GlanceCases looks at the list that Cases reads by the same filter; its cursor and
// limit do not matter.
func (db *DB) GlanceCases(ctx context.Context, f CaseFilter, first int) (Glance[CaseRow], error) {
	f.After, f.Limit = "", first
	query, args := f.glance()
	return glance[struct {
		caseRow
		whole
	}](ctx, db, "glance at cases", query, args)
}

// whole is how many rows the list has of which a row was read.
type whole struct {
	N int `db:"n"`
}

// wholeOf has a select count a list beside what it reads of it, so that the database is
// asked once and of one moment. Where it reads nothing, nothing is counted.
func wholeOf(each string) string {
	return `(select count(*) from (` + each + limited(countsTo+1) + `) n) as n`
}

func (w whole) list() whole { return w } //nolint:unused // glance asks for it

// glanced is a row as it is read, with the list that it is of.
type glanced[T any] interface {
	row() T
	list() whole
}

func glance[R glanced[T], T any](ctx context.Context, db *DB, doingIt, query string, args []any) (Glance[T], error) {
	var rows []R
	if err := db.read().all(ctx, &rows, query, args...); err != nil {
		return Glance[T]{}, doing(doingIt, err)
	}
	g := Glance[T]{Items: make([]T, 0, len(rows))}
	for _, r := range rows {
		g.add(r.row(), r.list())
	}
	return g, nil
}

func (g *Glance[T]) add(row T, of whole) {
	g.Items, g.Count, g.More = append(g.Items, row), min(of.N, countsTo), of.N > countsTo
}

// glanceTasks counts a list in its order: what lies in that order is what the list is
// read by.
func glanceTasks(runs []run, first int) (string, []any, error) {
	page, args, err := tasksQuery("tasks", runs, "", first)
	if err != nil {
		return "", nil, err
	}
	each, counted := together(runs, "1", tasksOrder+limited(countsTo+1))
	return `select p.*, ` + wholeOf(each) + ` from (` + page + `) p order by p.weight, p.due, p.case_id, p.id`, append(counted, args...), nil
}

func (f CaseFilter) glance() (string, []any) {
	w := f.where()
	return `select ` + caseColumns + `, ` + wholeOf(`select 1 from cases c`+w.String()+casesOrder) + ` from cases c` + w.String() + casesOrder + limited(atMost(f.Limit)),
		append(slices.Clone(w.args), w.args...)
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
	query, args := byOwner(f.runs(), first)
	var rows []struct {
		Owner string `db:"owner"`
		N     int    `db:"n"`
		Since Time   `db:"since"`
		Whole int    `db:"whole"`
	}
	if err := db.read().all(ctx, &rows, query, args...); err != nil {
		return Glance[OwnerOverdue]{}, doing("count overdue by owner", err)
	}
	var g Glance[OwnerOverdue]
	for _, r := range rows {
		g.add(OwnerOverdue{r.Owner, r.N, r.Since.Time}, whole{r.Whole})
	}
	return g, nil
}

// byOwner adds up in the database, where among many cases nearly everybody is late with
// something, and names only the first.
func byOwner(runs []run, first int) (string, []any) {
	each, args := together(runs, "t.owner, t.due", " order by t.due, t.case_id, t.id"+limited(countsTo+1))
	return `select owner, n, since, sum(n) over () as whole from (select owner, count(*) as n, min(due) as since from (` + each + limited(countsTo+1) + `) o group by owner) by_owner
		order by n desc, owner` + limited(first), args
}
