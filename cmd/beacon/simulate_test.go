package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/internal/simulate"
)

func TestAYearIsSimulatedAndBreaksNothing(t *testing.T) {
	t.Parallel()
	code, out, errs := do(t, nil, "simulate", "--referrals", "30", "--seed", "2", "--days", "90")
	require.Zero(t, code, errs)
	require.Contains(t, out, "0 violations")

	code, out, errs = do(t, nil, "simulate", "--referrals", "30", "--seed", "2", "--days", "90", "--json")
	require.Zero(t, code, errs)
	var r simulate.Report
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.Equal(t, uint64(2), r.Seed)
	require.Positive(t, r.Checks)
	require.Zero(t, r.Violated)

	code, _, errs = do(t, nil, "simulate", "--referrals", "0")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "referrals must be")
}
