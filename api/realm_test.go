package api

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
	"beacon/workflows"
)

// realm carries cases as the workflow does, in memory: commands come over a wire
// of JSON, are judged by the case itself, and what it then is goes to SQL. A case
// at rest has no workflow any more.
type realm struct {
	t     testing.TB
	db    *store.DB
	clock *clock

	mu    sync.Mutex
	open  map[string]*casework.Case
	ended map[string]bool
	away  bool
	mute  bool // nothing is published
	taken []casework.Command
}

var errAway = errors.Join(workflows.ErrUnavailable, errors.New("connection refused"))

func (r *realm) leave(away bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.away = away
}

func (r *realm) refer(_ context.Context, id string, m casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return casework.Receipt{}, errAway
	}
	m = overTheWire(r.t, m).(casework.Referral)
	if c := r.open[id]; c == nil && resting == nil {
		if r.ended[id] {
			return casework.Receipt{}, workflows.ErrNotFound
		}
		if err := casework.CheckReferral(m, r.clock.now()); err != nil {
			return casework.Receipt{}, err
		}
		r.open[id] = casework.Open(id, m, casework.Ordinary(), casework.LatestLogic, r.clock.now())
		r.taken = append(r.taken, m)
	}
	return r.give(id, m, resting)
}

func (r *realm) reopen(_ context.Context, id string, m casework.ReopenCase, resting json.RawMessage) (casework.Receipt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return casework.Receipt{}, errAway
	}
	return r.give(id, m, resting)
}

func (r *realm) do(_ context.Context, id string, m casework.Command) (casework.Receipt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return casework.Receipt{}, errAway
	}
	return r.give(id, m, nil)
}

// rouse takes up a case at rest for a command that does not open it.
func (r *realm) rouse(_ context.Context, id string, m casework.Command, resting json.RawMessage) (casework.Receipt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return casework.Receipt{}, errAway
	}
	return r.give(id, m, resting)
}

// give is an update of a workflow that runs, or that is started from a state.
func (r *realm) give(id string, m casework.Command, resting json.RawMessage) (casework.Receipt, error) {
	if r.open[id] == nil && resting != nil {
		c, err := casework.Restore(resting)
		require.NoError(r.t, err)
		r.open[id] = c
	}
	c := r.open[id]
	if c == nil {
		return casework.Receipt{}, workflows.ErrNotFound
	}
	m = overTheWire(r.t, m)
	before := c.Revision
	receipt, err := c.Do(m, r.clock.now())
	if err == nil && c.Revision > before {
		r.taken = append(r.taken, m)
	}
	r.publish(c)
	return receipt, err
}

// wake rings what is due in these cases; where none is named, in every case.
func (r *realm) wake(only ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, c := range r.open {
		if len(only) > 0 && !slices.Contains(only, id) {
			continue
		}
		c.Wake(r.clock.now())
		r.publish(c)
	}
}

// publish settles what the case wanted to send, as if it had left, and brings the
// read model up to date. A case at rest is then let go of.
func (r *realm) publish(c *casework.Case) {
	for len(c.Outbox) > 0 {
		c.Settle(c.Outbox[0].ID, casework.Outcome{State: casework.Sent}, r.clock.now())
	}
	if r.mute {
		return
	}
	v := c.View()
	require.NoError(r.t, r.db.Publish(context.Background(), v))
	c.Published(v.Revision)
	if c.Resting() {
		delete(r.open, c.ID)
		if r.ended == nil {
			r.ended = map[string]bool{}
		}
		r.ended[c.ID] = true
	}
}

// took lists the commands that changed a case, by name.
func (r *realm) took() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]string, len(r.taken))
	for i, m := range r.taken {
		out[i] = m.Name()
	}
	return out
}

// last is the command that was taken last.
func (r *realm) last() casework.Command {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.taken[len(r.taken)-1]
}

// state is a case as it stands.
func (r *realm) state(id string) *casework.Case {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.open[id]
}

// overTheWire is a command as it arrives.
func overTheWire(t testing.TB, m casework.Command) casework.Command {
	t.Helper()
	b, err := json.Marshal(m)
	require.NoError(t, err)
	out := reflect.New(reflect.TypeOf(m))
	require.NoError(t, json.Unmarshal(b, out.Interface()))
	c, ok := out.Elem().Interface().(casework.Command)
	require.True(t, ok)
	return c
}

// ring has a case that is open look at its clocks.
func (r *realm) ring(_ context.Context, id string) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return false, errAway
	}
	c := r.open[id]
	if c == nil {
		return false, workflows.ErrNotFound
	}
	if due, ok := c.NextDue(); !ok || due.After(r.clock.now()) {
		return false, nil
	}
	c.WakeBy(r.clock.now(), casework.ByWatch)
	r.publish(c)
	return true, nil
}

func (r *realm) stands(_ context.Context, id string) (workflows.Standing, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return workflows.Standing{}, errAway
	}
	if c := r.open[id]; c != nil {
		return workflows.Standing{Found: true, Running: true, View: c.View()}, nil
	}
	return workflows.Standing{Found: r.ended[id]}, nil
}

func (r *realm) recover(_ context.Context, id string, state json.RawMessage, as casework.Recovered) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return errAway
	}
	if r.open[id] != nil {
		return nil
	}
	c, err := casework.Restore(state)
	require.NoError(r.t, err)
	c.Recover(as, r.clock.now())
	r.open[id] = c
	c.Wake(r.clock.now())
	r.publish(c)
	return nil
}
