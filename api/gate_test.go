package api_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	crand "crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"beacon/api"
	"beacon/casework"
	"beacon/internal/codec"
	"beacon/messaging"
	"beacon/safecontact"
	"beacon/store"
	"beacon/workflows"
)

// gate is an API whose whole state can be looked at, and somebody who writes to it.
type gate struct {
	t      *testing.T
	h      http.Handler
	file   *sql.DB // the same database, past the store
	db     *store.DB
	key    *ecdsa.PrivateKey
	other  *ecdsa.PrivateKey
	dice   *rand.Rand
	caseID string
	known  []string // messages that were sent
}

const (
	gateURL   = "https://beacon.example.org"
	gateToken = "token1"
	gatePhone = "+447700900123"
)

var gateNow = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// untouched are cases that nobody may speak to.
type untouched struct{ t *testing.T }

func (u untouched) Refer(context.Context, string, casework.Referral, json.RawMessage) (r casework.Receipt, err error) {
	u.t.Error("a case was referred")
	return r, nil
}

func (u untouched) Do(context.Context, string, casework.Command) (r casework.Receipt, err error) {
	u.t.Error("a case was told something")
	return r, nil
}

func (u untouched) Reopen(context.Context, string, casework.ReopenCase, json.RawMessage) (r casework.Receipt, err error) {
	u.t.Error("a case was reopened")
	return r, nil
}

func (u untouched) Rouse(context.Context, string, casework.Command, json.RawMessage) (r casework.Receipt, err error) {
	u.t.Error("a case was reopened")
	return r, nil
}

func (u untouched) RingBy(context.Context, string, casework.Bell) (bool, error) {
	u.t.Error("a case was rung")
	return false, nil
}

func (u untouched) Stands(context.Context, string) (s workflows.Standing, err error) {
	u.t.Error("a case was looked into")
	return s, nil
}

func (u untouched) Recover(context.Context, string, json.RawMessage, casework.Recovered) error {
	u.t.Error("a case was started")
	return nil
}

func (u untouched) Waits(context.Context, string, time.Time) (w workflows.Waiting, err error) {
	u.t.Error("a case was looked into")
	return w, nil
}

func (u untouched) Refresh(context.Context, string, workflows.Waiting) error {
	u.t.Error("a case was made to go on")
	return nil
}

func (untouched) Ready(context.Context) error { return nil }

type stranger struct{}

func (stranger) Verify(context.Context, string) (c api.Caller, err error) { return c, http.ErrNoCookie }

func openGate(t *testing.T) *gate {
	t.Helper()
	g := &gate{t: t, dice: rand.New(rand.NewPCG(5, 5)), key: gateKey(t), other: gateKey(t)}
	path := filepath.Join(t.TempDir(), "beacon.db")
	var err error
	g.db, err = store.Open(t.Context(), path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = g.db.Close() })
	require.NoError(t, g.db.Migrate(t.Context()))
	keys, err := codec.ParseRing(codec.NewKey("gate"))
	require.NoError(t, err)
	g.db.SealWith(keys)
	g.file, err = sql.Open("sqlite", "file:"+path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = g.file.Close() })
	der, err := x509.MarshalPKIXPublicKey(&g.key.PublicKey)
	require.NoError(t, err)
	a, err := api.New(api.Config{
		PublicURL: gateURL, TwilioTokens: []string{gateToken}, SendGridKey: base64.StdEncoding.EncodeToString(der),
		Now: func() time.Time { return gateNow },
	}, untouched{t}, g.db, stranger{}, slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	require.NoError(t, err)
	g.h = a.Handler()
	g.fill()
	return g
}

func gateKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), crand.Reader)
	require.NoError(t, err)
	return k
}

// fill admits a victim with a number, and gives them messages in every state.
func (g *gate) fill() {
	g.t.Helper()
	yes := &safecontact.Confirmation{By: "PC 1234", At: gateNow.Add(-time.Hour), Allowed: safecontact.Allowed{Text: true}}
	admitted, err := g.db.Admit(g.t.Context(), store.Admission{
		Source: store.Source{Force: "kent", System: "athena", ID: "1", Version: 1}, Digest: "d", Body: json.RawMessage(`{}`), Received: gateNow,
		Points: []store.Point{{Value: gatePhone, Point: safecontact.PolicePoint("", safecontact.PhonePoint, true, yes)}},
	})
	require.NoError(g.t, err)
	g.caseID = admitted.CaseID
	states := []messaging.State{messaging.StateSending, messaging.StateUnknown, messaging.StateAccepted, messaging.StateRefused}
	for n := range 20 {
		d := messaging.Delivery{
			MessageID: messaging.MessageID(fmt.Sprint(n)), EffectID: fmt.Sprint(n), CaseID: g.caseID, Template: casework.HearingReminder,
			Channel: casework.Text, Provider: "twilio", State: messaging.StateSending, UsefulUntil: gateNow.Add(time.Hour), EnteredAt: gateNow,
		}
		_, _, err := g.db.Enter(g.t.Context(), d)
		require.NoError(g.t, err)
		s := messaging.Settlement{MessageID: d.MessageID, Attempt: 1, State: states[n%4], At: gateNow, ProviderRef: messaging.ProviderRef(fmt.Sprintf("SM%032d", n))}
		require.NoError(g.t, g.db.Settle(g.t.Context(), s))
		g.known = append(g.known, d.MessageID)
	}
}

