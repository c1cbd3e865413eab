// Package emulator stands in for Twilio, SendGrid and GOV.UK Notify on this machine:
// it speaks their HTTP APIs well enough for their own SDKs, calls back with valid
// signatures and tokens, keeps a ledger of every message it accepted, shows it all on an
// outbox page, and fails on demand.
//
// It decides what a provider would have answered and what would have become of
// a message. It refuses to know what a message is about, whether it was safe to
// send, or anything else of ours; and it refuses to call any address which is
// not on this machine.
package emulator

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"sync"
	"time"
)

// Options say which accounts the emulator plays and whom it calls back.
type Options struct {
	// AccountSID and AuthToken are Twilio's basic auth; AuthToken also signs
	// webhooks. Letters and digits only, as Twilio's SDK insists. Required.
	AccountSID, AuthToken string
	// SendGridKey is the bearer token SendGrid's API asks for. Required.
	SendGridKey string
	// NotifyKey is an API key of GOV.UK Notify: a name, a service's ID and a secret,
	// joined by hyphens. "" has its API refuse everybody.
	NotifyKey string
	// NotifyCallbackURL is where Notify's delivery receipts go, with
	// NotifyCallbackToken as their bearer token; "" sends none.
	NotifyCallbackURL, NotifyCallbackToken string
	// NotifyInboundURL is where texts go that people send to the service's number at
	// Notify, with the same token; "" has its texts come from a name that nobody can
	// reply to.
	NotifyInboundURL string
	// LedgerFile is an append-only NDJSON file; it is read at the start, so that
	// a restarted emulator still knows what it accepted. "" keeps it in memory.
	LedgerFile string
	// EventsURL is where SendGrid's signed events go; "" sends none. Twilio's
	// status callbacks go to the StatusCallback of each message.
	EventsURL string
	// InboundURL is where texts from people go; "" keeps them to the outbox page.
	InboundURL string
	// ServiceNumber is the number a Messaging Service sends from, in E.164 form.
	// "" is 07700 900999, which Ofcom keeps for drama.
	ServiceNumber string
	// PrivateNetwork lets callbacks also reach a private network, as between
	// containers. Otherwise they reach loopback only.
	PrivateNetwork bool
	// RedactionOff plays a Twilio account without Message Redaction, which
	// ignores ContentRetention and AddressRetention.
	RedactionOff bool
	// Now stamps everything and decides when a validity period has lapsed.
	// nil is time.Now. Delays are always real time.
	Now func() time.Time
	// Seed makes faults by rate strike the same messages in every run.
	Seed int64
	// CallbackDelay is the time between one status and the next.
	CallbackDelay time.Duration
	// RetryDelay is the first wait before a failed callback is tried again;
	// each later wait is twice as long. 0 is one second.
	RetryDelay time.Duration
}

// Emulator plays all providers. Its methods may be used from any goroutine.
type Emulator struct {
	options  Options
	book     *book
	faults   *faults
	errands  *errands
	tracking *tracking
	client   *http.Client
	key      *ecdsa.PrivateKey
	zone     *time.Location
	closing  chan struct{}
	once     sync.Once
}

var alphanumeric = regexp.MustCompile(`^[a-zA-Z0-9]+$`)

// New opens the ledger and takes up every message whose journey had not ended.
// It fails on missing options and on a ledger or key it cannot read.
func New(o Options) (*Emulator, error) {
	o = withDefaults(o)
	if err := validate(o); err != nil {
		return nil, err
	}
	key, err := eventKey(o.LedgerFile)
	if err != nil {
		return nil, fmt.Errorf("open event key: %w", err)
	}
	b, err := openBook(o.LedgerFile)
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	e := &Emulator{
		options: o, book: b, key: key,
		faults:   &faults{seed: o.Seed},
		errands:  newErrands(workers),
		tracking: &tracking{on: map[string]bool{}},
		client:   callbackClient(o.PrivateNetwork),
		zone:     london(),
		closing:  make(chan struct{}),
	}
	e.resume()
	return e, nil
}

func withDefaults(o Options) Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.RetryDelay == 0 {
		o.RetryDelay = time.Second
	}
	if o.ServiceNumber == "" {
		o.ServiceNumber = "+447700900999"
	}
	return o
}

func validate(o Options) error {
	var wrong []error
	if !alphanumeric.MatchString(o.AccountSID) {
		wrong = append(wrong, errors.New("AccountSID must be letters and digits"))
	}
	if !alphanumeric.MatchString(o.AuthToken) {
		wrong = append(wrong, errors.New("AuthToken must be letters and digits"))
	}
	if o.SendGridKey == "" {
		wrong = append(wrong, errors.New("SendGridKey is missing"))
	}
	if o.NotifyKey != "" && !notifyKey.MatchString(o.NotifyKey) {
		wrong = append(wrong, errors.New("NotifyKey must be a name and two UUIDs, joined by hyphens"))
	}
	if !e164.MatchString(o.ServiceNumber) {
		wrong = append(wrong, errors.New("ServiceNumber must be in E.164 form"))
	}
	if len(wrong) > 0 {
		return fmt.Errorf("emulator options: %w", errors.Join(wrong...))
	}
	return nil
}

// london is the zone of the outbox page; UTC where the machine has no zones.
func london() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return time.UTC
	}
	return zone
}

// Close stops calling back, waits for callbacks under way, and closes the
// ledger. What had not been called back is taken up when the ledger is opened
// again. Requests that come later are answered 500. Closing twice is harmless.
func (e *Emulator) Close() (err error) {
	e.once.Do(func() {
		close(e.closing)
		e.errands.stop()
		err = e.book.close()
		e.client.CloseIdleConnections()
	})
	return err
}

// Messages returns the messages accepted for sending, oldest first, in the
// order of the ledger. Each is counted once, whatever was answered. Words and
// numbers are as they were sent, even where the provider's API now hides them.
func (e *Emulator) Messages() []Message {
	return e.book.where(func(m *Message) bool { return !m.Inbound })
}

// Replies returns the texts which came from people, oldest first.
func (e *Emulator) Replies() []Message {
	return e.book.where(func(m *Message) bool { return m.Inbound })
}

// Settle returns when every message has come to the end of its journey and every
// callback has been made or given up, or with an error when ctx ends or the
// emulator closes before that.
func (e *Emulator) Settle(ctx context.Context) error {
	settled := e.errands.settled()
	select {
	case <-settled:
		return nil
	default:
	}
	select {
	case <-settled:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("settle: %w", ctx.Err())
	case <-e.closing:
		return fmt.Errorf("settle: %w", errClosed)
	}
}

func (e *Emulator) now() time.Time { return e.options.Now().UTC() }

// pause waits for d, and says false if the caller or the emulator went first.
func (e *Emulator) pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
	case <-e.closing:
	}
	return false
}
