package bench_test

import (
	"crypto/rand"
	"database/sql"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/internal/pgtest"
)

// databases makes empty databases on one PostgreSQL: where figures are wanted, one that
// keeps on disk what it was told.
func databases(t *testing.T, n int) (urls []string) {
	t.Helper()
	if !measuring() {
		for range n {
			urls = append(urls, pgtest.URL(t))
		}
		return urls
	}
	server := pgtest.Durable(t)
	db, err := sql.Open("pgx", server)
	require.NoError(t, err)
	defer func() { _ = db.Close() }()
	for range n {
		u, err := url.Parse(server)
		require.NoError(t, err)
		name := "bench_" + strings.ToLower(rand.Text())
		_, err = db.ExecContext(t.Context(), "create database "+name+" template template0")
		require.NoError(t, err)
		u.Path = "/" + name
		urls = append(urls, u.String())
	}
	return urls
}