// state is a hash of every row of every table but those named.
func (g *gate) state(but ...string) string {
	g.t.Helper()
	var tables []string
	rows, err := g.file.QueryContext(g.t.Context(), `select name from sqlite_master where type = 'table' order by name`)
	require.NoError(g.t, err)
	defer rows.Close()
	for rows.Next() {
		var name string
		require.NoError(g.t, rows.Scan(&name))
		if !slices.Contains(but, name) {
			tables = append(tables, name)
		}
	}
	require.NoError(g.t, rows.Err())
	sum := sha256.New()
	for _, name := range tables {
		g.hash(sum.Write, name)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

func (g *gate) hash(write func([]byte) (int, error), table string) {
	g.t.Helper()
	rows, err := g.file.QueryContext(g.t.Context(), `select * from "`+table+`" order by rowid`)
	require.NoError(g.t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(g.t, err)
	for rows.Next() {
		row := make([]any, len(columns))
		for i := range row {
			row[i] = new(any)
		}
		require.NoError(g.t, rows.Scan(row...))
		_, _ = write([]byte(table))
		for _, v := range row {
			_, _ = write(fmt.Appendf(nil, "%q\x00", *(v.(*any))))
		}
	}
	require.NoError(g.t, rows.Err())
}

// webhook is one request of a provider's, or of somebody who would be one.
type webhook struct {
	path   string // with its query
	body   []byte
	header http.Header
}

func (g *gate) post(w webhook) int {
	g.t.Helper()
	r := httptest.NewRequestWithContext(g.t.Context(), http.MethodPost, w.path, bytes.NewReader(w.body))
	r.Header = w.header
	rec := httptest.NewRecorder()
	g.h.ServeHTTP(rec, r)
	return rec.Code
}

func one[T any](g *gate, from ...T) T { return from[g.dice.IntN(len(from))] }

// real is a webhook that is what it says, of a message that was sent or of a text
// from the victim's number.
func (g *gate) real() webhook {
	n := g.dice.IntN(len(g.known))
	ref := fmt.Sprintf("SM%032d", n)
	switch g.dice.IntN(3) {
	case 0:
		form := url.Values{"MessageSid": {ref}, "MessageStatus": {one(g, "sent", "delivered", "undelivered", "failed")}, "ErrorCode": {"30005"}, "To": {gatePhone}}
		return g.twilio("/v1/webhooks/twilio/status?m="+g.known[n], form)
	case 1:
		form := url.Values{"MessageSid": {fmt.Sprintf("SM%032d", g.dice.IntN(1<<30))}, "From": {gatePhone}, "To": {"+441632960001"}, "Body": {one(g, "STOP", "START", "help me", "1")}}
		return g.twilio("/v1/webhooks/twilio/inbound", form)
	}
	body, err := json.Marshal([]map[string]any{{
		"event": one(g, "delivered", "bounce", "dropped", "spamreport", "unsubscribe"), "sg_event_id": fmt.Sprint("e", g.dice.IntN(1<<30)),
		"sg_message_id": "x.y", "message": g.known[n], "timestamp": gateNow.Unix(),
	}})
	require.NoError(g.t, err)
	return g.sendgrid(body, gateNow.Unix(), g.key)
}

func (g *gate) twilio(path string, form url.Values) webhook {
	return webhook{path, []byte(form.Encode()), http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, messaging.TwilioSignatureHeader: {signed(gateToken, gateURL+path, form)},
	}}
}

// signed is Twilio's signature: the address and every parameter in order.
func signed(token, at string, form url.Values) string {
	for _, name := range slices.Sorted(maps.Keys(form)) {
		at += name + form.Get(name)
	}
	sum := hmac.New(sha1.New, []byte(token))
	sum.Write([]byte(at))
	return base64.StdEncoding.EncodeToString(sum.Sum(nil))
}

func (g *gate) sendgrid(body []byte, at int64, by *ecdsa.PrivateKey) webhook {
	g.t.Helper()
	stamp := strconv.FormatInt(at, 10)
	sum := sha256.Sum256(append([]byte(stamp), body...))
	signature, err := ecdsa.SignASN1(crand.Reader, by, sum[:])
	require.NoError(g.t, err)
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set(messaging.SendGridSignatureHeader, base64.StdEncoding.EncodeToString(signature))
	h.Set(messaging.SendGridTimestampHeader, stamp)
	return webhook{"/v1/webhooks/sendgrid/events", body, h}
}

func (w webhook) signature() string {
	if strings.Contains(w.path, "twilio") {
		return messaging.TwilioSignatureHeader
	}
	return messaging.SendGridSignatureHeader
}
