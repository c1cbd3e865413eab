package bench_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"beacon/api"
	"beacon/casework"
	"beacon/internal/crowd"
	"beacon/store"
	"beacon/workflows"
)

// Without settings this is a small crowd, which shows that everything is in its place;
// make bench makes a large one and ten times as large a one, and has it written down.
func TestLists(t *testing.T) {
	few, samples := setting(t, "BENCH_CASES", 400, 100000, 100000), setting(t, "BENCH_SAMPLES", 3, 300, 1000)
	r := listsReport{measured: begun(), Samples: samples}
	for _, cases := range []int{few, 10 * few} {
		r.round()
		r.Sizes = append(r.Sizes, listsOf(t, cases, samples))
	}
	r.compare()
	r.asked()
	keep(t, "lists", &r)
}

// listsOf fills a database and measures every read in turn, so that what else the
// machine does falls on each alike.
func listsOf(t *testing.T, cases, samples int) size {
	t.Helper()
	at := databases(t, 1)[0]
	began := time.Now()
	o := &office{t: t, crowd: crowd.New(time.Now().UTC().Truncate(time.Millisecond), cases)}
	o.fill(at)
	s := size{Cases: cases, Filled: time.Since(began).Seconds()}
	reads := o.reads()
	took := make([][]time.Duration, len(reads))
	for n := range samples + warm {
		for i, r := range reads {
			d := r.once(n)
			if n >= warm {
				took[i] = append(took[i], d)
			}
		}
	}
	for i, r := range reads {
		slices.Sort(took[i])
		s.Reads = append(s.Reads, readTimes{Read: r.name, P50: millis(quantile(took[i], 0.50)), P99: millis(quantile(took[i], 0.99))})
	}
	for i := range s.Reads {
		s.Reads[i].Ratio50, s.Reads[i].Ratio99 = s.Reads[i].P50/s.Reads[0].P50, s.Reads[i].P99/s.Reads[0].P99
	}
	return s
}

// warm is how often everything is read before it is measured.
const warm = 10

// office is the API on a database full of cases.
type office struct {
	t       *testing.T
	crowd   *crowd.Crowd
	sql     *sql.DB
	handler http.Handler
	ids     []string

	counted time.Duration
}

func (o *office) fill(at string) {
	o.t.Helper()
	ctx := o.t.Context()
	db, err := store.Open(ctx, at)
	require.NoError(o.t, err)
	o.t.Cleanup(func() { _ = db.Close() })
	require.NoError(o.t, db.Migrate(ctx))
	o.sql, err = sql.Open("pgx", at)
	require.NoError(o.t, err)
	o.t.Cleanup(func() { _ = o.sql.Close() })
	require.NoError(o.t, crowd.Fill(ctx, o.sql, o.crowd))
	if measuring() { // else every audit's commit would wait for what filling has left to be written
		_, err = o.sql.ExecContext(ctx, "checkpoint")
		require.NoError(o.t, err)
	}
	rows, err := o.sql.QueryContext(ctx, `select id from cases order by id limit 1000`)
	require.NoError(o.t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		require.NoError(o.t, rows.Scan(&id))
		o.ids = append(o.ids, id)
	}
	require.NoError(o.t, rows.Err())
	a, err := api.New(api.Config{PublicURL: "https://beacon.example.org", TwilioTokens: []string{token}}, &workflows.Client{}, db, anybody{},
		slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	require.NoError(o.t, err)
	o.handler = a.Handler()
}

// anybody is whom they say they are: "role:subject".
type anybody struct{}

func (anybody) Verify(_ context.Context, token string) (api.Caller, error) {
	role, subject, _ := strings.Cut(token, ":")
	return api.Caller{Subject: subject, Roles: []casework.Role{casework.Role(role)}}, nil
}

// get asks the API, and answers with the cursor of the next page.
func (o *office) get(as, path string) (next string) {
	o.t.Helper()
	r := httptest.NewRequestWithContext(o.t.Context(), http.MethodGet, path, nil)
	r.Header.Set("Authorization", "Bearer "+as)
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, r)
	require.Equal(o.t, http.StatusOK, w.Code, "%s: %s", path, w.Body)
	var page struct {
		Next string `json:"next"`
	}
	require.NoError(o.t, json.Unmarshal(w.Body.Bytes(), &page))
	return page.Next
}

// read is something that is measured, the nth time for the nth person.
type read struct {
	name string
	once func(n int) time.Duration
}

// people is for how many different people each list is read.
const people = 20

// reads are, after what all is measured against, the pages through the whole API: the
// token, the audit's row, the queries and the JSON.
func (o *office) reads() []read {
	out := []read{{"primary key", o.one}}
	page := func(name string, pages int, as func(n int) string, path func(n int) string) {
		o.t.Helper()
		paths := make([]string, people)
		for n := range paths {
			paths[n] = path(n)
			for range pages - 1 {
				next := o.get(as(n), paths[n])
				if next == "" {
					break // a small crowd has no tenth page
				}
				paths[n] = path(n) + "&cursor=" + next
			}
		}
		out = append(out, read{name, func(n int) time.Duration {
			began := time.Now()
			o.get(as(n%people), paths[n%people])
			return time.Since(began)
		}})
	}
	caseworker := func(n int) string { return "caseworker:" + o.crowd.Owner(n*101) }
	supervisor := func(n int) string { return fmt.Sprint("supervisor:supervisor-", n) }
	team := func(n int) string { return o.crowd.Team(n * 101) }
	own := func(n int) string { return "/v1/worklist?unassigned=true&team=" + team(n) }
	ofTeam := func(n int) string { return "/v1/worklist?limit=50&team=" + team(n) }
	everywhere := func(int) string { return "/v1/worklist?unassigned=true" }
	page("worklist of a caseworker, first page", 1, caseworker, own)
	page("worklist of a team, first page", 1, supervisor, ofTeam)
	page("worklist of a team, tenth page", 10, supervisor, ofTeam)
	page("worklist of every supervisor, first page", 1, supervisor, everywhere)
	page("worklist of every supervisor, tenth page", 10, supervisor, everywhere)
	page("board of a team", 1, supervisor, func(n int) string { return "/v1/board?team=" + team(n) })
	page("board of everything", 1, supervisor, func(int) string { return "/v1/board" })
	return append(out, read{"for comparison: what is overdue, counted to the end", o.countAll})
}

// countAll is what the board would have to do for one of its panels, if it counted to
// the end. It is asked for rarely, since it takes so long.
func (o *office) countAll(n int) time.Duration {
	o.t.Helper()
	if n%rarely != 0 {
		return o.counted
	}
	var overdue int
	began := time.Now()
	require.NoError(o.t, o.sql.QueryRowContext(o.t.Context(), `select count(*) from (select owner, count(*) from tasks
		where ended is null and due < $1 group by owner) o`, o.crowd.Now.Format("2006-01-02T15:04:05.000Z")).Scan(&overdue))
	o.counted = time.Since(began)
	return o.counted
}

const rarely = 20

// one reads a case by its primary key, by the same driver and by nothing else.
func (o *office) one(n int) time.Duration {
	o.t.Helper()
	var stage string
	began := time.Now()
	require.NoError(o.t, o.sql.QueryRowContext(o.t.Context(), `select stage from cases where id = $1`, o.ids[n*37%len(o.ids)]).Scan(&stage))
	return time.Since(began)
}
