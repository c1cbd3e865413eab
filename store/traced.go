package store

import (
	"context"
	"database/sql/driver"

	"github.com/XSAM/otelsql"
	"github.com/jmoiron/sqlx"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/trace"
)

// Option is something about how a database is opened.
type Option func(*opening)

// opening is how a database is opened.
type opening struct {
	traces trace.TracerProvider // nil: nothing is traced
}

// Traced has every statement that is part of a trace recorded there: its text, in which
// parameters are marks, and never a value. By nobody, nothing is traced, at no cost.
func Traced(by trace.TracerProvider) Option { return func(o *opening) { o.traces = by } }

// pool opens a pool of connections by a driver.
func (o opening) pool(driverName, at string) (*sqlx.DB, error) {
	if o.traces == nil {
		return sqlx.Open(driverName, at)
	}
	system := "postgresql"
	if driverName == "sqlite" {
		system = "sqlite"
	}
	pool, err := otelsql.Open(driverName, at,
		otelsql.WithTracerProvider(o.traces), otelsql.WithMeterProvider(noop.NewMeterProvider()),
		otelsql.WithAttributes(attribute.String("db.system.name", system)),
		otelsql.WithAttributesGetter(statement),
		otelsql.WithSpanOptions(otelsql.SpanOptions{
			DisableQuery:   true, // its name for a statement depends on the environment
			DisableErrSkip: true, OmitConnResetSession: true, OmitConnPrepare: true, OmitRows: true, OmitConnectorConnect: true,
			RecordError: func(error) bool { return false }, // a driver's words can quote a row
			SpanFilter: func(ctx context.Context, _ otelsql.Method, _ string, _ []driver.NamedValue) bool {
				return trace.SpanContextFromContext(ctx).IsValid()
			},
		}))
	if err != nil {
		return nil, err
	}
	return sqlx.NewDb(pool, driverName), nil
}

// statement is all that is told of one.
func statement(_ context.Context, _ otelsql.Method, query string, _ []driver.NamedValue) []attribute.KeyValue {
	if query == "" {
		return nil
	}
	return []attribute.KeyValue{attribute.String("db.query.text", query)}
}
