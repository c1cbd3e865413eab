package simulate

import (
	"container/heap"
	"time"
)

// agenda is everything that is still to happen, earliest first; what falls on the same
// moment happens in the order in which it was put there.
type agenda struct {
	coming moments
	put    int
}

// moment is one thing to happen at one time.
type moment struct {
	at time.Time
	n  int
	do func()
}

// at puts something on the agenda.
func (a *agenda) at(when time.Time, do func()) {
	a.put++
	heap.Push(&a.coming, moment{when, a.put, do})
}

// next takes the earliest off the agenda.
func (a *agenda) next() (moment, bool) {
	if len(a.coming) == 0 {
		return moment{}, false
	}
	m, _ := heap.Pop(&a.coming).(moment)
	return m, true
}

// moments is a heap, as container/heap wants it.
type moments []moment

func (m moments) Len() int      { return len(m) }
func (m moments) Swap(i, j int) { m[i], m[j] = m[j], m[i] }
func (m moments) Less(i, j int) bool {
	if d := m[i].at.Compare(m[j].at); d != 0 {
		return d < 0
	}
	return m[i].n < m[j].n
}

// Push is for container/heap.
func (m *moments) Push(x any) {
	one, _ := x.(moment)
	*m = append(*m, one)
}

// Pop is for container/heap.
func (m *moments) Pop() any {
	last := len(*m) - 1
	one := (*m)[last]
	(*m)[last] = moment{} // let go of what it held
	*m = (*m)[:last]
	return one
}
