package safecontact_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"beacon/safecontact"
)

func anyWindow(t *rapid.T) safecontact.Window {
	from := rapid.IntRange(0, 24*60-1).Draw(t, "from")
	return safecontact.Window{
		Days: rapid.SliceOfNDistinct(rapid.SampledFrom(safecontact.Days[:]), 1, 7, rapid.ID[safecontact.Day]).Draw(t, "days"),
		From: safecontact.TimeOfDay(from),
		To:   safecontact.TimeOfDay(rapid.IntRange(from+1, 24*60).Draw(t, "to")),
	}
}

// anyQuestion asks at any second of three years, and often near a clock change.
func anyQuestion(t *rapid.T) safecontact.Question {
	changes := []time.Time{
		time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
		time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC), monday,
	}
	near := rapid.SampledFrom(changes).Draw(t, "near")
	spread := rapid.SampledFrom([]int64{3 * 3600, 3 * 86400, 500 * 86400}).Draw(t, "spread")
	now := near.Add(time.Duration(rapid.Int64Range(-spread, spread).Draw(t, "seconds")) * time.Second)
	p := safe()
	p.VerifiedAt = now.Add(-time.Duration(rapid.IntRange(1, 100*24).Draw(t, "verified")) * time.Hour)
	if rapid.Bool().Draw(t, "expires") {
		p.ExpiresAt = now.Add(time.Duration(rapid.IntRange(-5, 200).Draw(t, "expiry")) * time.Hour)
	}
	p.Windows = rapid.SliceOfN(rapid.Custom(anyWindow), 0, 4).Draw(t, "windows")
	q := safecontact.Question{Point: p, Channel: safecontact.ByText, Now: now}
	q.Needs = time.Duration(rapid.SampledFrom([]int{0, 0, 10, 3600, 4 * 3600}).Draw(t, "needs")) * time.Second
	q.Quiet = safecontact.OrdinaryHours(func(_ int, _ time.Month, day int) bool { return day%11 == 0 })
	if rapid.Bool().Draw(t, "quiet of its own") {
		q.Quiet.Sending = rapid.SliceOfN(rapid.Custom(anyWindow), 1, 4).Draw(t, "sending")
	}
	if rapid.Bool().Draw(t, "useful") {
		q.UsefulUntil = now.Add(time.Duration(rapid.IntRange(-10, 400).Draw(t, "useful until")) * time.Hour)
	}
	return q
}

// inside is the plainest possible reading of the windows and the hours at a moment.
func inside(q safecontact.Question, at time.Time) bool {
	local := at.In(safecontact.London)
	if q.Quiet.Holiday(local.Date()) {
		return false
	}
	clock := local.Format("15:04")
	open := func(windows []safecontact.Window) bool {
		for _, w := range windows {
			for _, d := range w.Days {
				if d == safecontact.Days[local.Weekday()] && w.From.String() <= clock && clock < w.To.String() {
					return true
				}
			}
		}
		return false
	}
	return open(q.Quiet.Sending) && (len(q.Point.Windows) == 0 || open(q.Point.Windows))
}

func TestADecisionIsTheSameWhenItIsMadeAgainFromItsInputs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(t)
		if rapid.Bool().Draw(t, "silent after") {
			q.SilentAfter = 30 * 24 * time.Hour
		}
		d := safecontact.Decide(q)
		kept, err := json.Marshal(d.Inputs)
		require.NoError(t, err)
		var in safecontact.Inputs
		require.NoError(t, json.Unmarshal(kept, &in))
		again := safecontact.Decide(in.Question())
		made, err := json.Marshal(again.Inputs)
		require.NoError(t, err)
		require.JSONEq(t, string(kept), string(made))
		d.Inputs, again.Inputs = safecontact.Inputs{}, safecontact.Inputs{}
		require.Equal(t, d, again)
	})
}

func TestNothingIsAllowedOutsideTheIntersection(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(t)
		d := safecontact.Decide(q)
		if d.Verdict != safecontact.Allow {
			return
		}
		require.True(t, inside(q, q.Now))
		require.True(t, d.OpenUntil.After(q.Now))
		require.False(t, d.OpenUntil.Before(q.Now.Add(q.Needs)) && q.Point.ExpiresAt.IsZero())
		for at := q.Now; at.Before(d.OpenUntil); at = at.Add(17 * time.Minute) {
			require.True(t, inside(q, at), "within the safe time, at %s", at)
		}
	})
}

func TestTheMomentToWaitForIsTheFirstSafeOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(t)
		d := safecontact.Decide(q)
		if d.Verdict != safecontact.Wait {
			return
		}
		require.True(t, d.Until.After(q.Now), "never before now")
		then := q
		then.Now = d.Until
		require.Equal(t, safecontact.Allow, safecontact.Decide(then).Verdict, "what it waits for is allowed")
		if q.Needs > 0 {
			return
		}
		for at := q.Now.Truncate(time.Minute); at.Before(d.Until); at = at.Add(time.Minute) {
			require.False(t, inside(q, at), "a safe moment was missed at %s", at)
		}
	})
}

func TestARefusalForLackOfTimeIsRight(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(t)
		q.Needs, q.Point.ExpiresAt, q.Point.LastSuccess = 0, time.Time{}, q.Now
		d := safecontact.Decide(q)
		if d.Verdict != safecontact.Refuse || q.UsefulUntil.IsZero() || !q.UsefulUntil.After(q.Now) {
			return
		}
		require.Contains(t, []string{"useful_until", "window", "quiet_hours"}, d.Rule)
		for at := q.Now.Truncate(time.Minute).Add(time.Minute); at.Before(q.UsefulUntil); at = at.Add(time.Minute) {
			require.False(t, inside(q, at), "there was a safe moment at %s", at)
		}
	})
}
