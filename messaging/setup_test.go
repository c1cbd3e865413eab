package messaging_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/messaging/messagingtest"
	"beacon/safecontact"
)

const (
	caseID = "8b0f8f54-7a54-4c3e-9d8a-1d2f6a3f1c55"
	number = "+447700900123"
	effect = "case/8b0f8f54/12/text-hearing_reminder-3"
)

var monday = messagingtest.Monday

// book is a victim's contact, as it is today.
type book struct {
	mu      sync.Mutex
	contact messaging.Contact
	err     error
}

func (b *book) Contact(_ context.Context, id string) (messaging.Contact, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.contact
	c.CaseID = id
	return c, b.err
}

func (b *book) change(f func(*messaging.Contact)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f(&b.contact)
}

// post is a channel that does what the test says.
type post struct {
	mu      sync.Mutex
	answer  func(l messaging.Letter) (messaging.ProviderRef, error)
	letters []messaging.Letter
}

func (p *post) ID() string { return "post" }

func (p *post) Send(_ context.Context, l messaging.Letter) (messaging.ProviderRef, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.letters = append(p.letters, l)
	if p.answer == nil {
		return messaging.ProviderRef(fmt.Sprintf("SM%d", len(p.letters))), nil
	}
	return p.answer(l)
}

func (p *post) does(answer func(messaging.Letter) (messaging.ProviderRef, error)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = answer
}

func (p *post) says(err error) {
	p.does(func(messaging.Letter) (messaging.ProviderRef, error) { return "", err })
}

func (p *post) sent() []messaging.Letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]messaging.Letter(nil), p.letters...)
}

// searchable is a post that can be asked what it took.
type searchable struct {
	*post
	find func(l messaging.Letter, since time.Time) (messaging.Sighting, error)
}

func (s searchable) Find(_ context.Context, l messaging.Letter, since time.Time) (messaging.Sighting, error) {
	return s.find(l, since)
}

// its is a sighting of one letter, which is known by more than its words.
func its(ref messaging.ProviderRef) messaging.Sighting {
	return messaging.Sighting{Refs: []messaging.ProviderRef{ref}}
}

// office is a courier and all it works with.
type office struct {
	*messaging.Courier
	t      *testing.T
	clock  *messagingtest.Clock
	book   *book
	ledger *messagingtest.Memory
	post   *post
}

// point is a mobile number that the victim confirmed for texts an hour ago.
func point() messaging.PointValue {
	return messaging.PointValue{Value: "07700 900123", Point: safecontact.Point{
		ID: "p1", Kind: safecontact.PhonePoint, Allowed: safecontact.Allowed{Call: true, Text: true},
		VerifiedAt: monday.Add(-time.Hour), VerifiedBy: "caseworker-7", SharedWith: safecontact.Nobody,
	}}
}

func templates(t *testing.T) *messaging.Templates {
	t.Helper()
	words, err := messaging.LoadTemplates(messaging.Embedded())
	require.NoError(t, err)
	return words
}

// setup makes an office at nine on Monday morning. adjust may change its parts.
func setup(t *testing.T, adjust ...func(*messaging.Parts)) *office {
	t.Helper()
	o := &office{t: t, clock: messagingtest.NewClock(monday), ledger: messagingtest.NewMemory(), post: &post{}}
	o.book = &book{contact: messaging.Contact{Name: "Ana", Points: []messaging.PointValue{point()}}}
	parts := messaging.Parts{
		Contacts: o.book, Ledger: o.ledger, Channels: map[casework.Channel]messaging.Channel{casework.Text: o.post, casework.Email: o.post},
		Templates: templates(t), Now: o.clock.Now, CallBack: "01632 960001",
	}
	for _, f := range adjust {
		f(&parts)
	}
	courier, err := messaging.NewCourier(parts)
	require.NoError(t, err)
	o.Courier = courier
	return o
}

// reminder is a text about a hearing on Wednesday, useful for two days.
func reminder() casework.Message {
	return casework.Message{
		Template: casework.HearingReminder, Channel: casework.Text,
		When: monday.Add(49 * time.Hour), UsefulUntil: monday.Add(48 * time.Hour), About: "h1",
	}
}

func (o *office) send(m casework.Message) (casework.Outcome, error) {
	return o.Send(context.Background(), caseID, effect, m)
}

func (o *office) mustSend(m casework.Message) casework.Outcome {
	o.t.Helper()
	out, err := o.send(m)
	require.NoError(o.t, err)
	return out
}

// row is the one row of the ledger.
func (o *office) row() messaging.Delivery {
	o.t.Helper()
	rows := o.ledger.Rows()
	require.Len(o.t, rows, 1)
	return rows[0]
}
