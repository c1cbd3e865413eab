package app

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.temporal.io/sdk/client"

	"beacon/activities"
	"beacon/store"
)

// measured are the labels that are kept of what Temporal's SDK says of itself: they
// name parts of the machinery, and never a case.
var measured = []string{"operation", "worker_type", "workflow_type", "activity_type", "task_queue", "poller_type", "failure_reason", "status_code"}

// spans are the upper bounds, in seconds, of how long the SDK says something took.
var spans = []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

// measures keeps what Temporal's SDK measures, under the SDK's own names; a count ends
// in _total and a time, in seconds, in _seconds.
type measures struct {
	reg      *prometheus.Registry
	late     *prometheus.HistogramVec // how late clocks ring
	sends    sends
	mu       sync.Mutex
	counters map[string]*prometheus.CounterVec
	gauges   map[string]*prometheus.GaugeVec
	times    map[string]*prometheus.HistogramVec
}

func newMeasures() *measures {
	m := &measures{
		reg: prometheus.NewRegistry(), late: newLate(), sends: newSends(), counters: map[string]*prometheus.CounterVec{},
		gauges: map[string]*prometheus.GaugeVec{}, times: map[string]*prometheus.HistogramVec{},
	}
	m.reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), m.late, m.sends.tries, m.sends.refusals)
	return m
}

// ofDesk has the activities of a worker counted; nil: they are not.
func (m *measures) ofDesk(d *activities.Desk, db *store.DB) {
	if m != nil {
		d.Sender, d.Book = m.sends.of(d.Sender), book{db, m.late}
	}
}

// ofClient has a client and its workers report here.
func (m *measures) ofClient(o *client.Options) { o.MetricsHandler = labelled{m, nil} }

// once finds a metric by its name, or makes and registers it.
func once[V prometheus.Collector](m *measures, all map[string]V, name string, make func(name string) V) V {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, found := all[name]
	if !found {
		v = make(name)
		all[name] = v
		_ = m.reg.Register(v) // fails only where two kinds share a name; the later is then not shown
	}
	return v
}

// labelled is a handler of the SDK's with tags.
type labelled struct {
	m    *measures
	tags map[string]string
}

// WithTags adds tags, of which only those measured are kept.
func (l labelled) WithTags(tags map[string]string) client.MetricsHandler {
	merged := map[string]string{}
	for _, name := range measured {
		if v, found := tags[name]; found {
			merged[name] = v
		} else if v, found := l.tags[name]; found {
			merged[name] = v
		}
	}
	return labelled{l.m, merged}
}

func (l labelled) values() []string {
	values := make([]string, len(measured))
	for i, name := range measured {
		values[i] = l.tags[name]
	}
	return values
}

const ofSDK = "Of Temporal's SDK; see its documentation."

// Counter counts something.
func (l labelled) Counter(name string) client.MetricsCounter {
	v := once(l.m, l.m.counters, name+"_total", func(name string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: ofSDK}, measured)
	}).WithLabelValues(l.values()...)
	return counted(func(n int64) { v.Add(float64(n)) })
}

// Gauge holds the latest of something.
func (l labelled) Gauge(name string) client.MetricsGauge {
	v := once(l.m, l.m.gauges, name, func(name string) *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: ofSDK}, measured)
	}).WithLabelValues(l.values()...)
	return gauged(v.Set)
}

// Timer keeps how long something took.
func (l labelled) Timer(name string) client.MetricsTimer {
	v := once(l.m, l.m.times, name+"_seconds", func(name string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: ofSDK, Buckets: spans}, measured)
	}).WithLabelValues(l.values()...)
	return timed(func(d time.Duration) { v.Observe(d.Seconds()) })
}

type (
	counted func(int64)
	gauged  func(float64)
	timed   func(time.Duration)
)

// Inc adds to the count.
func (c counted) Inc(n int64) { c(n) }

// Update sets the gauge.
func (g gauged) Update(v float64) { g(v) }

// Record adds a time.
func (t timed) Record(d time.Duration) { t(d) }

// pages are what a worker answers: that it lives, whether it can work, and its metrics.
func (m *measures) pages(db *store.DB, tc client.Client) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		answerJSON(w, http.StatusOK, map[string]string{"status": "alive"})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { readyWorker(r.Context(), w, db, tc) })
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.reg, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	return mux
}

// readyWithin bounds each question of readiness.
const readyWithin = 3 * time.Second

func readyWorker(ctx context.Context, w http.ResponseWriter, db *store.DB, tc client.Client) {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	status, checks := http.StatusOK, map[string]string{"database": "ok", "temporal": "ok"}
	if db.Ready(ctx) != nil {
		status, checks["database"] = http.StatusServiceUnavailable, "cannot be used"
	}
	if _, err := tc.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		status, checks["temporal"] = http.StatusServiceUnavailable, "cannot be reached"
	}
	says := "ready"
	if status != http.StatusOK {
		says = "not_ready"
	}
	answerJSON(w, status, map[string]any{"status": says, "checks": checks})
}

func answerJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // whoever asked has gone
}
