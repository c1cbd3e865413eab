package emulator

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// workers is how many callbacks may be under way at once.
const workers = 32

// errands runs things later: at most so many at a time, none after stop.
type errands struct {
	mu      sync.Mutex
	waiting queue
	made    int
	left    int           // waiting or under way
	idle    chan struct{} // closed when none is left

	wake   chan struct{}
	slots  chan struct{}
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

type errand struct {
	due time.Time // real time, so that a test's clock cannot hold it up
	nth int
	do  func(context.Context)
}

func newErrands(most int) *errands {
	s := &errands{wake: make(chan struct{}, 1), slots: make(chan struct{}, most), idle: make(chan struct{})}
	close(s.idle)
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.wg.Go(s.run)
	return s
}

// in runs do after d. Errands due at the same time begin in the order given.
func (s *errands) in(d time.Duration, do func(context.Context)) {
	s.mu.Lock()
	s.made++
	if s.left++; s.left == 1 {
		s.idle = make(chan struct{})
	}
	heap.Push(&s.waiting, errand{due: time.Now().Add(d), nth: s.made, do: do})
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *errands) run() {
	for {
		do, wait := s.next()
		if do != nil {
			s.start(do)
			continue
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-s.wake:
		case <-s.ctx.Done():
			t.Stop()
			return
		}
		t.Stop()
	}
}

// next takes the errand that is due, or says how long to wait.
func (s *errands) next() (do func(context.Context), wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil || len(s.waiting) == 0 {
		return nil, time.Hour
	}
	if wait := time.Until(s.waiting[0].due); wait > 0 {
		return nil, wait
	}
	return heap.Pop(&s.waiting).(errand).do, 0
}

func (s *errands) start(do func(context.Context)) {
	select {
	case s.slots <- struct{}{}:
	case <-s.ctx.Done():
		return
	}
	s.wg.Go(func() {
		defer s.finish()
		do(s.ctx)
	})
}

func (s *errands) finish() {
	<-s.slots
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left--; s.left == 0 {
		close(s.idle)
	}
}

// settled is closed when nothing is left to do.
func (s *errands) settled() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.idle
}

// stop forgets what waits, cancels what is under way and waits for it to end.
func (s *errands) stop() {
	s.cancel()
	s.wg.Wait()
}

// queue is a heap of errands, the earliest first.
type queue []errand

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	if q[i].due.Equal(q[j].due) {
		return q[i].nth < q[j].nth
	}
	return q[i].due.Before(q[j].due)
}

// Push is for container/heap.
func (q *queue) Push(x any) { *q = append(*q, x.(errand)) }

// Pop is for container/heap.
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	old[len(old)-1] = errand{}
	*q = old[:len(old)-1]
	return last
}
