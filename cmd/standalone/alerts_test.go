package main

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"beacon/casework"
	"beacon/workflows"
)

// asked are the metrics that the alerts and the dashboard look at.
func asked(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, file := range []string{"../../deploy/prometheus/alerts.yml", "../../deploy/grafana/dashboards/beacon.json"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, line := range regexp.MustCompile(`(?m)"?expr"?: .*$`).FindAllString(string(text), -1) {
			for _, name := range regexp.MustCompile(`\b(beacon|temporal|go|process)_[a-z_]+`).FindAllString(line, -1) {
				names[strings.TrimSuffix(name, "_bucket")] = true
			}
		}
	}
	require.Greater(t, len(names), 12)
	return names
}

// shown are the metrics of a page, with their labels' names.
func shown(page string) map[string]bool {
	names := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (\S+)`).FindAllStringSubmatch(page, -1) {
		names[m[1]] = true
	}
	return names
}

func TestEveryMetricThatSomebodyLooksAtIsExported(t *testing.T) {
	t.Parallel()
	s := start(t, "BEACON_HURRY=8640", "BEACON_BANK_HOLIDAYS=nowhere.json")
	id := s.must("referrer", http.MethodPost, "/v1/referrals", canaryReferral)["case_id"].(string)
	s.must("supervisor", http.MethodPost, "/v1/cases/"+id+"/contact-attempts", `{"outcome":"accepted"}`)
	s.texted()
	_, api := s.ask("", http.MethodGet, "/metrics", "")
	worker := page(t, troubled(t), "/metrics")
	names := shown(api)
	for name := range shown(worker) {
		names[name] = true
	}
	for name := range asked(t) {
		require.True(t, names[name], "%s is looked at, and nobody exports it", name)
	}
	for _, label := range []string{`beacon_waiting{what="referrals"}`, `beacon_waiting{what="news"}`, `beacon_http_request_seconds_bucket{`} {
		require.Contains(t, api, label)
	}
	for _, canary := range []string{id, "wf-", "case/"} {
		require.NotContains(t, worker, canary, "no metric names a case")
	}
}

// troubled is a worker some of whose work has failed, by the address of its pages.
func troubled(t *testing.T) string {
	t.Helper()
	c := watched(t)
	tc := dial(t, c.TemporalAddr, c.TemporalNamespace)
	_, err := tc.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "wf-1", TaskQueue: workflows.TaskQueue}, "NoSuchWorkflow")
	require.NoError(t, err)
	cases := &workflows.Client{Temporal: tc}
	said := func(id string) casework.Said {
		return casework.Said{ID: id, Body: "digest-" + id, By: "subject-7", Role: casework.Caseworker}
	}
	id := "0d0f6a52-7f3c-4a86-9e0e-3f6d0d8c4b02"
	_, err = cases.Refer(t.Context(), id, casework.Referral{ // nobody of whom the database knows
		Said: said("referral"), Ref: "ref-1", Version: 1, Reported: time.Now().Add(-time.Hour), Offence: "8Q", SafeWay: true,
		Risk: casework.RiskMade{Tool: "DASH", Grade: casework.StandardRisk},
	}, nil)
	require.NoError(t, err)
	_, err = cases.Do(t.Context(), id, casework.RecordAttempt{Said: said("no thank you"), Outcome: "declined"})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		text := page(t, c.WorkerAddr, "/metrics")
		return strings.Contains(text, "temporal_workflow_task_execution_failed_total{") && strings.Contains(text, "temporal_activity_execution_failed_total{")
	}, 30*time.Second, 100*time.Millisecond)
	return c.WorkerAddr
}
