package safecontact_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/safecontact"
)

func TestASendOutsideTheHoursWaitsForThem(t *testing.T) {
	t.Parallel()
	evening := allWeek(safecontact.At(18, 0), safecontact.At(22, 0))
	school := []safecontact.Window{
		{Days: []safecontact.Day{safecontact.Tuesday, safecontact.Thursday}, From: safecontact.At(9, 30), To: safecontact.At(11, 0)},
		{Days: []safecontact.Day{safecontact.Tuesday}, From: safecontact.At(8, 0), To: safecontact.At(9, 10)},
	}
	for name, c := range map[string]struct {
		windows []safecontact.Window
		now     time.Time
		rule    string
		until   time.Time
	}{
		"late in the evening":               {nil, london(2026, 3, 2, 21, 30), "quiet_hours", london(2026, 3, 3, 9, 0)},
		"before nine":                       {nil, london(2026, 3, 2, 8, 59), "quiet_hours", london(2026, 3, 2, 9, 0)},
		"at seven exactly":                  {nil, london(2026, 3, 2, 19, 0), "quiet_hours", london(2026, 3, 3, 9, 0)},
		"saturday night":                    {nil, london(2026, 3, 7, 19, 30), "quiet_hours", london(2026, 3, 9, 9, 0)},
		"sunday":                            {nil, london(2026, 3, 8, 12, 0), "quiet_hours", london(2026, 3, 9, 9, 0)},
		"the victim's evening has not come": {evening, london(2026, 3, 2, 9, 0), "window", london(2026, 3, 2, 18, 0)},
		"her evening, our quiet hours":      {evening, london(2026, 3, 2, 20, 0), "quiet_hours", london(2026, 3, 3, 18, 0)},
		"only when the children are out":    {school, london(2026, 3, 2, 12, 0), "window", london(2026, 3, 3, 9, 0)},
		"between two windows":               {school, london(2026, 3, 3, 9, 15), "window", london(2026, 3, 3, 9, 30)},
		"not again before thursday":         {school, london(2026, 3, 3, 11, 0), "window", london(2026, 3, 5, 9, 30)},
		"spring: the clocks go forward":     {nil, london(2026, 3, 28, 20, 0), "quiet_hours", london(2026, 3, 30, 9, 0)},
		"autumn: the clocks go back":        {nil, london(2026, 10, 24, 20, 0), "quiet_hours", london(2026, 10, 26, 9, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := safe()
			p.Windows, p.LastSuccess = c.windows, c.now
			d := safecontact.Decide(text(p, c.now))
			require.Equal(t, safecontact.Wait, d.Verdict, d.Rule)
			require.Equal(t, c.rule, d.Rule)
			require.Equal(t, c.until.UTC(), d.Until)
		})
	}
}

func TestBankHolidaysAreQuiet(t *testing.T) {
	t.Parallel()
	easter := func(y int, m time.Month, d int) bool { return y == 2026 && m == time.April && (d == 3 || d == 6) }
	p := safe()
	p.LastSuccess = london(2026, 4, 1, 12, 0)
	q := text(p, london(2026, 4, 3, 10, 0)) // Good Friday
	q.Quiet = safecontact.OrdinaryHours(easter)
	require.Equal(t, london(2026, 4, 4, 9, 0).UTC(), safecontact.Decide(q).Until)

	q.Now = london(2026, 4, 4, 19, 0) // Saturday night, before Easter Monday
	require.Equal(t, london(2026, 4, 7, 9, 0).UTC(), safecontact.Decide(q).Until)

	q.Quiet = safecontact.Quiet{Holiday: easter} // the ordinary hours, with these holidays
	require.Equal(t, london(2026, 4, 7, 9, 0).UTC(), safecontact.Decide(q).Until)
}

// A window that lies in the hour which the clocks skip or repeat.
func TestWindowsAcrossTheClockChanges(t *testing.T) {
	t.Parallel()
	small := allWeek(safecontact.At(1, 15), safecontact.At(1, 45))
	for name, c := range map[string]struct {
		now, until time.Time
	}{
		"spring: 01:15 to 01:45 does not happen": {
			time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC), time.Date(2026, 3, 30, 0, 15, 0, 0, time.UTC)},
		"autumn: the first 01:15": {
			time.Date(2026, 10, 24, 23, 30, 0, 0, time.UTC), time.Date(2026, 10, 25, 0, 15, 0, 0, time.UTC)},
		"autumn: the second 01:15": {
			time.Date(2026, 10, 25, 0, 50, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 15, 0, 0, time.UTC)},
		"autumn: after both": {
			time.Date(2026, 10, 25, 1, 45, 0, 0, time.UTC), time.Date(2026, 10, 26, 1, 15, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := safe()
			p.Windows, p.LastSuccess = small, c.now
			q := text(p, c.now)
			q.Quiet = safecontact.AnyTime()
			d := safecontact.Decide(q)
			require.Equal(t, "window", d.Rule)
			require.Equal(t, c.until, d.Until)
		})
	}
}

