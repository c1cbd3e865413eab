package app

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

func TestBrakesHaveLimitsUnlessTheyAreTurnedOff(t *testing.T) {
	t.Parallel()
	b := config(t).braking(nil, slog.New(slog.DiscardHandler))
	require.Equal(t, messaging.Ceilings{VictimHour: 4, VictimDay: 8, Template: 2000, Overall: 5000, Hour: time.Hour}, b.Ceilings)
	require.Equal(t, messaging.Anomalies{RateFactor: 3, FailedPercent: 50}, b.Anomalies)
	off := config(t, "BEACON_MAX_PER_HOUR=0", "BEACON_HURRY=60").braking(nil, slog.New(slog.DiscardHandler))
	require.Zero(t, off.Ceilings.Overall)
	require.Equal(t, time.Minute, off.Ceilings.HourLong(), "a hurried hour is shorter")
}

func TestABrakeThatMakesNoSenseIsNamed(t *testing.T) {
	t.Parallel()
	for _, wrong := range []string{"BEACON_MAX_PER_VICTIM_HOUR=-1", "BEACON_MAX_PER_VICTIM_DAY=-1", "BEACON_MAX_PER_TEMPLATE_HOUR=-1",
		"BEACON_MAX_PER_HOUR=-1", "BEACON_PAUSE_RATE_FACTOR=-1", "BEACON_PAUSE_FAILED_PERCENT=100"} {
		variable, _, _ := bytes.Cut([]byte(wrong), []byte("="))
		require.ErrorContains(t, config(t, wrong).CheckWorker(), string(variable))
	}
}

func TestTheLogHearsOfAPauseBySystem(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log, err := Logger(&out, "warn")
	require.NoError(t, err)
	config(t).braking(nil, log).Alarm(messaging.Pause{Scope: messaging.ScopeSMS, Why: messaging.WhyFailed})
	require.Contains(t, out.String(), `"level":"WARN"`)
	require.Contains(t, out.String(), `"scope":"sms","why":"anomaly_failed"`)
}
