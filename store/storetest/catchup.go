package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
	"beacon/store"
)

// depot is a courier over a database, with a clock that tests move and a provider
// that remembers what it took.
type depot struct {
	*messaging.Courier
	mu    sync.Mutex
	at    time.Time
	taken map[string][]time.Time
	lost  func(taken int) bool // this answer never comes
}

func (d *depot) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at
}

func (d *depot) moveTo(at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = at
}

// Contact is a victim's mobile that may be texted.
func (d *depot) Contact(_ context.Context, id string) (messaging.Contact, error) {
	return messaging.Contact{CaseID: id, Points: []messaging.PointValue{{Value: number(1), Point: safecontact.Point{
		ID: "p1", Kind: safecontact.PhonePoint, Allowed: safecontact.Allowed{Text: true},
		VerifiedAt: Epoch.Add(-time.Hour), VerifiedBy: worker, SharedWith: safecontact.Nobody,
	}}}}, nil
}

// ID names the provider.
func (d *depot) ID() string { return "depot" }

// Send takes a letter, and may lose the answer.
func (d *depot) Send(_ context.Context, l messaging.Letter) (messaging.ProviderRef, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.taken[l.MessageID] = append(d.taken[l.MessageID], d.at)
	if d.lost != nil && d.lost(len(d.taken)) {
		return "", messaging.Unknown{Code: "no_answer"}
	}
	return messaging.ProviderRef("SM-" + l.MessageID), nil
}

func newDepot(t *testing.T, db *store.DB, c messaging.Ceilings) *depot {
	t.Helper()
	words, err := messaging.LoadTemplates(messaging.Embedded())
	require.NoError(t, err)
	d := &depot{at: Epoch, taken: map[string][]time.Time{}}
	d.Courier, err = messaging.NewCourier(messaging.Parts{
		Contacts: d, Ledger: db, Channels: map[casework.Channel]messaging.Channel{casework.Text: d}, Templates: words,
		Now: d.now, Quiet: safecontact.AnyTime(), Braking: messaging.Braking{Brakes: db, Ceilings: c},
	})
	require.NoError(t, err)
	return d
}

func effectOf(i int) string { return fmt.Sprintf("case/%d/text", i) }

func messageOf(useful time.Time) casework.Message {
	return casework.Message{Template: casework.HearingReminder, Channel: casework.Text, When: Epoch.AddDate(0, 0, 2), UsefulUntil: useful}
}

// answer is what came of asking once.
type answer struct {
	out    casework.Outcome
	notYet string
}

// ask asks for a message once, as a worker does.
func (d *depot) ask(ctx context.Context, i int, useful time.Time) (answer, error) {
	out, err := d.Courier.Send(ctx, caseID(i), effectOf(i), messageOf(useful))
	var notYet messaging.NotYet
	if errors.As(err, &notYet) {
		return answer{notYet: notYet.Code}, nil
	}
	return answer{out: out}, err
}

// overdue is how many messages an outage holds, and how far apart they go stale.
const (
	overdue = 500
	staling = 15 * time.Second
)

func usefulOf(i int) time.Time { return Epoch.Add(time.Duration(i+1) * staling) }

// askAll asks for every message, twice each and many at once, as after an outage.
func (d *depot) askAll(t *testing.T) []answer {
	t.Helper()
	const hands = 8
	answers := make([]answer, 2*overdue)
	together(t, hands, func(ctx context.Context, hand int) (struct{}, error) {
		for k := hand; k < len(answers); k += hands {
			got, err := d.ask(ctx, k/2, usefulOf(k/2))
			if err != nil {
				return struct{}{}, err
			}
			answers[k] = got
		}
		return struct{}{}, nil
	})
	return answers
}

func catchUp(t *testing.T, db *store.DB) {
	d := newDepot(t, db, messaging.Ceilings{})
	d.lost = func(taken int) bool { return taken%25 == 0 }
	require.True(t, pause(t, db, pauseOf(messaging.ScopeAll, 0, 0)))
	for _, a := range d.askAll(t) {
		require.Contains(t, []string{messaging.RulePaused, "another_sender_has_it"}, a.notYet)
	}
	require.Empty(t, d.taken)

	resumed := Epoch.Add(time.Hour)
	d.moveTo(resumed)
	_, err := db.Resume(ctxOf(t), "", "operator-1", resumed)
	require.NoError(t, err)
	d.askAll(t)
	d.askAll(t)
	d.moveTo(resumed.Add(20 * time.Minute))
	ends := map[casework.OutcomeState]int{}
	for k, a := range d.askAll(t) {
		i := k / 2
		require.Empty(t, a.notYet, "it comes to an end")
		ends[a.out.State]++
		taken := d.taken[messaging.MessageID(effectOf(i))]
		if a.out.State == casework.Missed {
			require.Empty(t, taken)
			require.False(t, usefulOf(i).After(resumed.Add(10*time.Second)), "what was still useful went")
			continue
		}
		require.Len(t, taken, 1, "never twice")
		require.True(t, taken[0].Before(usefulOf(i)), "never too late")
	}
	require.Equal(t, map[casework.OutcomeState]int{casework.Missed: 2 * 240, casework.Sent: 2 * 250, casework.Unclear: 2 * 10}, ends)
}

// requireSlide fails where more than most were taken within some hour.
func (d *depot) requireSlide(t *testing.T, most int) {
	t.Helper()
	var all []time.Time
	for _, times := range d.taken {
		all = append(all, times...)
	}
	for _, from := range all {
		n := 0
		for _, at := range all {
			if !at.Before(from) && at.Before(from.Add(time.Hour)) {
				n++
			}
		}
		require.LessOrEqual(t, n, most)
	}
}

//nolint:funlen // a story is told from beginning to end
func underACeiling(t *testing.T, db *store.DB) {
	const messages, ceiling, hands = 60, 10, 4
	d := newDepot(t, db, messaging.Ceilings{Overall: ceiling})
	due := map[int]time.Time{}
	for i := range messages {
		due[i] = Epoch
	}
	for step := 0; len(due) > 0; step++ {
		require.Less(t, step, 200, "everything leaves in the end")
		next := Epoch.AddDate(1, 0, 0)
		for _, at := range due {
			next = earlier(next, at)
		}
		d.moveTo(next)
		var ready []int
		for i, at := range due {
			if !at.After(next) {
				ready = append(ready, i)
			}
		}
		answers := make([]answer, len(ready))
		together(t, hands, func(ctx context.Context, hand int) (struct{}, error) {
			for k := hand; k < len(ready); k += hands {
				got, err := d.ask(ctx, ready[k], Epoch.AddDate(0, 0, 1))
				if err != nil {
					return struct{}{}, err
				}
				answers[k] = got
			}
			return struct{}{}, nil
		})
		for k, a := range answers {
			if a.out.State == casework.Sent {
				delete(due, ready[k])
				continue
			}
			require.Equal(t, casework.Waiting, a.out.State)
			require.Equal(t, messaging.RuleCeilingOverall, a.out.Rule)
			require.True(t, a.out.Until.After(next))
			due[ready[k]] = a.out.Until
		}
	}
	require.Len(t, d.taken, messages)
	d.requireSlide(t, ceiling+hands-1)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

var catchingUp = []rule{
	{"ACatchUpSendsNothingStaleAndNothingTwice", catchUp},
	{"NoHourHasMoreThanACeilingAndItsSenders", underACeiling},
}
