package workflows

import (
	"context"
	"fmt"
	"sync"
)

// atOnce is how many commands of one process may be on their way to one case. A
// Temporal server takes ten from everybody. At an eleventh it does not only refuse
// that one (v1.32): it forgets the workflow task that has the ten, and where callers
// keep asking the case stands still for minutes. A telephone that sends thirty texts
// in a row must not do that to a victim's case.
const atOnce = 4

// turns makes the commands to each case wait for each other. The zero value is ready.
type turns struct {
	mu    sync.Mutex
	cases map[string]*places // of the cases that somebody is speaking to
}

type places struct {
	free  chan struct{}
	users int // who have a place, or wait for one
}

// take waits for a place, and gives up with ctx. The place is held until done.
func (t *turns) take(ctx context.Context, caseID string) (done func(), err error) {
	p := t.join(caseID)
	select {
	case p.free <- struct{}{}:
		return func() { <-p.free; t.leave(caseID, p) }, nil
	case <-ctx.Done():
		t.leave(caseID, p)
		return nil, fmt.Errorf("%w: others are speaking to it: %w", ErrUnavailable, ctx.Err())
	}
}

func (t *turns) join(caseID string) *places {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cases == nil {
		t.cases = map[string]*places{}
	}
	p := t.cases[caseID]
	if p == nil {
		p = &places{free: make(chan struct{}, atOnce)}
		t.cases[caseID] = p
	}
	p.users++
	return p
}

func (t *turns) leave(caseID string, p *places) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p.users--; p.users == 0 {
		delete(t.cases, caseID)
	}
}
