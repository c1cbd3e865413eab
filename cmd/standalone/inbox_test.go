package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"beacon/activities"
	"beacon/api"
	"beacon/casework"
	"beacon/internal/app"
	"beacon/internal/embedded"
	"beacon/internal/issuer"
	"beacon/store"
	"beacon/worker"
	"beacon/workflows"
)

// bureau is an API on a SQLite file beside a Temporal server that can be stopped, each
// at an address that stays.
type bureau struct {
	t        *testing.T
	c        app.Config
	issuer   issuer.Issuer
	token    string
	db       *store.DB
	tc       client.Client
	temporal *embedded.Server
	close    func() // ends the API; what it keeps stays
}

func openBureau(t *testing.T) *bureau {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	b := &bureau{t: t, issuer: issuer.Issuer{Name: "http://issuer.example.org", Audience: "beacon", Key: key}}
	b.c = app.Config{
		Database: filepath.Join(t.TempDir(), "beacon.db"), DataKeys: app.NewDataKey("test"), APIAddr: unused(t), TemporalAddr: unused(t),
		TemporalNamespace: "beacon", PublicURL: "http://127.0.0.1", Hurry: 1,
	}
	b.db, err = app.OpenStore(t.Context(), b.c)
	require.NoError(t, err)
	t.Cleanup(func() { _ = b.db.Close() })
	require.NoError(t, b.db.Migrate(t.Context()))
	b.tc = dial(t, b.c.TemporalAddr, b.c.TemporalNamespace)
	file := filepath.Join(t.TempDir(), "temporal.db")
	b.startTemporal(file)
	t.Cleanup(func() { b.temporal.Stop() })
	b.startAPI()
	t.Cleanup(func() { b.close() })
	b.token = b.tokenOf(casework.Referrer)
	return b
}

// unused is an address that nobody has.
func unused(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

func (b *bureau) startTemporal(file string) {
	b.t.Helper()
	var err error
	b.temporal, err = embedded.Start(b.t.Context(), embedded.Options{File: file, FrontendAddr: b.c.TemporalAddr, Namespace: b.c.TemporalNamespace})
	require.NoError(b.t, err)
}

// startAPI starts one, which knows nothing but what is in SQL.
func (b *bureau) startAPI() {
	b.t.Helper()
	v, err := api.NewTokens(api.TokenConfig{Issuer: b.issuer.Name, Audience: b.issuer.Audience, Keys: []crypto.PublicKey{b.issuer.Key.Public()}})
	require.NoError(b.t, err)
	a, err := app.NewAPI(b.c, b.db, b.tc, v, nil, slog.New(slog.DiscardHandler))
	require.NoError(b.t, err)
	a.Mount(http.MethodPost, "/dev/tokens", func(c echo.Context) error { return b.issuer.Serve(c) })
	l, err := app.ListenAPI(b.c)
	require.NoError(b.t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- app.ServeAPI(ctx, l, a, 0) }()
	b.close = sync.OnceFunc(func() { stop(); require.NoError(b.t, <-ended) })
}

func (b *bureau) tokenOf(role casework.Role) string {
	b.t.Helper()
	status, body := b.post("", "/dev/tokens", fmt.Sprintf(`{"role":%q,"subject":"me"}`, role))
	require.Equal(b.t, http.StatusOK, status, body)
	var got struct{ Token string }
	require.NoError(b.t, json.Unmarshal([]byte(body), &got))
	return got.Token
}

func (b *bureau) post(token, path, body string) (int, string) {
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, "http://"+b.c.APIAddr+path, strings.NewReader(body))
	require.NoError(b.t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	got, err := http.DefaultClient.Do(r)
	require.NoError(b.t, err)
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	require.NoError(b.t, err)
	return got.StatusCode, string(text)
}

// refer posts a made-up victim's referral, and says what was answered and how soon.
func (b *bureau) refer(n int, g casework.Grade) (status int, id, says string, took time.Duration) {
	body := strings.NewReplacer(
		"CANARY-1", fmt.Sprint("R-", n), "N7000001", fmt.Sprintf("N%07d", n), "Quux", fmt.Sprint("Quux", n), "1987-06-05",
		time.Date(1970, 1, 1+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), `"grade":"medium"`, fmt.Sprintf(`"grade":%q`, g),
		"07700 900777", fmt.Sprintf("07700 900%03d", n), "zebedee", fmt.Sprint("zebedee", n), "77 Canary", fmt.Sprint(n, " Canary"),
		"07700 900888", "07700 900999", "Zebedee.Quux@", fmt.Sprintf("z%d@", n),
	).Replace(canaryReferral)
	began := time.Now()
	status, text := b.post(b.token, "/v1/referrals", body)
	var out struct {
		CaseID  string `json:"case_id"`
		Outcome string
	}
	_ = json.Unmarshal([]byte(text), &out)
	return status, out.CaseID, out.Outcome, time.Since(began)
}

func (b *bureau) work() {
	b.t.Helper()
	s := &slow{begun: make(chan struct{}, 10_000), release: make(chan struct{}), cut: make(chan error, 10_000)}
	close(s.release)
	require.Eventually(b.t, func() bool {
		w := worker.New(b.tc, &workflows.Cases{Policy: casework.Ordinary}, &activities.Desk{Sender: s, Book: b.db})
		if w.Start() != nil {
			return false
		}
		b.t.Cleanup(w.Stop)
		return true
	}, 2*time.Minute, 50*time.Millisecond, "once it has met the server again")
}

// began is when a case's workflow was started; it fails unless that was once.
func (b *bureau) began(id string) time.Time {
	b.t.Helper()
	all := b.tc.GetWorkflowHistory(b.t.Context(), workflows.WorkflowID(id), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	first, err := all.Next()
	require.NoError(b.t, err)
	require.Empty(b.t, first.GetWorkflowExecutionStartedEventAttributes().GetContinuedExecutionRunId())
	return first.GetEventTime().AsTime()
}

// Temporal is away. Three hundred referrals are sent, each twice; the API is ended in
// between. When Temporal is back every case is opened once, in the order of risk.
func TestReferralsAreTakenWhileTemporalIsAwayAndBeginInTheOrderOfRisk(t *testing.T) { //nolint:paralleltest // it measures
	b := openBureau(t)
	file := filepath.Join(t.TempDir(), "later.db")
	b.temporal.Stop()
	const many = 300
	ids, took := make([]string, many), make([]time.Duration, 0, 2*many)
	for i := range many {
		if i == many/2 {
			b.close()
			b.startAPI()
		}
		for _, says := range []string{"accepted", "duplicate"} {
			status, id, said, lasted := b.refer(i, casework.Grades[2-i%3])
			require.Equal(t, http.StatusAccepted, status)
			require.Equal(t, says, said)
			ids[i], took = id, append(took, lasted)
		}
	}
	slices.Sort(took)
	t.Logf("answered 202 in %s in the middle, %s at the most", took[many], took[2*many-1])
	require.Less(t, took[many], 200*time.Millisecond)
	require.Less(t, took[2*many-1-4], 2*time.Second, "nobody but the first to notice waited for Temporal")
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(ids))), many)

	b.startTemporal(file)
	b.work()
	back := time.Now()
	require.Eventually(t, func() bool {
		left, err := b.db.Untaken(t.Context(), time.Now().Add(time.Hour), 1)
		return err == nil && len(left) == 0
	}, 2*time.Minute, 100*time.Millisecond)
	t.Logf("all %d had begun %s after Temporal was back", many, time.Since(back))
	began := map[casework.Grade][]time.Time{}
	for i, id := range ids {
		g := casework.Grades[2-i%3]
		began[g] = append(began[g], b.began(id))
		row, err := b.db.Case(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, g, row.Grade)
	}
	for _, at := range began {
		slices.SortFunc(at, time.Time.Compare)
	}
	early := many/3 - 10 // a few are handed over at once
	require.True(t, began[casework.HighRisk][early].Before(began[casework.MediumRisk][10]), "high risk before medium")
	require.True(t, began[casework.MediumRisk][early].Before(began[casework.StandardRisk][10]), "medium risk before standard")
	status, _, said, _ := b.refer(0, casework.StandardRisk)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "duplicate", said)
}

