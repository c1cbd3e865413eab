package messaging

import (
	"context"
	"fmt"
	"sync"
	"time"

	"beacon/casework"
)

// Braking is how a Courier brakes.
type Braking struct {
	Brakes    Brakes // nil: there are none
	Ceilings  Ceilings
	Anomalies Anomalies
	Alarm     func(Pause) // told of a pause that the system has set; nil: nobody is
}

// watchEvery is how often at most a courier looks for anomalies of one provider.
const watchEvery = 3 * time.Second

// watch is when each provider was last looked at.
type watch struct {
	mu   sync.Mutex
	last map[string]time.Time
}

func (w *watch) due(provider string, at time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if last, seen := w.last[provider]; seen && at.Before(last.Add(watchEvery)) {
		return false
	}
	if w.last == nil {
		w.last = map[string]time.Time{}
	}
	w.last[provider] = at
	return true
}

// unlessBraked attempts a message that is safe by itself, unless it is paused or
// would go over a ceiling, and looks for anomalies afterwards. Brakes that cannot be
// read hold everything.
func (c *Courier) unlessBraked(ctx context.Context, d Delivery, provider string, attempt func() (casework.Outcome, error)) (casework.Outcome, error) {
	if c.braking.Brakes == nil {
		return attempt()
	}
	at := d.EnteredAt
	pauses, traffic, err := c.braking.Brakes.Look(ctx, d, c.braking.Ceilings, at)
	if err != nil {
		return casework.Outcome{}, fmt.Errorf("read brakes: %w", err)
	}
	if p, held := pauses.Holding(d, at); held {
		return c.paused(ctx, d, p)
	}
	if ceiling, until, over := c.braking.Ceilings.Over(traffic); over {
		return c.queue(ctx, d, ceiling, until)
	}
	out, err := attempt()
	c.watchFor(ctx, provider, ScopeOf(d.Channel))
	return out, err
}

// paused keeps a message back. It is a NotYet and no Waiting: nobody knows until
// when, and a case would note every question. The ledger has it once.
func (c *Courier) paused(ctx context.Context, d Delivery, p Pause) (casework.Outcome, error) {
	after := p.lookAgain(d.MessageID, d.EnteredAt, d.UsefulUntil)
	d.State, d.Rule, d.Reason, d.Until = StateWaiting, RulePaused, p.Why, p.Until
	row, found, err := c.ledger.Standing(ctx, d.MessageID)
	if err != nil {
		return casework.Outcome{}, fmt.Errorf("read ledger: %w", err)
	}
	if known := found && row.State == d.State && row.Rule == d.Rule && row.Reason == d.Reason && row.Until.Equal(d.Until); !known {
		row, fresh, err := c.ledger.Enter(ctx, d)
		if err != nil {
			return casework.Outcome{}, fmt.Errorf("write ledger: %w", err)
		}
		if !fresh {
			return overtaken(row)
		}
	}
	return casework.Outcome{}, NotYet{Code: RulePaused, After: after}
}

// queueSpread is the part of an hour over which those who wait for a ceiling come
// again, so that they do not all come at once.
const queueSpread = 12

// queue has a message wait for a place under a ceiling; one that cannot get any while
// it is useful is given up now, while a person may still do it in another way.
func (c *Courier) queue(ctx context.Context, d Delivery, ceiling Ceiling, until time.Time) (casework.Outcome, error) {
	d.State, d.Rule, d.Reason = StateWaiting, ceiling.Rule, ceiling.Says
	last := d.UsefulUntil.Add(-c.timing.Needs)
	if !until.Before(last) {
		d.State = StateMissed
		return c.enter(ctx, d)
	}
	spread := min(c.braking.Ceilings.HourLong()/queueSpread, last.Sub(until))
	d.Until = until.Add(share(d.MessageID, spread))
	return c.enter(ctx, d)
}

// watchFor pauses what an anomaly calls for. What is wrong with looking is wrong with
// the next message's brakes too, and holds it; this message has had its answer.
func (c *Courier) watchFor(ctx context.Context, provider string, channel Scope) {
	b, at := c.braking, c.now().UTC()
	if !c.watch.due(provider, at) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	signs, err := b.Brakes.Signs(ctx, looking(provider, b.Ceilings, at))
	if err != nil {
		return
	}
	p, wrong := b.Anomalies.Look(signs, b.Ceilings, channel)
	if !wrong {
		return
	}
	p.Since = at
	if set, err := b.Brakes.Pause(ctx, p); err == nil && set && b.Alarm != nil {
		b.Alarm(p)
	}
}
