package main

import (
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/measures"
)

func TestTheQuarterlyReturnIsWrittenFromTheDatabase(t *testing.T) {
	t.Parallel()
	db := []string{"BEACON_DATABASE_URL=" + filepath.Join(t.TempDir(), "beacon.db")}
	code, _, errs := do(t, db, "migrate")
	require.Zero(t, code, errs)
	code, out, errs := do(t, db, "compliance", "--quarter", "2026-Q1")
	require.Zero(t, code, errs)
	lines, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(lines), 100, "every row of the Code is in it, whether anything fell due or not")
	code, out, errs = do(t, db, "compliance", "--quarter", "2026-Q1", "--format", "json")
	require.Zero(t, code, errs)
	var c measures.Compliance
	require.NoError(t, json.Unmarshal([]byte(out), &c))
	require.Zero(t, c.Due)
	code, out, _ = do(t, db, "compliance", "--quarter", "2026-Q1", "--part", "late")
	require.Zero(t, code)
	require.Len(t, strings.Split(strings.TrimSpace(out), "\n"), 1)
}

func TestAReturnOfNoQuarterIsNotUnderstood(t *testing.T) {
	t.Parallel()
	for args, says := range map[string]string{
		"": "2026-Q3", "--quarter 2026-Q5": "2026-Q3", "--quarter 2089-Q1": "has not begun",
		"--quarter 2026-Q1 --format xml": "csv or json", "--quarter 2026-Q1 --format json --part late": "for CSV only",
	} {
		code, _, errs := do(t, nil, append([]string{"compliance"}, strings.Fields(args)...)...)
		require.Equal(t, 2, code, args)
		require.Contains(t, errs, says, args)
	}
}
