package api

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"beacon/messaging"
	"beacon/store"
)

// traffic counts requests by route, and never by path.
type traffic struct {
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	reported *prometheus.HistogramVec
}

func newTraffic() *traffic {
	t := &traffic{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "beacon_http_requests_total", Help: "Requests answered, by route, method and status.",
		}, []string{"route", "method", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "beacon_http_request_seconds", Help: "How long requests took, by route and method.",
			Buckets: prometheus.DefBuckets,
		}, []string{"route", "method"}),
		reported: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "beacon_callback_lag_seconds", Help: "How long after a message came to a state its provider told us, by provider and state: after the provider's own time where it says one, else after it took the message.",
			Buckets: []float64{.1, .5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400},
		}, []string{"provider", "state"}),
	}
	for _, provider := range []string{"twilio", "sendgrid", "notify"} {
		t.reported.WithLabelValues(provider, string(messaging.StateDelivered))
	}
	return t
}

func (t *traffic) collectors() []prometheus.Collector {
	return []prometheus.Collector{t.requests, t.took, t.reported}
}

func (t *traffic) saw(route, method string, status int, took time.Duration) {
	t.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	t.took.WithLabelValues(route, method).Observe(took.Seconds())
}

// heard keeps how late a report came that had not been heard before.
func (t *traffic) heard(provider string, m store.Moved, r messaging.Report, now time.Time) {
	if !m.Known || !m.Fresh {
		return
	}
	since := r.At
	if !since.Before(now) { // the provider says no time, and ours was taken
		since = m.Delivery.SettledAt
	}
	if !since.IsZero() {
		t.reported.WithLabelValues(provider, string(r.State)).Observe(max(now.Sub(since), 0).Seconds())
	}
}

func (a *API) getMetrics(c echo.Context) error {
	a.scrape.ServeHTTP(c.Response(), c.Request())
	return nil
}

// gauges are read from the database when they are asked for, so that they are
// right even where no worker runs.
type gauges struct{ api *API }

var (
	casesGauge      = prometheus.NewDesc("beacon_cases", "Cases, by stage and risk grade.", []string{"stage", "grade"}, nil)
	tasksGauge      = prometheus.NewDesc("beacon_tasks_open", "Open tasks, by kind.", []string{"kind"}, nil)
	deliveriesGauge = prometheus.NewDesc("beacon_deliveries", "Messages, by how far they came.", []string{"state"}, nil)
	dutiesGauge     = prometheus.NewDesc("beacon_duties", "Duties of the Victims' Code that are late, or will be by the end of the next working day, by who owes them.", []string{"owner", "when"}, nil)
	stuckGauge      = prometheus.NewDesc("beacon_cases_stuck", "Cases for which something was due and has not happened.", nil, nil)
	waitingGauge    = prometheus.NewDesc("beacon_waiting", "What was kept and no case has been told yet, by what it is.", []string{"what"}, nil)
	sinceGauge      = prometheus.NewDesc("beacon_waiting_seconds", "For how long the oldest of what was kept has waited for its case, by what it is and how grave it is; 0: nothing waits.", []string{"what", "grade"}, nil)
	strayGauge      = prometheus.NewDesc("beacon_texts_unclaimed", "Texts from numbers that nobody has.", nil, nil)
	pausedGauge     = prometheus.NewDesc("beacon_messages_paused", "Pauses of messages that stand: more than 0 holds something back.", nil, nil)
	holidaysGauge   = prometheus.NewDesc("beacon_bank_holidays_days", "For how many days ahead bank holidays are published; only where they are followed.", nil, nil)
	overdueGauge    = prometheus.NewDesc("beacon_cases_overdue", "Cases in which a clock should have rung by now, with its grace; of the 10000 longest due clocks.", nil, nil)
	overdueForGauge = prometheus.NewDesc("beacon_clock_overdue_seconds", "How long ago the longest due of those clocks was due; 0: there is none.", nil, nil)
	apartGauge      = prometheus.NewDesc("beacon_cases_apart", "Cases that were set back, as after a restore: a person decides.", nil, nil)
	outboxGauge     = prometheus.NewDesc("beacon_outbox_oldest_seconds", "For how long the oldest message that was decided has not come to its end, by its state; 0: there is none.", []string{"state"}, nil)
	overdueTasks    = prometheus.NewDesc("beacon_tasks_overdue", "Open tasks that are overdue, counted to 1000, by role and the case's risk grade.", []string{"role", "grade"}, nil)
	overdueTaskFor  = prometheus.NewDesc("beacon_task_overdue_seconds", "For how long the longest of those has been overdue, by role and the case's risk grade; 0: there is none.", []string{"role", "grade"}, nil)
	slackGauge      = prometheus.NewDesc("beacon_duty_slack", "Open duties of the Victims' Code whose time ends within so many working days (0: it is over), by who owes them.", []string{"owner", "working_days"}, nil)
	readGauge       = prometheus.NewDesc("beacon_database_up", "1 if the gauges could be read from the database, else 0.", nil, nil)
)

