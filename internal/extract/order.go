package extract

import (
	"container/heap"
	"slices"
	"sync"
)

// order deals out rows to be sent: of those that have been read, the gravest first,
// since a file may be long and a victim at high risk must not wait for its beginning.
// Rows about the same record, and rows about the same person, keep the order of the
// file; what stands before a grave one is as urgent as it.
type order struct {
	mu     sync.Mutex
	more   *sync.Cond
	ready  queue
	last   map[string]*job // by key, the last that is not over
	dealt  int             // rows that were put in and not yet taken
	closed bool
}

// job is one row's place.
type job struct {
	record Record
	seq    int
	place  int // 0 is the gravest
	at     int // in the queue; -1: not in it
	keys   []string
	after  []*job // what must be over before; kept in the order of the file
	before []*job // what waits for this one
	left   int    // how many of after are not over
}

func newOrder() *order {
	o := &order{last: map[string]*job{}}
	o.more = sync.NewCond(&o.mu)
	return o
}

// put adds a row. Rows are put in the order of the file.
func (o *order) put(rec Record, seq int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	j := &job{record: rec, seq: seq, place: placeOf(rec.Referral), at: -1, keys: orderKeys(rec.Referral)}
	for _, key := range j.keys {
		if earlier := o.last[key]; earlier != nil && !slices.Contains(j.after, earlier) {
			j.after = append(j.after, earlier)
			earlier.before = append(earlier.before, j)
		}
		o.last[key] = j
	}
	j.left = len(j.after)
	o.dealt++
	o.hasten(j)
	if j.left == 0 {
		heap.Push(&o.ready, j)
	}
	o.more.Broadcast()
}

// hasten makes what stands before a row as urgent as it.
func (o *order) hasten(j *job) {
	for _, earlier := range j.after {
		if earlier.place <= j.place {
			continue
		}
		earlier.place = j.place
		if earlier.at >= 0 {
			heap.Fix(&o.ready, earlier.at)
		}
		o.hasten(earlier)
	}
}

// take gives the next row, and waits for one; false: there are no more.
func (o *order) take() (*job, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.ready) == 0 {
		if o.closed && o.dealt == 0 {
			return nil, false
		}
		o.more.Wait()
	}
	o.dealt--
	j, _ := heap.Pop(&o.ready).(*job)
	if o.closed && o.dealt == 0 {
		o.more.Broadcast()
	}
	return j, true
}

// over says that a row has been sent, or will not be.
func (o *order) over(j *job) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, key := range j.keys {
		if o.last[key] == j {
			delete(o.last, key)
		}
	}
	for _, later := range j.before {
		if later.left--; later.left == 0 {
			heap.Push(&o.ready, later)
		}
		later.after = slices.DeleteFunc(later.after, func(a *job) bool { return a == j })
	}
	o.more.Broadcast()
}

// close says that no more rows will be put in.
func (o *order) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.more.Broadcast()
}

// gravest are the grades that go before all others, the gravest first. Whether a grade is
// one is for the API to say.
var gravest = []string{"high", "medium"}

// placeOf is where a row stands by the graver of its grade and its judgement.
func placeOf(r Referral) int {
	for i, g := range gravest {
		if r.Risk.Grade == g || r.Risk.Judgement == g {
			return i
		}
	}
	return len(gravest)
}

// orderKeys are what a row must keep its order with: its record and its person.
func orderKeys(r Referral) []string {
	var keys []string
	if r.Source.ID != "" {
		keys = append(keys, "record\x00"+r.Source.Force+"\x00"+r.Source.System+"\x00"+r.Source.ID)
	}
	if r.Victim.PersonReference != "" {
		keys = append(keys, "person\x00"+r.Source.Force+"\x00"+r.Victim.PersonReference)
	}
	return keys
}

// queue is the rows that may be sent now, as package heap keeps them.
type queue []*job

// Len is how many there are.
func (q queue) Len() int { return len(q) }

// Less puts the gravest first, and of these the first in the file.
func (q queue) Less(a, b int) bool {
	return q[a].place < q[b].place || q[a].place == q[b].place && q[a].seq < q[b].seq
}

// Swap changes two.
func (q queue) Swap(a, b int) {
	q[a], q[b] = q[b], q[a]
	q[a].at, q[b].at = a, b
}

// Push adds one at the end.
func (q *queue) Push(x any) {
	j, _ := x.(*job)
	j.at = len(*q)
	*q = append(*q, j)
}

// Pop takes the last.
func (q *queue) Pop() any {
	last := len(*q) - 1
	j := (*q)[last]
	(*q)[last], *q = nil, (*q)[:last]
	j.at = -1
	return j
}
