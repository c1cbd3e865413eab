package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/store"
)

// left is a message of a case that the provider took at a time after the epoch.
func left(t *testing.T, db *store.DB, message string, n int, template casework.Template, after time.Duration) {
	t.Helper()
	d := delivery(message, messaging.StateSending)
	d.CaseID, d.Template, d.BegunAt = caseID(n), template, Epoch.Add(after)
	enter(t, db, d)
	settle(t, db, message, 1, messaging.StateAccepted, messaging.ProviderRef("SM-"+message))
}

var everyCeiling = messaging.Ceilings{VictimHour: 1, VictimDay: 1, Template: 1, Overall: 1}

func look(t *testing.T, db *store.DB, c messaging.Ceilings, after time.Duration) (messaging.Pauses, messaging.Traffic) {
	t.Helper()
	pauses, traffic, err := db.Look(ctxOf(t), delivery("new", messaging.StateSending), c, Epoch.Add(after))
	require.NoError(t, err)
	return pauses, traffic
}

func pauseOf(scope messaging.Scope, after, lasting time.Duration) messaging.Pause {
	p := messaging.Pause{Scope: scope, Since: Epoch.Add(after), By: "operator-1", Why: "drill"}
	if lasting > 0 {
		p.Until = p.Since.Add(lasting)
	}
	return p
}

func pause(t *testing.T, db *store.DB, p messaging.Pause) bool {
	t.Helper()
	set, err := db.Pause(ctxOf(t), p)
	require.NoError(t, err)
	return set
}

func standingPauses(t *testing.T, db *store.DB, after time.Duration) messaging.Pauses {
	t.Helper()
	all, err := db.Pauses(ctxOf(t), Epoch.Add(after))
	require.NoError(t, err)
	return all
}

// operatorsAudit is what the audit has that is about no case.
func operatorsAudit(t *testing.T, db *store.DB) (out []string) {
	t.Helper()
	page, err := db.Audited(ctxOf(t), "", "", 100)
	require.NoError(t, err)
	for _, e := range page.Items {
		require.Equal(t, "operator", e.Role)
		out = append(out, e.Subject+" "+e.Action)
	}
	return out
}

func signs(t *testing.T, db *store.DB, after time.Duration) messaging.Signs {
	t.Helper()
	at := Epoch.Add(after)
	s, err := db.Signs(ctxOf(t), messaging.Looking{Provider: "twilio", At: at, BegunSince: at.Add(-time.Hour), FinishedSince: at.Add(-time.Hour), Last: 3})
	require.NoError(t, err)
	return s
}

