package emulator

import (
	"context"
	"slices"
	"strings"
	"time"
)

// next is what becomes of a message after where it is now; false if nothing.
func (e *Emulator) next(m Message) (Status, bool) {
	at := e.now()
	if m.Inbound || m.Test {
		return Status{}, false
	}
	if m.Provider() == Notify {
		return nextForNotify(m, at)
	}
	if m.Channel == Email {
		return e.nextForEmail(m, at)
	}
	switch m.Status().Name {
	case scheduled, accepted:
		return Status{Name: queued, At: at}, true
	case queued:
		if !m.ValidUntil.IsZero() && at.After(m.ValidUntil) {
			return Status{Name: undelivered, At: at, Code: validityLapsed}, true
		}
		return Status{Name: sent, At: at}, true
	case sent:
		if m.Fate.Fail != 0 {
			return Status{Name: undelivered, At: at, Code: m.Fate.Fail}, true
		}
		return Status{Name: delivered, At: at}, true
	}
	return Status{}, false
}

// nextForEmail: an address with "bounce" in it bounces, one with "spam" in it
// complains, and neither is sent to again.
func (e *Emulator) nextForEmail(m Message, at time.Time) (Status, bool) {
	address := strings.ToLower(m.To)
	switch m.Status().Name {
	case accepted:
		if reason := e.book.suppression(m.To); reason != "" {
			return Status{Name: dropped, At: at, Reason: reason}, true
		}
		return Status{Name: processed, At: at}, true
	case processed:
		if m.Fate.Fail != 0 || strings.Contains(address, "bounce") {
			return Status{Name: bounced, At: at, Reason: "550 5.1.1 The email account that you tried to reach does not exist."}, true
		}
		return Status{Name: delivered, At: at}, true
	case delivered:
		if strings.Contains(address, "spam") {
			return Status{Name: spamreport, At: at}, true
		}
	}
	return Status{}, false
}

// begin sends a message on its way, or on from where it is.
func (e *Emulator) begin(m Message) {
	if _, more := e.next(m); !more {
		return
	}
	wait := e.options.CallbackDelay
	switch at := m.Status().Name; {
	case at == scheduled:
		wait += max(0, m.SendAt.Sub(e.now()))
	case at == queued, at == created, m.Channel == Email && at == accepted:
		wait += time.Duration(m.Fate.Held)
	}
	e.errands.in(wait, func(ctx context.Context) { e.advance(ctx, m.ID) })
}

func (e *Emulator) advance(ctx context.Context, id string) {
	m, ok := e.book.get(id)
	if !ok {
		return
	}
	next, more := e.next(m)
	if !more {
		return
	}
	m, ok = e.book.reach(m, next)
	if !ok {
		return
	}
	e.tell(ctx, m, e.due(m, len(m.Statuses)-1))
	if ctx.Err() == nil {
		e.begin(m)
	}
}

// due says which statuses the webhook hears of, now that status i was reached.
func (e *Emulator) due(m Message, i int) []int {
	if m.Fate.Missing || m.untellable(i) {
		return nil
	}
	if !m.Fate.Reorder {
		return []int{i}
	}
	if _, more := e.next(m); more {
		return nil
	}
	all := m.untold()
	slices.Reverse(all)
	return all
}

// untold are the statuses the webhook has not heard of. The first is not one:
// the sender had it in the answer.
func (m *Message) untold() (all []int) {
	for i := 1; i < len(m.Statuses); i++ {
		if !m.Statuses[i].Told && !m.untellable(i) {
			all = append(all, i)
		}
	}
	return all
}

// untellable says that a status is one that no webhook hears of.
func (m *Message) untellable(i int) bool {
	return m.Provider() == Notify && m.Statuses[i].Name == sending
}

// tell calls the webhook, one status after another, late if so fated.
func (e *Emulator) tell(ctx context.Context, m Message, statuses []int) {
	if len(statuses) == 0 || !e.hasWebhook(m) {
		return
	}
	all := func(ctx context.Context) {
		for _, i := range statuses {
			e.callBack(ctx, m.ID, i, 1)
		}
	}
	if m.Fate.Late > 0 {
		e.errands.in(time.Duration(m.Fate.Late), all)
		return
	}
	all(ctx)
}

func (e *Emulator) hasWebhook(m Message) bool {
	if m.Provider() == Notify {
		return e.options.NotifyCallbackURL != ""
	}
	if m.Channel == Email {
		return e.options.EventsURL != ""
	}
	return m.Callback != ""
}

// resume takes up every journey and every callback that the last run of this
// ledger left undone.
func (e *Emulator) resume() {
	for _, m := range e.Messages() {
		left := m.untold()
		if m.Fate.Missing || !e.hasWebhook(m) {
			left = nil
		}
		if m.Fate.Reorder && len(left) > 0 {
			left = e.due(m, left[0])
		}
		if len(left) == 0 {
			e.begin(m)
			continue
		}
		e.errands.in(e.options.CallbackDelay, func(ctx context.Context) {
			e.tell(ctx, m, left)
			if ctx.Err() == nil {
				e.begin(m)
			}
		})
	}
}
