package once_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"beacon/api"
	"beacon/casework"
	"beacon/internal/codec"
	"beacon/messaging"
	"beacon/messaging/emulator"
	"beacon/messaging/sendgrid"
	"beacon/messaging/twilio"
	"beacon/safecontact"
	"beacon/store"
	"beacon/workflows"
)

// The account that the emulator plays. Nothing here opens anything.
const (
	account = "AC00000000000000000000000000000001"
	token   = "token1"
	key     = "SG.emulated"
	sender  = "+441632960001"
)

// world is a database with victims in it, both providers on loopback, and the API
// to which they report.
type world struct {
	t        *testing.T
	now      func() time.Time
	db       *store.DB
	cases    []string // a victim each, with one mobile and one address
	emulator *emulator.Emulator
	ledger   string // the emulator's file: the truth
	outside  *outside
	public   string // where the API is
	alike    bool   // see mode
}

// making is how a world may differ.
type making struct {
	now      func() time.Time
	database string // "" is SQLite in memory
	victims  int
}

func newWorld(t *testing.T, m making) *world {
	t.Helper()
	w := &world{t: t, now: m.now, ledger: filepath.Join(t.TempDir(), "providers.ndjson")}
	w.openStore(m)
	w.outside = listen(t)
	callbacks := httptest.NewUnstartedServer(nil)
	w.public = "http://" + callbacks.Listener.Addr().String()
	var err error
	w.emulator, err = emulator.New(emulator.Options{
		AccountSID: account, AuthToken: token, SendGridKey: key, LedgerFile: w.ledger, Now: m.now, Seed: 7,
		EventsURL: w.public + "/v1/webhooks/sendgrid/events", RetryDelay: 20 * time.Millisecond,
	})
	require.NoError(t, err)
	w.outside.serve(w.emulator.Handler())
	callbacks.Config.Handler = w.newAPI().Handler()
	callbacks.Start()
	t.Cleanup(func() {
		_ = w.emulator.Close()
		callbacks.Close()
	})
	return w
}

func (w *world) openStore(m making) {
	w.t.Helper()
	var err error
	w.db, err = store.Open(w.t.Context(), m.database)
	require.NoError(w.t, err)
	w.t.Cleanup(func() { _ = w.db.Close() })
	require.NoError(w.t, w.db.Migrate(w.t.Context()))
	keys, err := codec.ParseRing(codec.NewKey("once"))
	require.NoError(w.t, err)
	w.db.SealWith(keys)
	for n := range m.victims {
		admitted, err := w.db.Admit(w.t.Context(), referral(n))
		require.NoError(w.t, err)
		w.cases = append(w.cases, admitted.CaseID)
	}
}

// referral is a victim who said that a text and an email are safe.
func referral(n int) store.Admission {
	yes := &safecontact.Confirmation{By: "PC 1234", At: monday.Add(-time.Hour), Allowed: safecontact.Allowed{Call: true, Text: true, Email: true}}
	point := func(kind safecontact.Kind, value string) store.Point {
		p := store.Point{Value: value, Point: safecontact.PolicePoint("", kind, kind == safecontact.PhonePoint, yes)}
		p.SharedWith = safecontact.Nobody
		return p
	}
	return store.Admission{
		Source: store.Source{Force: "hertfordshire", System: "athena", ID: fmt.Sprint(n), Version: 1}, Digest: fmt.Sprint("digest ", n),
		Person:   store.Person{Reference: fmt.Sprint("N", n), GivenName: "Zebedee", FamilyName: "Quux", Language: "en"},
		Points:   []store.Point{point(safecontact.PhonePoint, numberOf(n)), point(safecontact.EmailPoint, addressOf(n))},
		Body:     json.RawMessage(`{}`),
		Received: monday,
	}
}

func numberOf(n int) string  { return fmt.Sprintf("+447700900%03d", n) }
func addressOf(n int) string { return fmt.Sprintf("victim%d@example.org", n) }

func (w *world) newAPI() *api.API {
	w.t.Helper()
	a, err := api.New(api.Config{
		PublicURL: w.public, TwilioTokens: []string{token}, SendGridKey: w.emulator.EventKey(), Now: w.now,
	}, silent{}, w.db, nobody{}, slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	require.NoError(w.t, err)
	return a
}

// silent are cases that take whatever they are told.
type silent struct{}

func (silent) Refer(context.Context, string, casework.Referral, json.RawMessage) (r casework.Receipt, err error) {
	return r, nil
}
func (silent) Do(context.Context, string, casework.Command) (r casework.Receipt, err error) {
	return r, nil
}
func (silent) Rouse(context.Context, string, casework.Command, json.RawMessage) (r casework.Receipt, err error) {
	return r, nil
}

func (silent) Reopen(context.Context, string, casework.ReopenCase, json.RawMessage) (r casework.Receipt, err error) {
	return r, nil
}
func (silent) RingBy(context.Context, string, casework.Bell) (bool, error)                { return false, nil }
func (silent) Stands(context.Context, string) (s workflows.Standing, err error)           { return s, nil }
func (silent) Recover(context.Context, string, json.RawMessage, casework.Recovered) error { return nil }
func (silent) Ready(context.Context) error                                                { return nil }
func (silent) Waits(context.Context, string, time.Time) (w workflows.Waiting, err error) {
	return w, nil
}
func (silent) Refresh(context.Context, string, workflows.Waiting) error { return nil }

// nobody lets nobody in: providers need no token.
type nobody struct{}

func (nobody) Verify(context.Context, string) (c api.Caller, err error) { return c, http.ErrNoCookie }

// post is how a courier of this world is made.
type post struct {
	contacts  messaging.Contacts
	ledger    messaging.Ledger
	now       func() time.Time
	providers string // their address
	public    string
	transport http.RoundTripper
	patience  time.Duration                             // with a provider; 0: the channels' own
	forgets   bool                                      // see mode
	channel   func(messaging.Channel) messaging.Channel // nil: as it is
}

func (w *world) post() post {
	return post{
		contacts: w.db, ledger: w.db, now: w.now, providers: w.outside.url, public: w.public,
		transport: &http.Transport{MaxIdleConnsPerHost: senders},
	}
}

func (p post) courier() (*messaging.Courier, error) {
	texts, err := twilio.New(twilio.Config{
		AccountSID: account, AuthToken: token, From: sender, PublicURL: p.public, BaseURL: p.providers, Transport: p.transport, Timeout: p.patience,
		DiscardContent: p.forgets, ObfuscateAddress: p.forgets,
	})
	if err != nil {
		return nil, err
	}
	emails, err := sendgrid.New(sendgrid.Config{
		APIKey: key, FromAddress: "post@example.org", BaseURL: p.providers, Transport: p.transport, Timeout: p.patience,
	})
	if err != nil {
		return nil, err
	}
	words, err := messaging.LoadTemplates(messaging.Embedded())
	if err != nil {
		return nil, err
	}
	channels := map[casework.Channel]messaging.Channel{casework.Text: texts, casework.Email: emails}
	if p.channel != nil {
		channels[casework.Text], channels[casework.Email] = p.channel(texts), p.channel(emails)
	}
	return messaging.NewCourier(messaging.Parts{
		Contacts: p.contacts, Ledger: p.ledger, Channels: channels, Templates: words, Now: p.now, Quiet: safecontact.AnyTime(),
	})
}
