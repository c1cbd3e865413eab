package chaos

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// stuckAfter is how long a case may do nothing about what is due while all is well.
const stuckAfter = 60 * time.Second

// standing is how the read model shows one case.
type standing struct {
	Revision int
	Overdue  bool   // something was due, and is shown as still to come
	Due      string // what
}

// watch looks at every case again and again while the cluster is being broken. A case is
// stuck when something of it has been due for a minute in which nothing was broken; and no
// case may ever go back to what it was before.
type watch struct {
	every time.Duration
	look  func(context.Context) (map[string]standing, error)
	well  func() bool

	mu    sync.Mutex
	last  map[string]standing
	idle  map[string]time.Duration // for how long in all, while all was well, since it last did something
	stuck map[string]time.Duration
	back  []string
	seen  int // how often it looked
	most  time.Duration
}

func newWatch(w *world) *watch {
	return &watch{
		every: 500 * time.Millisecond, look: w.standings, well: func() bool { return !w.broken.Load() },
		last: map[string]standing{}, idle: map[string]time.Duration{}, stuck: map[string]time.Duration{},
	}
}

// run looks until ctx ends.
func (o *watch) run(ctx context.Context) {
	for before := time.Now(); rest(ctx, o.every); {
		well := o.well()
		now, err := o.look(ctx)
		if err != nil {
			before = time.Now()
			continue
		}
		passed := time.Since(before)
		before = before.Add(passed)
		if !well {
			passed = 0
		}
		o.add(now, passed)
	}
}

// add is one look, after so much time in which all was well.
func (o *watch) add(now map[string]standing, passed time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen++
	for id, s := range now {
		was, known := o.last[id]
		if known && s.Revision < was.Revision {
			o.back = append(o.back, fmt.Sprintf("case %s went back from revision %d to %d", id, was.Revision, s.Revision))
		}
		switch {
		case !s.Overdue || !known || s.Revision != was.Revision || s.Due != was.Due:
			o.idle[id] = 0
		default:
			o.idle[id] += passed
		}
		o.most = max(o.most, o.idle[id])
		if o.idle[id] > stuckAfter {
			o.stuck[id] = o.idle[id]
		}
		o.last[id] = s
	}
}

// standings reads how every case stands.
func (w *world) standings(ctx context.Context) (map[string]standing, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	rows, err := w.beacon.QueryContext(ctx, `select id, revision, next_due from cases`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all, now := map[string]standing{}, sqlTime(time.Now())
	for rows.Next() {
		var id string
		var s standing
		if err := rows.Scan(&id, &s.Revision, &s.Due); err != nil {
			return nil, err
		}
		s.Overdue = s.Due < now
		all[id] = s
	}
	return all, rows.Err()
}

// sqlTime is a moment as Beacon's tables hold it, which sorts as text.
func sqlTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