// scrapeAtMost bounds the reading of the gauges.
const scrapeAtMost = 5 * time.Second

// Describe names the gauges.
func (g *gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{casesGauge, tasksGauge, deliveriesGauge, dutiesGauge, stuckGauge, waitingGauge, sinceGauge, strayGauge, pausedGauge, holidaysGauge, overdueGauge, overdueForGauge, apartGauge, outboxGauge, overdueTasks, overdueTaskFor, slackGauge, readGauge} {
		to <- d
	}
}

// Collect reads the gauges. Where the database is away it says just that.
func (g *gauges) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeAtMost)
	defer cancel()
	gauge := func(d *prometheus.Desc, n int, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
	}
	all, uncounted := g.api.census.read(ctx)
	backlog, err := g.api.db.Backlog(ctx)
	stuck, missing := g.api.db.Stuck(ctx, g.api.cfg.Now().Add(-g.api.cfg.StuckAfter))
	pauses, unread := g.api.db.Pauses(ctx, g.api.cfg.Now())
	now := g.api.cfg.Now()
	late, unseen := g.api.db.Lateness(ctx, g.api.grace(), now)
	waiting, untold := g.api.db.Waiting(ctx)
	if errors.Join(err, missing, unread, unseen, untold) != nil {
		gauge(readGauge, 0)
		return
	}
	gauge(readGauge, 1)
	gauge(stuckGauge, stuck)
	gauge(overdueGauge, late.Cases)
	gauge(overdueForGauge, int(late.Oldest.Seconds()))
	gauge(apartGauge, late.Apart)
	gauge(pausedGauge, len(pauses))
	if days, err := g.api.holidaysLeft(ctx); err == nil && g.api.cfg.Holidays {
		gauge(holidaysGauge, days)
	}
	if uncounted == nil {
		all.show(gauge)
	}
	g.ages(ctx, now, to)
	gauge(waitingGauge, backlog.Untaken, "referrals")
	gauge(waitingGauge, backlog.Unhandled, "news")
	gauge(waitingGauge, sinceWaiting(waiting, now, to), "referrals_refused")
	gauge(strayGauge, backlog.Unclaimed)
}

// show shows what was counted. Of messages that are not at their end it is not known
// well enough: ages counts them anew.
func (w tally) show(gauge func(d *prometheus.Desc, n int, labels ...string)) {
	for _, n := range w.counts.Cases {
		gauge(casesGauge, n.N, string(n.Stage), string(n.Grade))
	}
	for _, n := range w.counts.Tasks {
		gauge(tasksGauge, n.N, string(n.Kind))
	}
	for _, n := range w.counts.Deliveries {
		if !slices.Contains(store.Unsettled, n.State) {
			gauge(deliveriesGauge, n.N, string(n.State))
		}
	}
	for body, counts := range w.slack {
		for i, n := range counts {
			gauge(slackGauge, n, string(body), strconv.Itoa(within[i]))
		}
		if late, soon := counts[0], counts[slices.Index(within, 1)]; soon > 0 {
			gauge(dutiesGauge, late, string(body), "late")
			gauge(dutiesGauge, soon-late, string(body), "soon")
		}
	}
}

// sinceWaiting says how long the oldest referral of each grade waits, and answers with how
// many of them no case would take.
func sinceWaiting(waiting []store.Waiting, now time.Time, to chan<- prometheus.Metric) (refused int) {
	for _, w := range waiting {
		refused += w.Refused
		since := 0.0
		if w.N > 0 {
			since = max(now.Sub(w.Since).Seconds(), 0)
		}
		to <- prometheus.MustNewConstMetric(sinceGauge, prometheus.GaugeValue, since, "referrals", string(w.Grade))
	}
	return refused
}

// ages reads how old what waits is. What cannot be read is left out.
func (g *gauges) ages(ctx context.Context, now time.Time, to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, n float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, n, labels...)
	}
	if outbox, err := g.api.db.OutboxAges(ctx); err == nil {
		for _, o := range outbox {
			since := 0.0
			if o.N > 0 {
				since = max(now.Sub(o.Since).Seconds(), 0)
			}
			gauge(outboxGauge, since, string(o.State))
			gauge(deliveriesGauge, float64(o.N), string(o.State))
		}
	}
	if tasks, err := g.api.db.TaskAges(ctx, now); err == nil {
		for _, t := range tasks {
			since := 0.0
			if t.N > 0 {
				since = max(now.Sub(t.Since).Seconds(), 0)
			}
			gauge(overdueTasks, float64(t.N), string(t.Role), string(t.Grade))
			gauge(overdueTaskFor, since, string(t.Role), string(t.Grade))
		}
	}
}
