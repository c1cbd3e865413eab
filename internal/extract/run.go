package extract

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// importRun is one import on its way: a reader, a few senders and a clerk who
// writes down the results in the order of the file.
//
//	records -> order -> senders -> results -> clerk
//
// The window bounds how far the reader may be ahead of the oldest row which has
// no result yet, and with it everything that is held in memory.
type importRun struct {
	o       ImportOptions
	caller  context.Context
	ctx     context.Context // over when no new row is to be sent
	stop    context.CancelCauseFunc
	wire    context.Context // over when a request on its way is to be given up
	cut     context.CancelFunc
	records Records
	sender  *sender
	order   *order
	clerk   *clerk
	window  chan struct{}
	results chan result
	deadEnd time.Time // when counting after a stop ends; zero while sending
	seen    int       // rows read
}

// defaultWindow is more than the largest batch that is known of has rows: the gravest of
// all of them go first. It takes some 60 MB.
const defaultWindow = 1 << 15

func newRun(ctx context.Context, o ImportOptions, records Records, file *reportFile, size int64) *importRun {
	r := &importRun{
		o: o, caller: ctx, records: records,
		sender:  &sender{o: o},
		order:   newOrder(),
		window:  make(chan struct{}, o.window),
		results: make(chan result, o.Concurrency),
	}
	r.ctx, r.stop = context.WithCancelCause(ctx)
	r.wire, r.cut = context.WithCancel(context.WithoutCancel(ctx))
	r.clerk = newClerk(r, file, size)
	return r
}

// all runs the import to its end, whatever that is, and closes the report.
func (r *importRun) all() (Report, error) {
	started := r.o.pace.now()
	var senders, clerk, grace sync.WaitGroup
	for range r.o.Concurrency {
		senders.Go(r.send)
	}
	clerk.Go(r.clerk.work)
	grace.Go(r.cutAfterGrace)

	reading := r.read()
	r.order.close()
	senders.Wait()
	close(r.results)
	clerk.Wait()
	why := context.Cause(r.ctx)
	r.stop(nil)
	r.cut()
	grace.Wait()
	return r.account(reading, why, r.o.pace.now().Sub(started))
}

// cutAfterGrace gives requests on their way a while to finish once the import
// has stopped.
func (r *importRun) cutAfterGrace() {
	<-r.ctx.Done()
	timer := time.NewTimer(r.o.Grace)
	defer timer.Stop()
	select {
	case <-timer.C:
		r.cut()
	case <-r.wire.Done():
	}
}

// read deals out the rows. Once the import has stopped it only counts them, for
// as long as the grace lasts.
func (r *importRun) read() error {
	for ; ; r.seen++ {
		if r.stopped() && r.o.pace.now().After(r.deadEnd) {
			return errUnread
		}
		rec, err := r.records.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		r.window <- struct{}{}
		r.deal(rec, r.seen)
	}
}

// errUnread says that the rest of the file was left alone.
var errUnread = errors.New("the rest of the file was not read")

func (r *importRun) stopped() bool {
	if r.ctx.Err() == nil {
		return false
	}
	if r.deadEnd.IsZero() {
		r.deadEnd = r.o.pace.now().Add(r.o.Grace)
	}
	return true
}

func (r *importRun) deal(rec Record, seq int) {
	switch {
	case len(rec.Problems) > 0:
		res := rec.became(rejected, rec.Problems...)
		res.seq = seq
		r.results <- res
	case r.ctx.Err() != nil:
		res := rec.became(notSent)
		res.seq = seq
		r.results <- res
	default:
		r.order.put(rec, seq)
	}
}

// send carries jobs until there are no more.
func (r *importRun) send() {
	for {
		j, more := r.order.take()
		if !more {
			return
		}
		res, err := r.sender.deliver(r.ctx, r.wire, j.record)
		if err != nil {
			r.stop(err)
		}
		r.order.over(j)
		res.seq = j.seq
		r.results <- res
	}
}

// account closes the books. An interruption by the caller is no error.
func (r *importRun) account(reading, why error, took time.Duration) (Report, error) {
	report := r.clerk.report
	report.Took = took
	report.Unread = reading != nil
	if r.caller.Err() != nil {
		report.Interrupted = report.NotSent > 0 || report.Unread || r.clerk.interrupted
		if why == context.Cause(r.caller) { //nolint:errorlint // is it the caller's own cause, not one like it
			why = nil
		}
	}
	if errors.Is(reading, errUnread) {
		reading = nil
	}
	if r.clerk.broken != nil {
		why = nil // closing the report says it
	}
	return report, errors.Join(reading, why, r.clerk.close(), report.balanced(r.seen))
}
