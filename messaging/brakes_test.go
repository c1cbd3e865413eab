package messaging_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

// brakes are brakes that say what the test says.
type brakes struct {
	pauses  messaging.Pauses
	traffic messaging.Traffic
	signs   messaging.Signs
	err     error
	looked  []messaging.Looking
	set     messaging.Pauses
}

func (b *brakes) Look(context.Context, messaging.Delivery, messaging.Ceilings, time.Time) (messaging.Pauses, messaging.Traffic, error) {
	return b.pauses, b.traffic, b.err
}

func (b *brakes) Signs(_ context.Context, l messaging.Looking) (messaging.Signs, error) {
	b.looked = append(b.looked, l)
	return b.signs, b.err
}

func (b *brakes) Pause(_ context.Context, p messaging.Pause) (bool, error) {
	b.set = append(b.set, p)
	return len(b.set) == 1, p.Check()
}

var ceilings = messaging.Ceilings{VictimHour: 4, VictimDay: 8, Template: 2000, Overall: 5000}

// withBrakes is an office whose courier brakes, and what its alarm rang for.
func withBrakes(t *testing.T, b *brakes) (*office, *messaging.Pauses) {
	rung := &messaging.Pauses{}
	return setup(t, func(p *messaging.Parts) {
		p.Braking = messaging.Braking{
			Brakes: b, Ceilings: ceilings, Anomalies: messaging.Anomalies{RateFactor: 3, FailedPercent: 50},
			Alarm: func(p messaging.Pause) { *rung = append(*rung, p) },
		}
	}), rung
}

func paused(scope messaging.Scope) messaging.Pause {
	return messaging.Pause{Scope: scope, Since: monday.Add(-time.Minute), By: "ops-7", Why: "drill"}
}

func requirePaused(t *testing.T, err error) (after time.Duration) {
	t.Helper()
	var notYet messaging.NotYet
	require.ErrorAs(t, err, &notYet)
	require.Equal(t, messaging.RulePaused, notYet.Code)
	return notYet.After
}

func TestAPausedMessageIsKeptAndGoesAfterTheResume(t *testing.T) {
	t.Parallel()
	b := &brakes{pauses: messaging.Pauses{paused(messaging.ScopeAll)}}
	o, _ := withBrakes(t, b)
	_, err := o.send(reminder())
	require.Less(t, requirePaused(t, err), 20*time.Second, "within seconds of a resume")
	require.Equal(t, messaging.StateWaiting, o.row().State)
	require.Equal(t, messaging.RulePaused, o.row().Rule)
	require.Equal(t, "drill", o.row().Reason)

	b.pauses = nil
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
	require.Len(t, o.post.sent(), 1)
}

func TestAPauseIsWrittenInTheLedgerOnce(t *testing.T) {
	t.Parallel()
	b := &brakes{pauses: messaging.Pauses{paused(messaging.ScopeAll)}}
	entered := 0
	o, _ := withBrakes(t, b)
	o.ledger.Before = func(method string) error {
		if method == "enter" {
			entered++
		}
		return nil
	}
	for range 5 {
		_, err := o.send(reminder())
		requirePaused(t, err)
		o.clock.Advance(time.Minute)
	}
	require.Equal(t, 1, entered)
}

func TestAPauseHoldsOnlyItsScope(t *testing.T) {
	t.Parallel()
	for scope, held := range map[messaging.Scope]bool{
		messaging.ScopeAll: true, messaging.ScopeSMS: true, messaging.ScopeEmail: false, "hearing_reminder": true, "plan_agreed": false,
	} {
		o, _ := withBrakes(t, &brakes{pauses: messaging.Pauses{paused(scope)}})
		out, err := o.send(reminder())
		if held {
			requirePaused(t, err)
			require.Empty(t, o.post.sent(), scope)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, casework.Sent, out.State, scope)
	}
}

