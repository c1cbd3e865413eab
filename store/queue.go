package store

import (
	"context"
	"fmt"
	"sync"
)

// Writers of a SQLite file come one at a time, and each would wait for the disk by
// itself: at a few hundred a second that is all it does. Those who come while another
// waits are written together, so that the disk is waited for once. Each is still all
// or nothing, and answered only when it is on the disk.

// queue is who waits to write. The zero value is ready.
type queue struct {
	mu      sync.Mutex
	waiting []*writing
	leading bool // somebody sees to those who wait
}

// writing is what one of them wants to do.
type writing struct {
	ctx  context.Context
	do   func(session) error
	done chan outcome
}

// outcome is what came of it.
type outcome struct {
	err      error
	panicked any
}

// mostTogether is how many are written at once.
const mostTogether = 64

// join does something in a transaction with others, and returns when it is kept.
func (db *DB) join(ctx context.Context, do func(session) error) error {
	w := &writing{ctx, do, make(chan outcome, 1)}
	g := &db.queue
	g.mu.Lock()
	g.waiting = append(g.waiting, w)
	if !g.leading {
		g.leading = true
		go db.lead()
	}
	g.mu.Unlock()
	came := <-w.done
	if came.panicked != nil {
		panic(came.panicked)
	}
	return came.err
}

// lead writes until nobody waits.
func (db *DB) lead() {
	for {
		g := &db.queue
		g.mu.Lock()
		n := min(len(g.waiting), mostTogether)
		turn := g.waiting[:n:n]
		g.waiting = g.waiting[n:]
		g.leading = n > 0
		g.mu.Unlock()
		if n == 0 {
			return
		}
		if n > 1 && db.allAtOnce(turn) {
			continue
		}
		for _, w := range turn {
			w.done <- caught(func() error { return db.once(w.ctx, w.do) })
		}
	}
}

// allAtOnce writes some in one transaction, each under a savepoint of its own, and
// answers them. It says false, and has changed nothing and answered nobody, where that
// cannot be done.
func (db *DB) allAtOnce(turn []*writing) bool {
	tx, err := db.writer.BeginTxx(context.Background(), nil)
	if err != nil {
		return false
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing; it may be rolled back already
	s := session{tx, db.dialect, vault{sealer: db.sealer}}
	came := make([]outcome, len(turn))
	for i, w := range turn {
		var whole bool
		if came[i], whole = s.apart(w); !whole {
			return false
		}
	}
	if tx.Commit() != nil {
		return false
	}
	for i, w := range turn {
		w.done <- came[i]
	}
	return true
}

// apart does one of them under a savepoint. It says whether the transaction still
// stands: an error of the disk, or a caller who goes away, can end it for all.
func (s session) apart(w *writing) (came outcome, whole bool) {
	if w.ctx.Err() != nil {
		return outcome{err: faultOf(w.ctx, w.ctx.Err())}, true
	}
	ctx := context.WithoutCancel(w.ctx)
	if _, err := s.do(ctx, `savepoint one`); err != nil {
		return came, false
	}
	came = caught(func() error { return w.do(s) })
	if came.err != nil || came.panicked != nil {
		if _, err := s.do(ctx, `rollback to one`); err != nil {
			return came, false
		}
	}
	_, err := s.do(ctx, `release one`)
	return came, err == nil
}

func caught(do func() error) (came outcome) {
	defer func() {
		if p := recover(); p != nil {
			came = outcome{err: fmt.Errorf("%w: a panic", ErrUnavailable), panicked: p}
		}
	}()
	return outcome{err: do()}
}
