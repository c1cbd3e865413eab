package main

import (
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// labels are the labels that a metric may have: parts of the machinery, codes and
// bounds, and never a case or a person.
var labels = []string{
	"route", "method", "status", "stage", "grade", "kind", "state", "owner", "when", "what", "role", "working_days", "provider", "by", "outcome", "channel",
	"template", "reason", "came", "result", "le", "quantile", "version", "name",
	"operation", "worker_type", "workflow_type", "activity_type", "task_queue", "poller_type", "failure_reason", "status_code",
}

func TestNoMetricHasALabelThatNamesAnybody(t *testing.T) {
	t.Parallel()
	s := start(t, "BEACON_HURRY=8640")
	id := s.must("referrer", http.MethodPost, "/v1/referrals", canaryReferral)["case_id"].(string)
	walkEveryPath(s, id)
	_, api := s.ask("", http.MethodGet, "/metrics", "")
	pages := api + page(t, troubled(t), "/metrics")
	for _, name := range []string{"beacon_outbox_oldest_seconds", "beacon_duty_slack", "beacon_callback_lag_seconds_bucket"} {
		require.Contains(t, pages, name+"{")
	}
	describes(t, pages)
	label := regexp.MustCompile(`([a-zA-Z_]+)="([^"]*)"`)
	for line := range strings.Lines(pages) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, m := range label.FindAllStringSubmatch(line, -1) {
			require.True(t, slices.Contains(labels, m[1]), line)
			require.NotContains(t, m[2], id, line)
			require.NotRegexp(t, `[0-9a-f]{8}-[0-9a-f]{4}-`, m[2], line)
			for _, canary := range canaries {
				require.NotContains(t, strings.ToLower(m[2]), strings.ToLower(canary), line)
			}
		}
	}
}

// describes holds docs/metrics.md to what is exported: a row for each metric of ours, in its own words.
func describes(t *testing.T, pages string) {
	t.Helper()
	help, kind := map[string]string{}, map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^# (HELP|TYPE) (beacon_\S+) (.*)$`).FindAllStringSubmatch(pages, -1) {
		if m[1] == "HELP" {
			help[m[2]] = m[3]
		} else {
			kind[m[2]] = m[3]
		}
	}
	doc, err := os.ReadFile("../../docs/metrics.md")
	require.NoError(t, err)
	for _, name := range slices.Sorted(maps.Keys(help)) {
		row := "| `" + name + "` | " + kind[name] + " | " + help[name] + " |"
		require.True(t, strings.Contains(string(doc), row+"\n"), "docs/metrics.md lacks this line:\n%s", row)
	}
}
