package embedded

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/server/schema/sqlite"
)

// prepared is a file with this server's schema, changed by statements.
func prepared(t *testing.T, statements ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "temporal.db")
	unlock, err := readyFile(t.Context(), file)
	require.NoError(t, err)
	require.NoError(t, unlock())
	run(t, file, statements...)
	return file
}

func run(t *testing.T, file string, statements ...string) {
	t.Helper()
	require.NoError(t, touch(file))
	require.NoError(t, withFile(file, func(db *sql.DB) error {
		for _, s := range statements {
			if _, err := db.ExecContext(t.Context(), s); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestAnOlderFileIsBroughtUpToDateAndKeepsItsRows(t *testing.T) {
	t.Parallel()
	file := prepared(t,
		`UPDATE schema_version SET curr_version = '0.9' WHERE db_name = 'temporal'`,
		`DROP TABLE tasks_v2`, `DROP TABLE task_queues_v2`, `DROP TABLE current_chasm_executions`,
		`INSERT INTO shards VALUES (1, 7, x'00', 'Proto3')`)
	for range 2 { // the second finds nothing to do
		unlock, err := readyFile(t.Context(), file)
		require.NoError(t, err)
		require.NoError(t, unlock())
	}
	run(t, file, `SELECT * FROM tasks_v2`, `SELECT * FROM task_queues_v2`, `SELECT * FROM current_chasm_executions`)
	require.NoError(t, withFile(file, func(db *sql.DB) error {
		var version string
		var shard int
		require.NoError(t, db.QueryRowContext(t.Context(), `SELECT curr_version FROM schema_version WHERE db_name = 'temporal'`).Scan(&version))
		require.NoError(t, db.QueryRowContext(t.Context(), `SELECT range_id FROM shards`).Scan(&shard))
		require.Equal(t, sqlite.Version, version)
		require.Equal(t, 7, shard)
		return nil
	}))
}

func TestEveryUpgradeStepRuns(t *testing.T) {
	t.Parallel()
	steps, err := parts()[0].steps("0.1")
	require.NoError(t, err)
	require.Equal(t, []string{"0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "0.10", "0.11"}, steps)
}

func TestAFileFromANewerServerIsRefused(t *testing.T) {
	t.Parallel()
	file := prepared(t, `UPDATE schema_version SET curr_version = '0.100' WHERE db_name = 'temporal'`)
	_, err := readyFile(t.Context(), file)
	require.ErrorContains(t, err, "made by a newer server")
}

func TestAFileWithNoWayForwardIsRefused(t *testing.T) {
	t.Parallel()
	file := prepared(t, `UPDATE schema_version SET curr_version = '0.0' WHERE db_name = 'temporal_visibility'`)
	_, err := readyFile(t.Context(), file)
	require.ErrorContains(t, err, "no way is known from 0.0 to "+sqlite.VisibilityVersion)
}

func TestSomebodyElsesFileIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "other.db")
	run(t, file, `CREATE TABLE cases (id TEXT)`)
	_, err := Start(t.Context(), Options{File: file, Namespace: namespace})
	require.ErrorContains(t, err, "no record that Beacon made them")
	run(t, file, `INSERT INTO cases VALUES ('still there')`)
}

func TestARefusedFileIsUnlocked(t *testing.T) {
	t.Parallel()
	file := prepared(t, `UPDATE schema_version SET curr_version = '0.100'`)
	for range 2 {
		_, err := readyFile(t.Context(), file)
		require.ErrorContains(t, err, "newer server")
	}
}

func TestVersionsAreOrderedAsNumbers(t *testing.T) {
	t.Parallel()
	require.Negative(t, compareVersions("0.9", "0.11"))
	require.Positive(t, compareVersions("1.0", "0.11"))
	require.Zero(t, compareVersions("0.11", "0.11"))
}
