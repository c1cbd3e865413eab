package simulate

import (
	"container/heap"
	"time"

	"beacon/casework"
)

// mornings brings somebody to their worklist at the beginning of every shift.
func (h *hub) mornings(w *worker, from time.Time) {
	at := w.begins(from)
	if at.Before(h.now) {
		at = w.begins(from.AddDate(0, 0, 1))
	}
	h.agenda.at(at, func() {
		h.mornings(w, at.AddDate(0, 0, 1))
		h.work(w)
	})
}

// work lets somebody take the next thing from their worklists, and comes back when it
// is done.
func (h *hub) work(w *worker) {
	if !w.here(h.now) {
		return
	}
	for _, name := range w.lists() {
		t, task, ok := h.take(w, name)
		if !ok {
			continue
		}
		w.busy = h.soon(habit(t.kind).Least, habit(t.kind).Most)
		h.agenda.at(w.busy, func() { h.work(w) })
		h.do(w, t, task)
		return
	}
}

// take takes the first todo that still stands from a worklist.
func (h *hub) take(w *worker, name string) (*todo, casework.Task, bool) {
	list := h.lists[name]
	for list != nil && list.Len() > 0 {
		p := list.ready[0]
		task, open := p.task()
		if stale := !open || p.list != name; stale {
			heap.Pop(list)
			continue
		}
		if !h.mayTake(w, name, task.Urgent) {
			break
		}
		heap.Pop(list)
		p.list = "" // taken: nobody else takes it
		return p.todo, task, true
	}
	return nil, casework.Task{}, false
}
