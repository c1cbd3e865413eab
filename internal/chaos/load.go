package chaos

import (
	"context"
	"sync"
	"time"
)

// load is all the people of a plan at work.
type load struct {
	wg     sync.WaitGroup
	cancel context.CancelFunc
}

// begin lets every script begin at its moment. within is how long the faults will take,
// by what is known beforehand.
func (w *world) begin(ctx context.Context, within time.Duration) *load {
	ctx, cancel := context.WithCancel(ctx)
	l := &load{cancel: cancel}
	for _, s := range w.plan.Scripts {
		l.wg.Go(func() {
			if !rest(ctx, time.Duration(float64(s.Begins)*float64(within))) {
				return
			}
			if err := w.actor(s).act(ctx); err != nil {
				w.people.journal.gaveUp()
			}
		})
	}
	return l
}

func (w *world) actor(s Script) *actor {
	return &actor{Script: s, run: w.run, day: w.cluster.Day, people: w.people, reply: w.reply}
}

// end waits until everybody has done their work; those who cannot end it in time are
// counted as having given up.
func (l *load) end(within time.Duration) {
	done := make(chan struct{})
	go func() {
		l.wg.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(within):
		l.cancel()
		<-done
	}
	l.cancel()
}

// expected is how long the faults of a plan take, about.
func (p Plan) expected() (all time.Duration) {
	const mending = 3 * time.Second
	for _, s := range p.Strikes {
		all += s.Wait + mending
		if !kindOf(s.Kind).Lasts {
			all += s.Down
		}
	}
	return max(all, 20*time.Second)
}