// However long a batch is that others send meanwhile, a high-risk victim's case is open,
// with a call to make, as soon as without it.
func TestAHighRiskReferralDoesNotWaitForABatch(t *testing.T) { //nolint:paralleltest // it measures
	b := openBureau(t)
	b.work()
	high := func(n int) time.Duration {
		began := time.Now()
		status, id, _, _ := b.refer(n, casework.HighRisk)
		require.Contains(t, []int{http.StatusCreated, http.StatusAccepted}, status)
		require.Eventually(t, func() bool {
			page, err := b.db.Tasks(t.Context(), store.TaskFilter{Case: id})
			return err == nil && slices.ContainsFunc(page.Items, func(r store.TaskRow) bool { return r.Kind == casework.CallVictim })
		}, time.Minute, 5*time.Millisecond)
		return time.Since(began)
	}
	alone := high(990)
	const batch, senders = 400, 8
	rows := make(chan int)
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for n := range rows {
				_, _, _, _ = b.refer(n, casework.StandardRisk)
			}
		})
	}
	var during []time.Duration
	for n := range batch {
		rows <- n
		if n%40 == 39 {
			during = append(during, high(500+n))
		}
	}
	close(rows)
	all.Wait()
	half := len(during) / 2
	first, last := slices.Max(during[:half]), slices.Max(during[half:])
	t.Logf("alone %s; in the first half of a batch of %d at most %s, in the second %s", alone, batch, first, last)
	require.Less(t, last, 3*first+2*time.Second, "it grows with the batch")
}

// Temporal is there and no worker is. Whoever refers is not kept waiting to learn that.
func TestAReferralIsAnsweredSoonWhereNoWorkerIs(t *testing.T) { //nolint:paralleltest // it measures
	b := openBureau(t)
	const many = 10
	took := make([]time.Duration, many)
	for n := range many {
		var status int
		status, _, _, took[n] = b.refer(n, casework.Grades[n%3])
		require.Equal(t, http.StatusAccepted, status)
	}
	t.Logf("answered 202 after %s", took)
	slices.Sort(took)
	require.Less(t, took[many-1], 3*time.Second)
	require.Less(t, took[many/2], 500*time.Millisecond, "nobody but the first to notice waited")
	b.work()
	require.Eventually(t, func() bool {
		left, err := b.db.Untaken(t.Context(), time.Now().Add(time.Hour), 1)
		return err == nil && len(left) == 0
	}, 2*time.Minute, 100*time.Millisecond)
}
