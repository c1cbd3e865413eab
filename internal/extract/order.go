package extract

import "sync"

// order keeps rows about the same record, and rows about the same person, in
// the order of the file, while all others overtake each other freely. Turns
// must be taken, and carried out, first come first served: then the oldest
// unfinished turn never waits, and so none waits for ever.
type order struct {
	mu   sync.Mutex
	last map[string]*turn
}

// turn is one row's place.
type turn struct {
	keys  []string
	after []*turn
	done  chan struct{}
}

func newOrder() *order { return &order{last: map[string]*turn{}} }

// take gives a row its turn, after every earlier one with one of its keys.
func (o *order) take(keys []string) *turn {
	o.mu.Lock()
	defer o.mu.Unlock()
	t := &turn{keys: keys, done: make(chan struct{})}
	for _, key := range keys {
		if earlier := o.last[key]; earlier != nil {
			t.after = append(t.after, earlier)
		}
		o.last[key] = t
	}
	return t
}

// await returns when all earlier turns are over.
func (t *turn) await() {
	for _, earlier := range t.after {
		<-earlier.done
	}
	t.after = nil
}

// over ends a turn.
func (o *order) over(t *turn) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, key := range t.keys {
		if o.last[key] == t {
			delete(o.last, key)
		}
	}
	close(t.done)
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
