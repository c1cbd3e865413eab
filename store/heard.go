package store

import (
	"database/sql/driver"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// got is what came of a statement that was sent with others.
type got struct {
	heard   bool
	columns []string
	rows    [][]driver.Value
	changed int64
	tag     string // what PostgreSQL says that it did
	err     error
}

// hear reads what came of the next statement.
func (g *got) hear(from pgx.BatchResults, types *pgtype.Map) {
	g.heard = true
	rows, err := from.Query()
	if err != nil {
		g.err = err
		return
	}
	defer rows.Close()
	of := rows.FieldDescriptions()
	for _, f := range of {
		g.columns = append(g.columns, f.Name)
	}
	for rows.Next() {
		row := make([]driver.Value, len(of))
		for i, raw := range rows.RawValues() {
			if row[i], err = valueOf(types, of[i], raw); err != nil {
				g.err = err
				return
			}
		}
		g.rows = append(g.rows, row)
	}
	rows.Close()
	g.err = rows.Err()
	g.changed, g.tag = rows.CommandTag().RowsAffected(), rows.CommandTag().String()
}

// valueOf is a value as database/sql knows it: as it is where a statement is sent by itself.
func valueOf(types *pgtype.Map, f pgconn.FieldDescription, raw []byte) (driver.Value, error) {
	if raw == nil {
		return nil, nil
	}
	switch f.DataTypeOID {
	case pgtype.BoolOID:
		return scanned[bool](types, f, raw)
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		return scanned[int64](types, f, raw)
	case pgtype.Float4OID, pgtype.Float8OID:
		return scanned[float64](types, f, raw)
	case pgtype.ByteaOID, pgtype.JSONOID, pgtype.JSONBOID:
		return scanned[[]byte](types, f, raw)
	default:
		return scanned[string](types, f, raw)
	}
}

func scanned[T any](types *pgtype.Map, f pgconn.FieldDescription, raw []byte) (driver.Value, error) {
	var v T
	err := types.Scan(f.DataTypeOID, f.Format, raw, &v)
	return v, err
}
