package api

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"beacon/casework"
	"beacon/store"
)

// met remembers for a while who has been written down as staff, so that not every
// request writes.
type met struct {
	mu   sync.Mutex
	seen map[string]meeting
}

type meeting struct {
	roles []casework.Role
	at    time.Time
}

// meetEvery is how old what is kept of somebody's token may be.
const meetEvery = time.Hour

// meet writes down who works here, by their token: cases can be handed to nobody
// else. What cannot be written now is written next time.
func (a *API) meet(ctx context.Context, who Caller) {
	roles := slices.DeleteFunc(slices.Clone(who.Roles), func(r casework.Role) bool { return !r.Works() })
	if len(roles) == 0 {
		return
	}
	now := a.cfg.Now()
	a.met.mu.Lock()
	m, known := a.met.seen[who.Subject]
	fresh := known && slices.Equal(m.roles, roles) && now.Sub(m.at) < meetEvery
	a.met.mu.Unlock()
	if fresh {
		return
	}
	if err := a.db.StaffSeen(ctx, who.Subject, roles, now.UTC()); err != nil {
		a.log.WarnContext(ctx, "staff are not written down", "cause", err)
		return
	}
	a.met.mu.Lock()
	defer a.met.mu.Unlock()
	if a.met.seen == nil || len(a.met.seen) >= metAtMost {
		a.met.seen = map[string]meeting{}
	}
	a.met.seen[who.Subject] = meeting{roles, now}
}

// metAtMost bounds the memory; beyond it everybody is written down again.
const metAtMost = 10_000

// receiver says what somebody is who is to have a case or a task: the case itself
// refuses those who may not.
func (a *API) receiver(ctx context.Context, subject string) (casework.Receiver, error) {
	r := casework.Receiver{To: subject}
	s, err := a.db.StaffOf(ctx, subject)
	if errors.Is(err, store.ErrNotFound) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	r.ToRole = s.Role()
	away, err := a.awayNow(ctx, subject)
	if away != nil {
		r.ToCover, r.ToAway = away.Cover, away.Cover == ""
	}
	return r, err
}

// awayNow is the absence that has begun; nil: they are here.
func (a *API) awayNow(ctx context.Context, subject string) (*store.Absence, error) {
	now := a.cfg.Now()
	away, err := a.db.AbsenceOf(ctx, subject, now)
	if away == nil || away.From.After(now) {
		return nil, err
	}
	return away, err
}

func (a *API) assignTo(ctx context.Context, _ string, m *casework.AssignCase) (err error) {
	m.Receiver, err = a.receiver(ctx, m.To)
	return err
}

// reopenedFor says whether whoever had the case has left.
func (a *API) reopenedFor(ctx context.Context, id string, m *casework.ReopenCase) (err error) {
	m.OwnerLeft, err = a.db.OwnerLeft(ctx, id)
	return err
}

func (a *API) handOverTo(ctx context.Context, _ string, m *casework.HandOverCase) (err error) {
	m.Receiver, err = a.receiver(ctx, m.To)
	return err
}

func (a *API) reassignTo(ctx context.Context, _ string, m *casework.ReassignTask) (err error) {
	m.Receiver, err = a.receiver(ctx, m.To)
	return err
}
