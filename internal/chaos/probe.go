package chaos

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// probes are cases of which nothing is wanted but that a note is taken: how soon after a
// fault that happens is how soon the service makes progress again.
const probes = 6

// Recovery is how soon after a fault the service made progress.
type Recovery struct {
	Kind  string        `json:"kind"`
	Part  string        `json:"part,omitempty"`
	First time.Duration `json:"first"` // until one case took a command that was sent after the fault had struck
	All   time.Duration `json:"all"`   // until each of several cases had
	Down  time.Duration `json:"down"`  // of which it was kept broken for so long
}

type probing struct {
	once  sync.Once
	began time.Time
	ask   func()

	wg    sync.WaitGroup
	mu    sync.Mutex
	after []time.Duration
}

// probe makes ready to send each probe a note, from the moment at which the fault strikes
// until it is taken.
func (w *world) probe(ctx context.Context) *probing {
	p := &probing{}
	w.probed++
	p.ask = func() {
		for i, a := range w.probes {
			r := a.request("note")
			r.what, r.key, r.api = "note", fmt.Sprintf("%s-probe-%d-%d", w.run, a.N, w.probed), i
			p.wg.Go(func() {
				if _, err := w.people.patiently(ctx, r); err == nil {
					p.mu.Lock()
					defer p.mu.Unlock()
					p.after = append(p.after, time.Since(p.began))
				}
			})
		}
	}
	w.probing.Store(p)
	return p
}

// struck says that the fault has struck just now.
func (p *probing) struck() {
	p.once.Do(func() {
		time.Sleep(afterStrike)
		p.began = time.Now().Add(-afterStrike)
		p.ask()
	})
}

// afterStrike is how long a signal takes at most to be felt.
const afterStrike = 20 * time.Millisecond

// done waits for the probes; All is 0 where not all of them came.
func (p *probing) done(s Strike) Recovery {
	p.struck()
	p.wg.Wait()
	r := Recovery{Kind: s.Kind, Part: s.Part, Down: s.Down}
	for i, d := range p.after {
		if i == 0 || d < r.First {
			r.First = d
		}
		if len(p.after) == probes {
			r.All = max(r.All, d)
		}
	}
	return r
}