var braking = []rule{
	{"WhatLeftIsCountedByVictimTemplateAndAltogether", func(t *testing.T, db *store.DB) {
		left(t, db, "yesterday", 1, casework.HearingReminder, -23*time.Hour)
		left(t, db, "long-ago", 1, casework.HearingReminder, -25*time.Hour)
		left(t, db, "just", 1, casework.PlanAgreed, -30*time.Minute)
		left(t, db, "other", 2, casework.HearingReminder, -20*time.Minute)
		_, got := look(t, db, everyCeiling, 0)
		require.Equal(t, messaging.Traffic{
			VictimHour: messaging.Count{N: 1, Oldest: Epoch.Add(-30 * time.Minute)},
			VictimDay:  messaging.Count{N: 2, Oldest: Epoch.Add(-23 * time.Hour)},
			Template:   messaging.Count{N: 1, Oldest: Epoch.Add(-20 * time.Minute)},
			Overall:    messaging.Count{N: 2, Oldest: Epoch.Add(-30 * time.Minute)},
		}, got)
	}},
	{"WhatNoCeilingLimitsIsNotCounted", func(t *testing.T, db *store.DB) {
		left(t, db, "m", 1, casework.HearingReminder, -time.Minute)
		_, got := look(t, db, messaging.Ceilings{}, 0)
		require.Zero(t, got)
	}},
	{"OnlyWhatLeftOrMayHaveIsCounted", func(t *testing.T, db *store.DB) {
		for _, state := range []messaging.State{messaging.StateSending, messaging.StateUnknown, messaging.StateAccepted, messaging.StateNotSent, messaging.StateRefused} {
			enter(t, db, delivery(string(state), messaging.StateSending))
			if state != messaging.StateSending {
				settle(t, db, string(state), 1, state, "")
			}
		}
		for _, state := range []messaging.State{messaging.StateWaiting, messaging.StateMissed} {
			d := delivery(string(state), state)
			d.BegunAt = time.Time{}
			enter(t, db, d)
		}
		report(t, db, "e", messaging.Report{MessageID: "accepted", State: messaging.StateUndelivered})
		_, got := look(t, db, everyCeiling, time.Minute)
		require.Equal(t, 3, got.Overall.N)
		require.Equal(t, 3, got.VictimDay.N)
	}},
	{"APauseStandsUntilItIsEndedOrLapses", func(t *testing.T, db *store.DB) {
		require.True(t, pause(t, db, pauseOf(messaging.ScopeAll, 0, 0)))
		require.True(t, pause(t, db, pauseOf(messaging.ScopeSMS, time.Minute, time.Hour)))
		require.Equal(t, messaging.Pauses{pauseOf(messaging.ScopeAll, 0, 0), pauseOf(messaging.ScopeSMS, time.Minute, time.Hour)}, standingPauses(t, db, 2*time.Minute))
		require.Len(t, standingPauses(t, db, 61*time.Minute), 1, "the other has lapsed")
		pauses, _ := look(t, db, everyCeiling, 2*time.Hour)
		require.Len(t, pauses, 1)

		ended, err := db.Resume(ctxOf(t), "", "operator-2", Epoch.Add(2*time.Hour))
		require.NoError(t, err)
		require.Equal(t, messaging.Pauses{pauseOf(messaging.ScopeAll, 0, 0)}, ended)
		require.Empty(t, standingPauses(t, db, 2*time.Hour))
		require.Equal(t, []string{"operator-1 messages-paused:all", "operator-1 messages-paused:sms", "operator-2 messages-resumed:all"}, operatorsAudit(t, db))
	}},
	{"OneScopeIsResumedAlone", func(t *testing.T, db *store.DB) {
		pause(t, db, pauseOf(messaging.ScopeAll, 0, 0))
		pause(t, db, pauseOf("hearing_reminder", 0, 0))
		ended, err := db.Resume(ctxOf(t), "hearing_reminder", "operator-2", Epoch.Add(time.Hour))
		require.NoError(t, err)
		require.Len(t, ended, 1)
		require.Equal(t, messaging.ScopeAll, standingPauses(t, db, time.Hour)[0].Scope)
		ended, err = db.Resume(ctxOf(t), "hearing_reminder", "operator-2", Epoch.Add(time.Hour))
		require.NoError(t, err)
		require.Empty(t, ended)
	}},
	{"AScopeIsPausedOnceAndOnlyEverForLonger", func(t *testing.T, db *store.DB) {
		require.True(t, pause(t, db, pauseOf(messaging.ScopeAll, 0, time.Hour)))
		require.False(t, pause(t, db, pauseOf(messaging.ScopeAll, 0, time.Minute)), "that would end sooner")
		require.True(t, pause(t, db, pauseOf(messaging.ScopeAll, time.Minute, 0)))
		require.False(t, pause(t, db, pauseOf(messaging.ScopeAll, 2*time.Minute, 0)))
		require.Equal(t, messaging.Pauses{pauseOf(messaging.ScopeAll, time.Minute, 0)}, standingPauses(t, db, 2*time.Hour))

		require.True(t, pause(t, db, pauseOf(messaging.ScopeSMS, 0, time.Minute)))
		require.True(t, pause(t, db, pauseOf(messaging.ScopeSMS, time.Hour, time.Minute)), "the one before has lapsed")
		set := together(t, 16, func(ctx context.Context, _ int) (bool, error) {
			return db.Pause(ctx, pauseOf(messaging.ScopeEmail, 0, 0))
		})
		require.Equal(t, 1, count(set))
	}},
	{"APauseOfNothingOrInWordsIsRefused", func(t *testing.T, db *store.DB) {
		wrong := pauseOf("letters", 0, 0)
		_, err := db.Pause(ctxOf(t), wrong)
		require.ErrorIs(t, err, messaging.ErrScope)
		wrong = pauseOf(messaging.ScopeAll, 0, 0)
		wrong.Why = "Zebedee rang"
		_, err = db.Pause(ctxOf(t), wrong)
		require.ErrorIs(t, err, messaging.ErrWhy)
		noCanary(t, err)
		_, err = db.Pause(ctxOf(t), pauseOf(messaging.ScopeAll, 0, 0))
		require.NoError(t, err)
	}},
	{"SignsAreOfTheLastLettersOfOneProvider", func(t *testing.T, db *store.DB) {
		for i, state := range []messaging.State{messaging.StateDelivered, messaging.StateUndelivered, messaging.StateDelivered, messaging.StateUndelivered} {
			m := fmt.Sprint("m", i)
			left(t, db, m, 1, casework.HearingReminder, 0)
			report(t, db, "e"+m, messaging.Report{MessageID: m, State: state, At: Epoch.Add(time.Duration(i+1) * time.Minute)})
		}
		d := delivery("other", messaging.StateSending)
		d.Provider = "sendgrid"
		enter(t, db, d)
		settle(t, db, "other", 1, messaging.StateRefused, "")
		refused := delivery("unsafe", messaging.StateRefused)
		refused.BegunAt = time.Time{}
		enter(t, db, refused)
		require.Equal(t, messaging.Signs{Began: 4, Finished: 3, Failed: 2}, signs(t, db, 10*time.Minute), "of the last three")
		require.Equal(t, messaging.Signs{}, signs(t, db, 3*time.Hour))
	}},
	{"NothingFromBeforeAResumeIsASign", func(t *testing.T, db *store.DB) {
		left(t, db, "m", 1, casework.HearingReminder, 0)
		report(t, db, "e", messaging.Report{MessageID: "m", State: messaging.StateUndelivered, At: Epoch.Add(time.Minute)})
		pause(t, db, pauseOf(messaging.ScopeAll, 2*time.Minute, 0))
		require.Equal(t, messaging.Signs{Began: 1, Finished: 1, Failed: 1}, signs(t, db, 5*time.Minute))
		_, err := db.Resume(ctxOf(t), "", "operator-1", Epoch.Add(4*time.Minute))
		require.NoError(t, err)
		require.Equal(t, messaging.Signs{}, signs(t, db, 5*time.Minute))
	}},
}
