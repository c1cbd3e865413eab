package main

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

const known = "5f0c7a52-7f3c-4a86-9e0e-3f6d0d8c4b02"

// kept puts a case into a database as a worker does that carries it.
func kept(t *testing.T, db *store.DB) *casework.Case {
	t.Helper()
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	r := casework.Referral{
		Said: casework.Said{ID: "key-1", Body: "digest-1", By: "force/athena", Role: casework.Referrer}, Ref: "crime-1", Version: 1,
		Reported: at.Add(-time.Hour), Offence: "8U", DomesticAbuse: true, SafeWay: true, Risk: casework.RiskMade{Tool: "DASH", Grade: casework.HighRisk},
	}
	c := casework.Open(known, r, casework.Ordinary(), casework.LatestLogic, at)
	require.NoError(t, db.Publish(t.Context(), c.View()))
	return c
}

func TestACaseIsExplainedToWhoeverItIsFor(t *testing.T) {
	t.Parallel()
	environ, db := database(t)
	c := kept(t, db)
	for to, says := range map[string]string{
		"":          "\n    Why: A victim who was referred is called until somebody has spoken to them.",
		"staff":     "WHAT FALLS DUE NEXT, AND WHY",
		"inspector": "[1.0 referred]",
		"victim":    "Somebody here was asked to call you.",
	} {
		args := []string{"case", "explain", known}
		if to != "" {
			args = append(args, "--for", to)
		}
		code, out, errs := do(t, environ, args...)
		require.Zero(t, code, errs)
		require.Contains(t, out, says)
	}
	code, out, errs := do(t, environ, "case", "--json", "explain", known, "--for=inspector")
	require.Zero(t, code, errs)
	var e struct {
		CaseID   string `json:"case_id"`
		Happened []any  `json:"happened"`
	}
	require.NoError(t, json.Unmarshal([]byte(out), &e))
	require.Equal(t, known, e.CaseID)
	require.Len(t, e.Happened, len(c.Lines))

	require.Equal(t, map[string]int{
		"ops-7 case-explained:staff": 2, "ops-7 case-explained:inspector": 2, "ops-7 case-explained:victim": 1,
	}, audited(t, db, known), "each reading is in the audit")
}

func TestWhoHasLookedAtACaseIsInTheAudit(t *testing.T) {
	t.Parallel()
	environ, db := database(t)
	kept(t, db)
	for what, says := range map[string]string{"show": "\"stage\"", "timeline": "referred"} {
		code, out, errs := do(t, environ, "case", what, known)
		require.Zero(t, code, errs)
		require.Contains(t, out, says)
		code, _, errs = do(t, environ, "case", what, known, "--by", "auditor-2")
		require.Zero(t, code, errs)
		code, _, _ = do(t, environ, "case", what, "nothing")
		require.Equal(t, 1, code)
	}
	require.Equal(t, map[string]int{
		"ops-7 case-shown": 1, "auditor-2 case-shown": 1, "ops-7 case-timeline-shown": 1, "auditor-2 case-timeline-shown": 1,
	}, audited(t, db, known))
	require.Empty(t, audited(t, db, "nothing"), "nobody has looked at what there is not")
}

// audited counts the entries of the audit about a case, or about none, by who did what.
func audited(t *testing.T, db *store.DB, caseID string) map[string]int {
	t.Helper()
	page, err := db.Audited(t.Context(), caseID, "", 100)
	require.NoError(t, err)
	all := map[string]int{}
	for _, e := range page.Items {
		require.Equal(t, "operator", e.Role)
		all[e.Subject+" "+e.Action]++
	}
	return all
}

func TestWhatCannotBeExplainedSaysSo(t *testing.T) {
	t.Parallel()
	environ, db := database(t)
	kept(t, db)
	for _, id := range []string{"5f0c7a52-7f3c-4a86-9e0e-000000000000", "nothing", ""} {
		code, out, errs := do(t, environ, "case", "explain", id)
		require.Equal(t, 1, code)
		require.Empty(t, out)
		require.Contains(t, errs, "no such case")
	}
	for _, args := range [][]string{{"explain", known, "--for", "everybody"}, {"explain"}, {"explain", known, known}, {"dance", known}} {
		code, _, _ := do(t, environ, append([]string{"case"}, args...)...)
		require.Equal(t, 2, code, args)
	}
}
