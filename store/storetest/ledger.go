package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
	"beacon/store"
)

func delivery(message string, state messaging.State) messaging.Delivery {
	return messaging.Delivery{
		MessageID: message, EffectID: caseID(1) + "/3/text-hearing_reminder-1", CaseID: caseID(1), Template: casework.HearingReminder,
		Version: "v1", Language: "en", Channel: casework.Text, Provider: "twilio", Point: "point-1", State: state,
		Inputs:  &safecontact.Inputs{Channel: safecontact.ByText, Now: Epoch, Point: safecontact.Point{ID: "point-1"}},
		Imprint: "abcd", UsefulUntil: Epoch.Add(time.Hour), EnteredAt: Epoch, BegunAt: Epoch,
	}
}

func enter(t *testing.T, db *store.DB, d messaging.Delivery) (messaging.Delivery, bool) {
	t.Helper()
	row, fresh, err := db.Enter(ctxOf(t), d)
	require.NoError(t, err)
	return row, fresh
}

func settle(t *testing.T, db *store.DB, message string, attempt int, state messaging.State, ref messaging.ProviderRef) {
	t.Helper()
	require.NoError(t, db.Settle(ctxOf(t), messaging.Settlement{
		MessageID: message, Attempt: attempt, State: state, ProviderRef: ref, Reason: "code", At: Epoch.Add(time.Second),
	}))
}

func standing(t *testing.T, db *store.DB, message string) messaging.Delivery {
	t.Helper()
	row, found, err := db.Standing(ctxOf(t), message)
	require.NoError(t, err)
	require.True(t, found)
	return row
}

// entering has many begin an attempt at once, and counts those who may send.
func entering(t *testing.T, db *store.DB, message string) int {
	t.Helper()
	return count(together(t, 16, func(ctx context.Context, _ int) (bool, error) {
		_, fresh, err := db.Enter(ctx, delivery(message, messaging.StateSending))
		return fresh, err
	}))
}

var ledger = []rule{
	{"NothingStandsOfAMessageThatWasNotEntered", func(t *testing.T, db *store.DB) {
		_, found, err := db.Standing(ctxOf(t), "m")
		require.NoError(t, err)
		require.False(t, found)
		require.ErrorIs(t, db.Settle(ctxOf(t), messaging.Settlement{MessageID: "m", Attempt: 1, State: messaging.StateAccepted}), store.ErrNotFound)
	}},
	{"ARowIsReadBackAsItWasEntered", func(t *testing.T, db *store.DB) {
		row, fresh := enter(t, db, delivery("m", messaging.StateSending))
		require.True(t, fresh)
		require.Equal(t, 1, row.Attempt)
		require.Equal(t, row, standing(t, db, "m"))
		all, err := db.Deliveries(ctxOf(t), caseID(1))
		require.NoError(t, err)
		require.Equal(t, []messaging.Delivery{row}, all)
	}},
	{"OneOfManyBeginsAnAttempt", func(t *testing.T, db *store.DB) {
		for round := range rounds {
			m := fmt.Sprint("m", round)
			require.Equal(t, 1, entering(t, db, m))
			require.Equal(t, 1, standing(t, db, m).Attempt)
		}
	}},
	{"OneOfManyBeginsTheNextAttempt", func(t *testing.T, db *store.DB) {
		for round := range rounds {
			m := fmt.Sprint("m", round)
			enter(t, db, delivery(m, messaging.StateSending))
			settle(t, db, m, 1, messaging.StateNotSent, "")
			require.Equal(t, 1, entering(t, db, m))
			require.Equal(t, 2, standing(t, db, m).Attempt)
		}
	}},
	{"NothingIsEnteredOverWhatMayHaveLeft", func(t *testing.T, db *store.DB) {
		enter(t, db, delivery("m", messaging.StateSending))
		settle(t, db, "m", 1, messaging.StateUnknown, "")
		row, fresh := enter(t, db, delivery("m", messaging.StateSending))
		require.False(t, fresh)
		require.Equal(t, messaging.StateUnknown, row.State)
	}},
	{"ALateAnswerOfAnEarlierAttemptChangesNothing", func(t *testing.T, db *store.DB) {
		enter(t, db, delivery("m", messaging.StateSending))
		settle(t, db, "m", 1, messaging.StateNotSent, "")
		row, fresh := enter(t, db, delivery("m", messaging.StateSending))
		require.True(t, fresh)
		require.Equal(t, 2, row.Attempt)
		settle(t, db, "m", 1, messaging.StateAccepted, "SM-late")
		require.Equal(t, row, standing(t, db, "m"))
		settle(t, db, "m", 2, messaging.StateAccepted, "SM2")
		require.Equal(t, messaging.ProviderRef("SM2"), standing(t, db, "m").ProviderRef)
	}},
	{"MessagesThatNeverLeftAreKeptToo", func(t *testing.T, db *store.DB) {
		d := delivery("m", messaging.StateRefused)
		d.Rule, d.Reason = "do_not_use", "marked not to be used"
		enter(t, db, d)
		later := delivery("m2", messaging.StateWaiting)
		later.EnteredAt, later.Until = Epoch.Add(time.Minute), Epoch.Add(time.Hour)
		enter(t, db, later)
		all, err := db.Deliveries(ctxOf(t), caseID(1))
		require.NoError(t, err)
		require.Len(t, all, 2)
		require.Equal(t, "do_not_use", all[0].Rule)
		require.Equal(t, later.Until, all[1].Until)
	}},
	{"MessagesInTheSameWordsToOneVictimAreTold", func(t *testing.T, db *store.DB) {
		a, b, c := admit(t, db, referral("1")), admit(t, db, referral("2")), admit(t, db, another(referral("3"), 1))
		merge(t, db, b.CaseID, a.CaseID)
		row := map[string]messaging.Delivery{}
		for n, caseID := range []string{a.CaseID, a.CaseID, b.CaseID, c.CaseID} {
			d := delivery(string(rune('m'+n)), messaging.StateSending)
			d.CaseID, d.BegunAt = caseID, Epoch.Add(time.Duration(n)*time.Minute)
			row[d.MessageID], _ = enter(t, db, d)
		}
		others := func(of string, since time.Duration) (ids []string) {
			twins, err := db.Twins(ctxOf(t), row[of], Epoch.Add(since))
			require.NoError(t, err)
			for _, d := range twins {
				ids = append(ids, d.MessageID)
			}
			return ids
		}
		require.ElementsMatch(t, []string{"n", "o"}, others("m", 0), "not itself, and nobody else's")
		require.ElementsMatch(t, []string{"m", "n"}, others("o", 0), "of the case it was merged into")
		require.ElementsMatch(t, []string{"o"}, others("m", 2*time.Minute))
		settle(t, db, "n", 1, messaging.StateNotSent, "")
		require.ElementsMatch(t, []string{"o"}, others("m", 0), "what certainly did not leave is nobody's twin")
	}},
}
