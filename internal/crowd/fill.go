package crowd

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Fill writes a crowd into a migrated database, and has the database take stock of
// it, as it does by itself after a while.
func Fill(ctx context.Context, db *sql.DB, c *Crowd) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, ok := db.Driver().(*stdlib.Driver); !ok {
		return errors.Join(c.write(insert(ctx, conn)), run(ctx, conn, "analyze"))
	}
	again, drop, err := indexes(ctx, conn)
	if err != nil {
		return err
	}
	if err := run(ctx, conn, drop...); err != nil {
		return err
	}
	if err := c.write(copyIn(ctx, conn)); err != nil {
		return err
	}
	return run(ctx, conn, append(again, "vacuum (analyze) cases", "vacuum (analyze) tasks")...)
}

// indexes says how those of the two tables are made and how they are dropped: a
// million rows are filled in more quickly without.
func indexes(ctx context.Context, conn *sql.Conn) (again, drop []string, err error) {
	rows, err := conn.QueryContext(ctx, `select indexname, indexdef from pg_indexes
		where schemaname = current_schema() and tablename in ('cases', 'tasks') and indexname not like '%_pkey'`)
	if err != nil {
		return nil, nil, fmt.Errorf("read indexes: %w", err)
	}
	defer func() { _ = rows.Close() }()
	again = []string{"set maintenance_work_mem = '256MB'"}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, nil, fmt.Errorf("read indexes: %w", err)
		}
		again, drop = append(again, text), append(drop, "drop index "+pgx.Identifier{name}.Sanitize())
	}
	return again, drop, rows.Err()
}

func run(ctx context.Context, conn *sql.Conn, statements ...string) error {
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("run: %w", err)
		}
	}
	return nil
}

// put writes rows into a table.
type put func(table string, columns []string, rows [][]any) error

// batch is how many cases are written at a time.
const batch = 5000

func (c *Crowd) write(put put) error {
	var cases, tasks [][]any
	var failed error
	flush := func() bool {
		if failed = put("cases", CaseColumns, cases); failed == nil {
			failed = put("tasks", TaskColumns, tasks)
		}
		cases, tasks = cases[:0], tasks[:0]
		return failed == nil
	}
	c.Rows(func(row []any, of [][]any) bool {
		cases, tasks = append(cases, row), append(tasks, of...)
		return len(cases) < batch || flush()
	})
	if failed == nil {
		flush()
	}
	return failed
}

func copyIn(ctx context.Context, conn *sql.Conn) put {
	return func(table string, columns []string, rows [][]any) error {
		return conn.Raw(func(driver any) error {
			_, err := driver.(interface{ Conn() *pgx.Conn }).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
			return err
		})
	}
}

func insert(ctx context.Context, conn *sql.Conn) put {
	return func(table string, columns []string, rows [][]any) error {
		tx, err := conn.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }()
		query := "insert into " + table + " (" + strings.Join(columns, ", ") + ") values (?" + strings.Repeat(", ?", len(columns)-1) + ")" //nolint:gosec // G202: table and columns are this package's own
		one, err := tx.PrepareContext(ctx, query)
		if err != nil {
			return err
		}
		defer one.Close()
		for _, row := range rows {
			if _, err := one.ExecContext(ctx, row...); err != nil {
				return err
			}
		}
		return tx.Commit()
	}
}
