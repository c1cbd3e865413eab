package store

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/internal/pgtest"
)

func TestTheStateOfACaseIsPackedByLZ4WherePostgreSQLHasIt(t *testing.T) {
	t.Parallel()
	db := openAt(t, pgtest.URL(t))
	require.NoError(t, db.Migrate(t.Context()))
	want := "lz4"
	if _, err := db.writer.ExecContext(t.Context(), `set default_toast_compression = lz4`); err != nil {
		want = "pglz"
	}
	now := time.Now()
	state := json.RawMessage(`{"says":"` + strings.Repeat("over and over ", 1000) + `"}`)
	require.NoError(t, db.Publish(t.Context(), casework.View{ID: "1", Revision: 1, Since: now, Referred: now, AsOf: now, State: state}))
	var by string
	require.NoError(t, db.read().one(t.Context(), &by, `select pg_column_compression(state) from cases where id = ?`, "1"))
	require.Equal(t, want, by)
}
