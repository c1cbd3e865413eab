package store

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"github.com/XSAM/otelsql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
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
	trips  pgx.QueryTracer      // of whoever counts how often PostgreSQL is waited for; nil: nobody does
}

// Traced has every statement that is part of a trace recorded there: its text, in which
// parameters are marks, and never a value. By nobody, nothing is traced, at no cost.
func Traced(by trace.TracerProvider) Option { return func(o *opening) { o.traces = by } }

// postgres opens a pool of connections to PostgreSQL.
func (o opening) postgres(at string) (*sqlx.DB, error) {
	with, err := pgx.ParseConfig(at)
	if err != nil {
		return nil, err
	}
	with.Tracer = o.trips
	by := bundling{stdlib.GetConnector(*with)}
	if o.traces == nil {
		return sqlx.NewDb(sql.OpenDB(by), "pgx"), nil
	}
	return sqlx.NewDb(otelsql.OpenDB(by, o.tracing("postgresql")...), "pgx"), nil
}

// sqlite opens a pool of connections to SQLite.
func (o opening) sqlite(at string) *sql.DB {
	if o.traces == nil {
		return sql.OpenDB(keeping{at})
	}
	return otelsql.OpenDB(keeping{at}, o.tracing("sqlite")...)
}

// tracing is how the statements of a database are traced.
func (o opening) tracing(system string) []otelsql.Option {
	return []otelsql.Option{
		otelsql.WithTracerProvider(o.traces), otelsql.WithMeterProvider(noop.NewMeterProvider()),
		otelsql.WithAttributes(attribute.String("db.system.name", system)),
		otelsql.WithAttributesGetter(saying),
		otelsql.WithSpanOptions(otelsql.SpanOptions{
			DisableQuery:   true, // its name for a statement depends on the environment
			DisableErrSkip: true, OmitConnResetSession: true, OmitConnPrepare: true, OmitRows: true, OmitConnectorConnect: true,
			RecordError: func(error) bool { return false }, // a driver's words can quote a row
			SpanFilter: func(ctx context.Context, _ otelsql.Method, _ string, _ []driver.NamedValue) bool {
				return trace.SpanContextFromContext(ctx).IsValid()
			},
		}),
	}
}

// saying is all that is told of a statement.
func saying(_ context.Context, _ otelsql.Method, query string, _ []driver.NamedValue) []attribute.KeyValue {
	if query == "" {
		return nil
	}
	return []attribute.KeyValue{attribute.String("db.query.text", query)}
}
