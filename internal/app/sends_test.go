package app

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

type says struct {
	out casework.Outcome
	err error
}

func (s says) Send(context.Context, string, string, casework.Message) (casework.Outcome, error) {
	return s.out, s.err
}

func TestWhatCameOfEveryMessageIsCountedWithItsReason(t *testing.T) {
	t.Parallel()
	all := newSends()
	for _, s := range []says{
		{out: casework.Outcome{State: casework.Sent}},
		{out: casework.Outcome{State: casework.Refused, Rule: "frozen", Reason: "somebody else answered"}},
		{out: casework.Outcome{State: casework.Refused, Reason: "twilio_21610"}},
		{out: casework.Outcome{State: casework.Refused, Reason: "Zebedee Quux said no"}},
		{err: messaging.NotSent{Code: "provider_resting"}},
		{err: errors.New("Zebedee Quux")},
	} {
		out, err := all.of(s).Send(t.Context(), "case-1", "effect-1", casework.Message{Channel: casework.Text, Template: casework.HearingReminder})
		require.Equal(t, s.out, out)
		require.Equal(t, s.err, err)
	}
	reg := prometheus.NewRegistry()
	reg.MustRegister(all.tries, all.refusals)
	page := httptest.NewRecorder()
	promhttp.HandlerFor(reg, promhttp.HandlerOpts{}).ServeHTTP(page, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, line := range []string{
		`beacon_send_refusals_total{channel="text",outcome="again",reason="outage"} 1`,
		`beacon_send_refusals_total{channel="text",outcome="again",reason="provider_resting"} 1`,
		`beacon_send_refusals_total{channel="text",outcome="refused",reason="frozen"} 1`,
		`beacon_send_refusals_total{channel="text",outcome="refused",reason="other"} 1`,
		`beacon_send_refusals_total{channel="text",outcome="refused",reason="twilio_21610"} 1`,
		`beacon_sends_total{channel="text",outcome="again",template="hearing_reminder"} 2`,
		`beacon_sends_total{channel="text",outcome="refused",template="hearing_reminder"} 3`,
		`beacon_sends_total{channel="text",outcome="sent",template="hearing_reminder"} 1`,
	} {
		require.Contains(t, page.Body.String(), line)
	}
	require.NotContains(t, page.Body.String(), "Zebedee")
}
