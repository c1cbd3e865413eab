package app

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"beacon/casework"
	"beacon/store"
)

// lateness are the upper bounds, in seconds, of how late a clock rang.
var lateness = []float64{.1, .5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14400, 86400}

// newLate keeps how late clocks ring, by their kind and by what rang them.
func newLate() *prometheus.HistogramVec {
	late := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "beacon_clock_late_seconds", Help: "How long after its time a clock rang, by its kind and by what rang it: the case's own timer, the ringer of patient clocks, the watch, or something else that happened to the case.",
		Buckets: lateness,
	}, []string{"kind", "by"})
	late.WithLabelValues(string(casework.TaskOverdue), string(casework.OwnTimer)) // what is there from the start can be seen to rise
	return late
}

// book is the read model, and sees how late clocks ring: each once.
type book struct {
	db   *store.DB
	late *prometheus.HistogramVec
}

// Publish brings the read model up to a view of a case.
func (b book) Publish(ctx context.Context, v casework.View) error {
	rung, err := b.db.PublishRung(ctx, v)
	for _, d := range rung {
		b.late.WithLabelValues(string(d.Kind), string(d.By)).Observe(d.Late().Seconds())
	}
	return err
}