func TestAMessageThatCannotLeaveInTimeIsRefused(t *testing.T) {
	t.Parallel()
	q := text(safe(), london(2026, 3, 2, 21, 30))
	q.UsefulUntil = london(2026, 3, 3, 9, 0)
	d := safecontact.Decide(q)
	require.Equal(t, safecontact.Refuse, d.Verdict)
	require.Equal(t, "useful_until", d.Rule)

	q.UsefulUntil = q.UsefulUntil.Add(time.Minute)
	require.Equal(t, safecontact.Wait, safecontact.Decide(q).Verdict)
}

func TestAConfirmationThatRunsOutBeforeTheSafeTimeIsRefusedNow(t *testing.T) {
	t.Parallel()
	p := safe()
	p.ExpiresAt = london(2026, 3, 3, 8, 0)
	d := safecontact.Decide(text(p, london(2026, 3, 2, 21, 30)))
	require.Equal(t, safecontact.Refuse, d.Verdict)
	require.Equal(t, "verification_expired", d.Rule)
}

func TestAWindowThatNeverMeetsTheHoursIsRefused(t *testing.T) {
	t.Parallel()
	p := safe()
	p.Windows = []safecontact.Window{{Days: []safecontact.Day{safecontact.Sunday}, From: safecontact.At(10, 0), To: safecontact.At(12, 0)}}
	d := safecontact.Decide(safecontact.Question{Point: p, Channel: safecontact.ByText, Now: monday})
	require.Equal(t, safecontact.Refuse, d.Verdict)
	require.Equal(t, "window", d.Rule)
}

func TestTheEndOfTheSafeTimeIsKnown(t *testing.T) {
	t.Parallel()
	p := safe()
	p.Windows = append(allWeek(safecontact.At(8, 0), safecontact.At(12, 0)), allWeek(safecontact.At(9, 0), safecontact.At(10, 0))...)
	p.Windows = append(p.Windows, allWeek(safecontact.At(12, 0), safecontact.At(14, 0))...)
	require.Equal(t, london(2026, 3, 2, 14, 0).UTC(), safecontact.Decide(text(p, monday)).OpenUntil, "windows that touch are one")

	p.ExpiresAt = london(2026, 3, 2, 11, 0)
	require.Equal(t, p.ExpiresAt.UTC(), safecontact.Decide(text(p, monday)).OpenUntil, "a confirmation that runs out ends it")
}

func TestASafeTimeThatIsNearlyOverWaitsForTheNext(t *testing.T) {
	t.Parallel()
	q := text(safe(), london(2026, 3, 2, 18, 59))
	q.Needs = time.Minute
	require.Equal(t, safecontact.Allow, safecontact.Decide(q).Verdict)

	q.Needs = 2 * time.Minute
	d := safecontact.Decide(q)
	require.Equal(t, "closing_soon", d.Rule)
	require.Equal(t, london(2026, 3, 3, 9, 0).UTC(), d.Until)
}

func TestQuietHoursDoNotBindACallThatAPersonDecided(t *testing.T) {
	t.Parallel()
	q := safecontact.Question{Point: safe(), Channel: safecontact.ByCall, Now: london(2026, 3, 8, 3, 0), Quiet: safecontact.AnyTime()}
	require.Equal(t, safecontact.Allow, safecontact.Decide(q).Verdict)
}

func TestAWindowIsWrittenAsDaysAndTimes(t *testing.T) {
	t.Parallel()
	const written = `{"days":["mon","fri"],"from":"09:05","to":"24:00"}`
	var w safecontact.Window
	require.NoError(t, json.Unmarshal([]byte(written), &w))
	require.NoError(t, w.Validate())
	back, err := json.Marshal(w)
	require.NoError(t, err)
	require.JSONEq(t, written, string(back))

	for _, bad := range []string{
		`{"days":["mon"],"from":"9:00","to":"10:00"}`, `{"days":["mon"],"from":"09:00","to":"24:01"}`,
		`{"days":["mon"],"from":"10:00","to":"10:00"}`, `{"days":["mon"],"from":"22:00","to":"02:00"}`,
		`{"days":[],"from":"09:00","to":"10:00"}`, `{"days":["Monday"],"from":"09:00","to":"10:00"}`, `{"days":["mon"],"from":"","to":"10:00"}`,
	} {
		var w safecontact.Window
		err := json.Unmarshal([]byte(bad), &w)
		if err == nil {
			err = w.Validate()
		}
		require.Error(t, err, bad)
	}
}
