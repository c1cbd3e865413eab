package simulate

import (
	"cmp"
	"container/heap"
	"time"

	"beacon/casework"
)

// todo is a task as the people see it: when they mean to get to it.
type todo struct {
	f     *file
	id    string
	kind  casework.TaskKind
	list  string // the worklist that it was last put on
	tries int    // how often it was worked on and stayed open
	asked int    // how often it had been escalated when it was put on a worklist
}

// task finds the task of a todo, where it is still to be done.
func (t *todo) task() (casework.Task, bool) {
	for _, k := range t.f.c.Tasks {
		if k.ID == t.id {
			return k, k.Open()
		}
	}
	return casework.Task{}, false
}

// worklist is what one person, or everybody with a role, is to do: what is urgent
// first, then by risk, then by when it is due.
type worklist struct{ ready []place }

// place is a todo's place on a worklist.
type place struct {
	*todo
	urgent bool
	grade  int
	due    time.Time
}

func (w *worklist) Len() int      { return len(w.ready) }
func (w *worklist) Swap(i, j int) { w.ready[i], w.ready[j] = w.ready[j], w.ready[i] }
func (w *worklist) Less(i, j int) bool {
	a, b := w.ready[i], w.ready[j]
	if a.urgent != b.urgent {
		return a.urgent
	}
	return cmp.Or(cmp.Compare(a.grade, b.grade), a.due.Compare(b.due), cmp.Compare(a.f.n, b.f.n), cmp.Compare(a.id, b.id)) < 0
}

// Push is for container/heap.
func (w *worklist) Push(x any) {
	p, _ := x.(place)
	w.ready = append(w.ready, p)
}

// Pop is for container/heap.
func (w *worklist) Pop() any {
	last := len(w.ready) - 1
	p := w.ready[last]
	w.ready[last] = place{}
	w.ready = w.ready[:last]
	return p
}

// plan looks at the tasks of a case: what is new is put on the agenda for when somebody
// means to get to it, and what has gone up a rung is got to at once.
func (h *hub) plan(f *file) {
	for _, t := range f.c.Tasks {
		known, ok := f.todo[t.ID]
		switch {
		case !t.Open():
			delete(f.todo, t.ID)
		case !ok:
			one := &todo{f: f, id: t.ID, kind: t.Kind}
			f.todo[t.ID] = one
			h.agenda.at(h.getTo(t), func() { h.ready(one) })
		case t.Escalated > known.asked:
			known.asked = t.Escalated
			h.agenda.at(h.soon(1, 90), func() { h.ready(known) })
		}
	}
}

// ready puts a todo on the worklist it belongs to, and gives it to somebody who is free.
func (h *hub) ready(t *todo) {
	task, open := t.task()
	if !open {
		return
	}
	if task.NotBefore.After(h.now) {
		h.agenda.at(task.NotBefore, func() { h.ready(t) })
		return
	}
	t.list = h.listOf(task)
	h.put(t, task)
	for _, w := range h.team {
		if w.here(h.now) && h.mayTake(w, t.list, task.Urgent) {
			h.work(w)
			return
		}
	}
}

// listOf names the worklist of a task: its owner's, unless they are away or not at work
// before it is due, or it has passed from them to a supervisor.
func (h *hub) listOf(t casework.Task) string {
	if t.Owner == "" || t.Role != casework.Caseworker {
		return string(t.Role)
	}
	for _, w := range h.team {
		if w.id == t.Owner && (w.away(h.now) || !w.worksWithin(h.now, t.Due.Sub(h.now))) {
			return string(t.Role)
		}
	}
	return t.Owner
}

func (h *hub) put(t *todo, task casework.Task) {
	list := h.lists[t.list]
	if list == nil {
		list = &worklist{}
		h.lists[t.list] = list
	}
	grade := 0
	for i, g := range casework.Grades {
		if g == t.f.c.Risk.Grade {
			grade = i
		}
	}
	heap.Push(list, place{t, task.Urgent, grade, task.Due})
}

// mayTake says whether somebody takes from a worklist. A manager helps the supervisors,
// and supervisors with what is urgent; who is on call does nothing else.
func (h *hub) mayTake(w *worker, list string, urgent bool) bool {
	switch {
	case list == w.id, list == string(w.role) && !w.onCall:
		return true
	case list == string(casework.Supervisor):
		return w.role.Decides() && (urgent || !w.onCall)
	}
	return urgent && w.role == casework.Supervisor && w.onCall
}

// lists are the worklists that somebody looks at, in the order in which they look.
func (w *worker) lists() []string {
	switch {
	case w.onCall:
		return []string{string(casework.Supervisor), string(casework.Caseworker)}
	case w.role == casework.Caseworker:
		return []string{w.id, string(casework.Caseworker)}
	case w.role == casework.Manager:
		return []string{w.id, string(casework.Manager), string(casework.Supervisor)}
	}
	return []string{w.id, string(casework.Supervisor)}
}
