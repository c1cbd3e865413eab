package crowd

import (
	"context"
	"database/sql"
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
	put := insert(ctx, conn)
	if _, ok := db.Driver().(*stdlib.Driver); ok {
		put = copyIn(ctx, conn)
	}
	if err := c.write(put); err != nil {
		return err
	}
	for _, stock := range stocktaking(db) {
		if _, err := conn.ExecContext(ctx, stock); err != nil {
			return fmt.Errorf("take stock: %w", err)
		}
	}
	return nil
}

func stocktaking(db *sql.DB) []string {
	if _, ok := db.Driver().(*stdlib.Driver); ok {
		return []string{"vacuum (analyze) cases", "vacuum (analyze) tasks"}
	}
	return []string{"analyze"}
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
			_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
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
		one, err := tx.PrepareContext(ctx, "insert into "+table+" ("+strings.Join(columns, ", ")+") values (?"+strings.Repeat(", ?", len(columns)-1)+")")
		if err != nil {
			return err
		}
		for _, row := range rows {
			if _, err := one.ExecContext(ctx, row...); err != nil {
				return err
			}
		}
		return tx.Commit()
	}
}
