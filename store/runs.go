package store

import (
	"math"
	"strconv"
	"strings"

	"beacon/casework"
)

// run is a stretch of one index of tasks in which the rows of a list lie in the
// order of the list. A list that no index has in one piece is put together from
// several: each gives as many rows as are wanted, however many it has, and so a page
// costs the same among a thousand tasks and among a million.
type run struct {
	where
	weight int  // the only weight in it, or anyWeight
	ended  bool // of what has ended, and not of what is to be done
}

const anyWeight = -1

// runs says where the rows of a filter lie. Among the tasks of one weight what is due
// first comes first, so that "due before" is then where reading ends; among those of
// several it is a sieve, which does for one person's or one case's few, and for what
// has ended, which nobody is waiting for.
func (f TaskFilter) runs() []run {
	var w where
	w.either(f.Open, "t.ended is null", "t.ended is not null")
	if f.Open == nil {
		w.and("t.ended is null")
	}
	w.is("t.case_id = ?", f.Case)
	w.is("t.team = ?", f.Team)
	w.word("t.role = ?", f.Role)
	w.is("t.owner = ?", f.Assignee)
	w.word("t.kind = ?", f.Kind)
	w.word("t.rung = ? and t.rung <> ''", f.Rung)
	if !f.DueBefore.IsZero() {
		w.and("t.due < ?", written(f.DueBefore))
	}
	sieve := f.Case != "" || f.Assignee != "" || f.ended()
	if sieve {
		w.word("t.grade = ?", f.Grade)
	}
	if sieve || f.DueBefore.IsZero() && f.Grade == "" {
		return []run{{w, anyWeight, f.ended()}}
	}
	return eachWeight(w, f.Grade)
}

func (f TaskFilter) ended() bool { return f.Open != nil && !*f.Open }

// eachWeight is a run for each weight that tasks of a grade can have; of any where
// grade is empty.
func eachWeight(w where, grade string) []run {
	priorities := casework.Priorities(casework.Grade(grade))
	out := make([]run, len(priorities))
	for i, p := range priorities {
		out[i] = run{w.copy(), p, false}
		out[i].and("t.weight = ?", p)
	}
	return out
}

// after leaves of a run what comes after a place; it answers false where that is
// nothing.
func (r *run) after(last []any) bool {
	at, _ := last[0].(int)
	switch {
	case r.weight == anyWeight:
		r.where = r.copy()
		r.and("(t.weight, t.due, t.case_id, t.id) > (?, ?, ?, ?)", last...)
	case r.weight == at:
		r.where = r.copy()
		r.and("(t.due, t.case_id, t.id) > (?, ?, ?)", last[1:]...)
	}
	return r.weight == anyWeight || r.weight >= at
}

// What a list shows of a task. Of one that is open its row says all, and the indexes of
// worklists have nothing else: with a column more, a page would read each row where it
// lies, and those lie as far apart as there are many. Of one that has ended its case is
// asked.
const (
	taskColumns  = `t.case_id, t.id, t.kind, t.team, t.role, t.owner, t.urgent, t.grade, t.weight, t.raised, t.not_before, t.due, t.about, t.rung, t.escalated`
	openColumns  = taskColumns + `, t.stage, t.halted`
	endedColumns = taskColumns + `, t.ended, t.ended_in, t.how, coalesce((select c.stage from cases c where c.id = t.case_id), '') as stage,
		coalesce((select c.halted from cases c where c.id = t.case_id), false) as halted`
	tasksOrder = ` order by t.weight, t.due, t.case_id, t.id`
)

// limited ends a select. Its number is not a parameter: PostgreSQL would take that for a
// tenth of everything there is, find every plan that it could keep too dear, and plan
// anew each time.
func limited(to int) string { return ` limit ` + strconv.Itoa(to) }

// tasksQuery reads a page of a list from its runs.
func tasksQuery(list string, runs []run, after Cursor, limit int) (string, []any, error) {
	last, err := place(after, list, isNumber, isMoment, isWord, isWord)
	if err != nil {
		return "", nil, err
	}
	if last != nil {
		last[0], _ = strconv.Atoi(last[0].(string))
		runs = follow(runs, last)
	}
	columns := openColumns
	if runs[0].ended {
		columns = endedColumns
	}
	if len(runs) == 1 {
		return `select ` + columns + ` from tasks t` + runs[0].String() + tasksOrder + limited(limit), runs[0].args, nil
	}
	each, args := together(runs, columns, tasksOrder+limited(limit))
	return `select * from (` + each + `) t` + tasksOrder + limited(limit), args, nil
}

// follow leaves of each run what comes after a place, and at least one run.
func follow(runs []run, last []any) []run {
	var out []run
	for _, r := range runs {
		if r.after(last) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		nothing := run{weight: anyWeight}
		nothing.and("t.ended is null and t.ended is not null")
		out = append(out, nothing)
	}
	return out
}

// together puts runs one after the other, each in its order and no longer than its end says.
func together(runs []run, columns, end string) (string, []any) {
	parts := make([]string, len(runs))
	var args []any
	for i, r := range runs {
		parts[i] = `select * from (select ` + columns + ` from tasks t` + r.String() + end + `) r` + strconv.Itoa(i)
		args = append(args, r.args...)
	}
	return strings.Join(parts, " union all "), args
}

func isNumber(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 0 && n <= math.MaxInt16
}
