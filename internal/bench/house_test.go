package bench_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"beacon/activities"
	"beacon/api"
	"beacon/casework"
	"beacon/internal/codec"
	"beacon/internal/embedded"
	"beacon/messaging"
	"beacon/messaging/emulator"
	"beacon/messaging/sendgrid"
	"beacon/messaging/twilio"
	"beacon/safecontact"
	"beacon/store"
	"beacon/worker"
	"beacon/workflows"
)

const (
	namespace = "beacon"
	account   = "AC00000000000000000000000000000001"
	token     = "token1"
	key       = "SG.emulated"
)

// house is everything that a standalone is made of: a Temporal server and a database
// on files, the providers on loopback, the API to which they report, and a worker.
type house struct {
	t        *testing.T
	temporal client.Client
	db       *store.DB
	emulator *emulator.Emulator
	book     *book
	victims  []string // case IDs by which contacts are found
}

// mostNumbers is how many numbers Ofcom keeps for drama: so many victims there are,
// and the cases of a larger storm share them.
const mostNumbers = 1000

func build(t *testing.T, victims int) *house {
	t.Helper()
	h := &house{t: t, book: &book{}}
	worker.CacheCases(worker.CachedCases) // the server's own workers share it
	server, err := embedded.Start(t.Context(), embedded.Options{File: filepath.Join(t.TempDir(), "temporal.db"), Namespace: namespace})
	require.NoError(t, err)
	t.Cleanup(server.Stop)
	h.temporal, err = client.Dial(client.Options{
		HostPort: server.Addr(), Namespace: namespace, Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	require.NoError(t, err)
	t.Cleanup(h.temporal.Close)
	h.db, err = store.Open(t.Context(), filepath.Join(t.TempDir(), "beacon.db"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = h.db.Close() })
	require.NoError(t, h.db.Migrate(t.Context()))
	keys, err := codec.ParseRing(codec.NewKey("bench"))
	require.NoError(t, err)
	h.db.SealWith(keys)
	h.admit(min(victims, mostNumbers))
	h.book.Book = h.db
	h.work(h.providers())
	return h
}

// admit makes victims who said that a text is safe.
func (h *house) admit(victims int) {
	h.t.Helper()
	yes := &safecontact.Confirmation{By: "PC 1234", At: time.Now().Add(-time.Hour), Allowed: safecontact.Allowed{Call: true, Text: true}}
	for n := range victims {
		p := store.Point{Value: fmt.Sprintf("+447700900%03d", n), Point: safecontact.PolicePoint("", safecontact.PhonePoint, true, yes)}
		p.SharedWith = safecontact.Nobody
		admitted, err := h.db.Admit(h.t.Context(), store.Admission{
			Source: store.Source{Force: "kent", System: "athena", ID: fmt.Sprint(n), Version: 1}, Digest: fmt.Sprint(n),
			Points: []store.Point{p}, Body: json.RawMessage(`{}`), Received: time.Now(),
		})
		require.NoError(h.t, err)
		_, err = h.db.Take(h.t.Context(), admitted.Ref, 1, 1) // nothing is to be handed to its case
		require.NoError(h.t, err)
		h.victims = append(h.victims, admitted.CaseID)
	}
}

// providers starts the emulator and the API, and says where they are.
func (h *house) providers() (outside, public string) {
	h.t.Helper()
	reports := httptest.NewUnstartedServer(nil)
	public = "http://" + reports.Listener.Addr().String()
	var err error
	h.emulator, err = emulator.New(emulator.Options{
		AccountSID: account, AuthToken: token, SendGridKey: key, LedgerFile: filepath.Join(h.t.TempDir(), "providers.ndjson"),
		EventsURL: public + "/v1/webhooks/sendgrid/events",
	})
	require.NoError(h.t, err)
	a, err := api.New(api.Config{PublicURL: public, TwilioTokens: []string{token}, SendGridKey: h.emulator.EventKey()},
		&workflows.Client{Temporal: h.temporal}, h.db, nobody{}, slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	require.NoError(h.t, err)
	go func() { _ = a.Watch(h.t.Context()) }()
	reports.Config.Handler = a.Handler()
	reports.Start()
	h.t.Cleanup(reports.Close)
	h.t.Cleanup(func() { _ = h.emulator.Close() })
	providers := httptest.NewServer(h.emulator.Handler())
	h.t.Cleanup(providers.Close)
	return providers.URL, public
}

type nobody struct{}

func (nobody) Verify(context.Context, string) (c api.Caller, err error) { return c, http.ErrNoCookie }

// work runs the worker of cases, as production does but for its brakes.
func (h *house) work(outside, public string) {
	h.t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: 100}
	texts, err := twilio.New(twilio.Config{AccountSID: account, AuthToken: token, From: "+441632960001", PublicURL: public, BaseURL: outside, Transport: transport})
	require.NoError(h.t, err)
	emails, err := sendgrid.New(sendgrid.Config{APIKey: key, FromAddress: "post@example.org", BaseURL: outside, Transport: transport})
	require.NoError(h.t, err)
	words, err := messaging.LoadTemplates(messaging.Embedded())
	require.NoError(h.t, err)
	courier, err := messaging.NewCourier(messaging.Parts{
		Contacts: directory{h.db, h.victims}, Ledger: h.db, Templates: words, Now: time.Now, Quiet: safecontact.AnyTime(),
		Channels: map[casework.Channel]messaging.Channel{casework.Text: texts, casework.Email: emails},
		Braking:  messaging.Braking{Brakes: h.db},
	})
	require.NoError(h.t, err)
	w := worker.New(h.temporal, &workflows.Cases{Policy: patient}, &activities.Desk{Sender: courier, Book: h.book})
	require.NoError(h.t, w.Start())
	h.t.Cleanup(w.Stop)
	ringer := worker.Ringer{Rings: h.db, Bell: &workflows.Client{Temporal: h.temporal}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	go ringer.Run(h.t.Context())
}

// patient is the policy of a service whose reminders are rung at a pace.
func patient() casework.Policy {
	p := casework.Ordinary()
	p.PatientFor = worker.PatientFor
	return p
}

// directory finds the victim of any case of a storm: the nth has the number of the
// nth victim, or of one of a thousand.
type directory struct {
	db      *store.DB
	victims []string
}

func (d directory) Contact(ctx context.Context, caseID string) (messaging.Contact, error) {
	return d.db.Contact(ctx, d.victims[numberIn(caseID)%len(d.victims)])
}

// book is the read model, and notes when each case was first seen to say something.
type book struct {
	activities.Book
	mu    sync.Mutex
	lines map[line]time.Time
	cases map[string]bool // that it has
}

type line struct{ caseID, what string }

// Publish writes a view; what it says is seen once that is done.
func (b *book) Publish(ctx context.Context, v casework.View) error {
	if err := b.Book.Publish(ctx, v); err != nil {
		return err
	}
	seen := time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lines == nil {
		b.lines, b.cases = map[line]time.Time{}, map[string]bool{}
	}
	b.cases[v.ID] = true
	for _, l := range v.Lines {
		if _, known := b.lines[line{v.ID, l.What}]; !known {
			b.lines[line{v.ID, l.What}] = seen
		}
	}
	return nil
}

// seen is when cases were seen to say something: those of ids that were.
// has says that it has every one of these cases.
func (b *book) has(ids []string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !slices.ContainsFunc(ids, func(id string) bool { return !b.cases[id] })
}

func (b *book) seen(what string, ids []string) (at []time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range ids {
		if when, ok := b.lines[line{id, what}]; ok {
			at = append(at, when)
		}
	}
	return at
}
