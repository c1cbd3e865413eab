package api

import (
	"crypto/ecdsa"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/time/rate"

	"beacon/messaging"
	"beacon/store"
)

// API serves the routes of the table. It owns neither the database nor the
// connection to the cases.
type API struct {
	cfg      Config
	cases    Cases
	db       *store.DB
	verifier Verifier
	log      *slog.Logger

	sendgrid []*ecdsa.PublicKey
	echo     *echo.Echo
	handler  http.Handler
	traffic  *traffic
	scrape   http.Handler
	docs     page
	readBack time.Duration
	met      met
	arrivals *rate.Limiter // the news of what arrived that is told at once
	redrives *prometheus.CounterVec
	doubts   doubts
	lookedAt string // the watch's place among the open cases
	reach    *reach
	handing  sync.WaitGroup // referrals that go to their cases, whoever still waits
	census   *census
}

// New makes an API. reg takes its metrics and is what /metrics shows. It is an
// error if the configuration cannot be read or the description cannot be shown.
func New(cfg Config, cases Cases, db *store.DB, v Verifier, log *slog.Logger, reg *prometheus.Registry) (*API, error) {
	a := &API{
		cfg: cfg.withDefaults(), db: db, verifier: v, log: log, readBack: readBack,
		arrivals: rate.NewLimiter(arrivalsPerSecond, 2*arrivalsPerSecond),
		redrives: newRedrives(),
		reach:    newReach(),
		traffic:  newTraffic(), scrape: promhttp.HandlerFor(reg, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}),
	}
	a.cases = doubting{cases, &a.doubts, a.cfg.Now}
	a.census = &census{count: a.countWhole}
	if cfg.SendGridKey != "" {
		key, err := messaging.SendGridKey(cfg.SendGridKey)
		if err != nil {
			return nil, fmt.Errorf("make api: %w", err)
		}
		a.sendgrid = []*ecdsa.PublicKey{key}
	}
	var err error
	if a.docs, err = renderDocs(OpenAPI); err != nil {
		return nil, fmt.Errorf("make api: show openapi.yaml: %w", err)
	}
	for _, c := range append(a.traffic.collectors(), &gauges{api: a}, a.redrives) {
		if err := reg.Register(c); err != nil {
			return nil, fmt.Errorf("make api: register metrics: %w", err)
		}
	}
	a.echo = a.newEcho()
	a.handler = a.cfg.Traced(a.echo)
	for _, r := range Routes {
		a.echo.Add(r.Method, pattern(r.Path), a.guard(r))
	}
	return a, nil
}

func (a *API) newEcho() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Logger.SetOutput(io.Discard) // what there is to say goes to slog, by an allow-list
	e.HTTPErrorHandler = a.answer
	e.IPExtractor = echo.ExtractIPDirect()
	e.Use(a.observe)
	return e
}

// Handler serves every route.
func (a *API) Handler() http.Handler { return a.handler }

// Mount adds a route that is not in the table and that no token guards. It is for
// what only a standalone has.
func (a *API) Mount(method, path string, h echo.HandlerFunc) {
	a.echo.Add(method, pattern(path), func(c echo.Context) error {
		c.Set(keyRoute, path)
		return h(c)
	})
}