func TestAPauseThatHasLapsedHoldsNothing(t *testing.T) {
	t.Parallel()
	p := paused(messaging.ScopeAll)
	p.Until = monday
	o, _ := withBrakes(t, &brakes{pauses: messaging.Pauses{p}})
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
}

func TestAPausedMessageIsMissedWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	o, _ := withBrakes(t, &brakes{pauses: messaging.Pauses{paused(messaging.ScopeAll)}})
	m := reminder()
	m.UsefulUntil = monday.Add(3 * time.Hour)
	for range 5000 {
		out, err := o.send(m)
		if err == nil {
			require.Equal(t, casework.Missed, out.State)
			require.False(t, o.clock.Now().After(m.UsefulUntil), "no later than it is over")
			require.Empty(t, o.post.sent())
			return
		}
		after := requirePaused(t, err)
		require.LessOrEqual(t, after, 75*time.Second)
		o.clock.Advance(after)
	}
	require.Fail(t, "it never ends")
}

func TestBrakesThatCannotBeReadHoldEverything(t *testing.T) {
	t.Parallel()
	b := &brakes{err: errors.New("away")}
	o, _ := withBrakes(t, b)
	_, err := o.send(reminder())
	require.ErrorContains(t, err, "read brakes")
	require.Empty(t, o.post.sent())
	b.err = nil
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
}

func TestAMessageOverACeilingWaitsForAPlace(t *testing.T) {
	t.Parallel()
	oldest := monday.Add(-10 * time.Minute)
	for rule, traffic := range map[string]messaging.Traffic{
		messaging.RuleCeilingVictim:   {VictimHour: messaging.Count{N: 4, Oldest: oldest}},
		messaging.RuleTooManyToday:    {VictimDay: messaging.Count{N: 8, Oldest: oldest}, VictimHour: messaging.Count{N: 4, Oldest: oldest}},
		messaging.RuleCeilingTemplate: {Template: messaging.Count{N: 2001, Oldest: oldest}},
		messaging.RuleCeilingOverall:  {Overall: messaging.Count{N: 5000, Oldest: oldest}},
	} {
		b := &brakes{traffic: traffic}
		o, _ := withBrakes(t, b)
		out := o.mustSend(reminder())
		require.Equal(t, casework.Waiting, out.State, rule)
		require.Equal(t, rule, out.Rule)
		span := time.Hour
		if rule == messaging.RuleTooManyToday {
			span = 24 * time.Hour
		}
		require.False(t, out.Until.Before(oldest.Add(span)), "there is no place before")
		require.True(t, out.Until.Before(oldest.Add(span+5*time.Minute)), "and they do not all come at once")
		require.Equal(t, rule, o.row().Rule)
		require.Equal(t, messaging.StateWaiting, o.row().State)
		require.NotEmpty(t, o.row().Reason)

		b.traffic = messaging.Traffic{}
		require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
	}
}

func TestAMessageThatGetsNoPlaceInTimeIsGivenUpAtOnce(t *testing.T) {
	t.Parallel()
	o, _ := withBrakes(t, &brakes{traffic: messaging.Traffic{Overall: messaging.Count{N: 5000, Oldest: monday.Add(-time.Minute)}}})
	m := reminder()
	m.UsefulUntil = monday.Add(59 * time.Minute)
	out := o.mustSend(m)
	require.Equal(t, casework.Missed, out.State)
	require.Equal(t, messaging.RuleCeilingOverall, out.Rule)
	require.Equal(t, messaging.StateMissed, o.row().State)
}

func TestAPlaceUnderEveryCeilingIsTaken(t *testing.T) {
	t.Parallel()
	full := func(n int) messaging.Count { return messaging.Count{N: n - 1, Oldest: monday} }
	o, _ := withBrakes(t, &brakes{traffic: messaging.Traffic{VictimHour: full(4), VictimDay: full(8), Template: full(2000), Overall: full(5000)}})
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
	_, _, over := messaging.Ceilings{}.Over(messaging.Traffic{Overall: messaging.Count{N: 1 << 30}})
	require.False(t, over, "zero is no limit")
}

func TestEveryCeilingSaysWhyAndWhereItsFigureComesFrom(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range messaging.CeilingRules {
		require.NotEmpty(t, r.Says, r.Rule)
		require.NotEmpty(t, r.Source, r.Rule)
		require.False(t, seen[r.Rule])
		seen[r.Rule] = true
	}
	require.Len(t, seen, 4)
}

func TestAnAnomalyPausesBySystemAndRingsTheAlarmOnce(t *testing.T) {
	t.Parallel()
	b := &brakes{signs: messaging.Signs{Finished: 50, Failed: 26}}
	o, rung := withBrakes(t, b)
	for i := range 3 {
		_, err := o.Send(context.Background(), caseID, effect+string(rune('a'+i)), reminder())
		require.NoError(t, err)
	}
	require.Len(t, b.looked, 1, "at most every few seconds")
	require.Equal(t, messaging.Looking{
		Provider: "post", At: monday, BegunSince: monday.Add(-10 * time.Minute), FinishedSince: monday.Add(-6 * time.Hour), Last: 50,
	}, b.looked[0])
	o.clock.Advance(5 * time.Second)
	_, err := o.Send(context.Background(), caseID, effect+"z", reminder())
	require.NoError(t, err)
	require.Len(t, b.looked, 2)

	want := messaging.Pause{Scope: messaging.ScopeSMS, Since: monday, By: messaging.BySystem, Why: messaging.WhyFailed}
	require.Equal(t, want, b.set[0])
	require.Equal(t, messaging.Pauses{want}, *rung, "it was paused already the second time")
}

func TestAnAnomalyIsTooMuchOrTooManyFailures(t *testing.T) {
	t.Parallel()
	a := messaging.Anomalies{RateFactor: 3, FailedPercent: 50}
	for name, row := range map[string]struct {
		signs messaging.Signs
		scope messaging.Scope
		why   string
	}{
		"quiet":                    {},
		"three times the share":    {signs: messaging.Signs{Began: 2500}},
		"more than three times":    {messaging.Signs{Began: 2501}, messaging.ScopeAll, messaging.WhyRate},
		"half of them failed":      {signs: messaging.Signs{Finished: 50, Failed: 25}},
		"more than half failed":    {messaging.Signs{Finished: 50, Failed: 26}, messaging.ScopeEmail, messaging.WhyFailed},
		"too few to tell":          {signs: messaging.Signs{Finished: 19, Failed: 19}},
		"just enough to tell":      {messaging.Signs{Finished: 20, Failed: 11}, messaging.ScopeEmail, messaging.WhyFailed},
		"both: the wider prevails": {messaging.Signs{Began: 9999, Finished: 50, Failed: 50}, messaging.ScopeAll, messaging.WhyRate},
	} {
		p, wrong := a.Look(row.signs, ceilings, messaging.ScopeEmail)
		require.Equal(t, row.why != "", wrong, name)
		require.Equal(t, row.scope, p.Scope, name)
		require.Equal(t, row.why, p.Why, name)
		if wrong {
			require.NoError(t, p.Check(), name)
		}
	}
	_, wrong := messaging.Anomalies{}.Look(messaging.Signs{Began: 1e6, Finished: 50, Failed: 50}, ceilings, messaging.ScopeSMS)
	require.False(t, wrong, "what is not set is not looked at")
}

func TestAPauseSaysWhyInACode(t *testing.T) {
	t.Parallel()
	for why, good := range map[string]bool{"wrong-template": true, "anomaly_rate": true, "": false, "x": false, "Ana rang": false, "07700900123": false} {
		p := paused(messaging.ScopeAll)
		p.Why = why
		require.Equal(t, good, p.Check() == nil, why)
	}
}
