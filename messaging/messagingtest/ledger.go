package messagingtest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
)

// Monday is the moment at which the exercises happen.
var Monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// ExerciseLedger holds a ledger to what messaging.Ledger promises. open makes an
// empty one, and may be called often. withCase readies whatever a ledger needs to
// know of a case before rows can name it; nil: nothing.
func ExerciseLedger(t *testing.T, open func(*testing.T) Ledger, withCase func(t *testing.T, l Ledger, caseID string)) {
	t.Helper()
	const caseID = "8b0f8f54-7a54-4c3e-9d8a-1d2f6a3f1c55"
	for name, check := range map[string]func(*testing.T, Ledger, messaging.Delivery){
		"nothing stands at first":            nothingStands,
		"a row is kept whole":                rowIsKept,
		"only one sender enters":             oneSenderEnters,
		"an attempt follows one not sent":    attemptFollows,
		"a frozen sender's answer is lost":   frozenSender,
		"reports move a row forward only":    reportsForward,
		"a report may come before an answer": earlyReport,
		"why not is kept and replaced":       whyNot,
		"many messages at once":              manyAtOnce,
		"twins are told":                     twinsAreTold,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			if withCase != nil {
				withCase(t, l, caseID)
			}
			check(t, l, messaging.Delivery{
				MessageID: messaging.MessageID(t.Name()), EffectID: t.Name(), CaseID: caseID,
				Template: casework.HearingReminder, Version: "0123456789ab", Language: "en", Channel: casework.Text,
				Provider: "twilio", Point: "p1", State: messaging.StateSending, Imprint: "beef",
				Inputs: &safecontact.Inputs{
					Channel: safecontact.ByText, Now: Monday, UsefulUntil: Monday.Add(time.Hour),
					Point: safecontact.Point{ID: "p1", Kind: safecontact.PhonePoint, Mobile: true, VerifiedAt: Monday.Add(-time.Hour),
						Windows: []safecontact.Window{{Days: []safecontact.Day{safecontact.Monday}, From: safecontact.At(9, 0), To: safecontact.At(17, 30)}}},
				},
				UsefulUntil: Monday.Add(time.Hour), EnteredAt: Monday, BegunAt: Monday,
			})
		})
	}
}

func enter(t *testing.T, l Ledger, d messaging.Delivery, fresh bool) messaging.Delivery {
	t.Helper()
	row, entered, err := l.Enter(context.Background(), d)
	require.NoError(t, err)
	require.Equal(t, fresh, entered)
	return row
}

func settle(t *testing.T, l Ledger, d messaging.Delivery, attempt int, s messaging.State) {
	t.Helper()
	require.NoError(t, l.Settle(context.Background(), messaging.Settlement{
		MessageID: d.MessageID, Attempt: attempt, State: s, Reason: "because", At: Monday.Add(time.Second),
	}))
}

func standing(t *testing.T, l Ledger, d messaging.Delivery) messaging.Delivery {
	t.Helper()
	row, found, err := l.Standing(context.Background(), d.MessageID)
	require.NoError(t, err)
	require.True(t, found)
	return row
}

func report(t *testing.T, l Ledger, d messaging.Delivery, s messaging.State, changed bool) {
	t.Helper()
	_, moved, known, err := l.Report(context.Background(), messaging.Report{
		MessageID: d.MessageID, State: s, ProviderRef: "SM1", Reason: "told", At: Monday.Add(time.Minute),
	})
	require.NoError(t, err)
	require.True(t, known)
	require.Equal(t, changed, moved)
}

func nothingStands(t *testing.T, l Ledger, d messaging.Delivery) {
	_, found, err := l.Standing(context.Background(), d.MessageID)
	require.NoError(t, err)
	require.False(t, found)
	require.Error(t, l.Settle(context.Background(), messaging.Settlement{MessageID: d.MessageID, Attempt: 1, State: messaging.StateAccepted}))
	_, changed, known, err := l.Report(context.Background(), messaging.Report{MessageID: d.MessageID, State: messaging.StateDelivered})
	require.NoError(t, err)
	require.False(t, changed)
	require.False(t, known)
}

func rowIsKept(t *testing.T, l Ledger, d messaging.Delivery) {
	d.Rule, d.Reason, d.Until = "window", "outside the times", Monday.Add(3*time.Hour)
	want := d
	want.Attempt = 1
	require.Equal(t, want, enter(t, l, d, true))
	require.Equal(t, want, standing(t, l, d))
}

func oneSenderEnters(t *testing.T, l Ledger, d messaging.Delivery) {
	var wg sync.WaitGroup
	fresh := make(chan int, 16)
	for range cap(fresh) {
		wg.Go(func() {
			row, entered, err := l.Enter(context.Background(), d)
			if err == nil && entered {
				fresh <- row.Attempt
			}
		})
	}
	wg.Wait()
	close(fresh)
	require.Equal(t, 1, <-fresh)
	_, more := <-fresh
	require.False(t, more, "two senders entered the same attempt")
}

func attemptFollows(t *testing.T, l Ledger, d messaging.Delivery) {
	enter(t, l, d, true)
	settle(t, l, d, 1, messaging.StateNotSent)
	require.Equal(t, messaging.StateNotSent, standing(t, l, d).State)
	again := d
	again.BegunAt, again.EnteredAt = Monday.Add(time.Minute), Monday.Add(time.Minute)
	row := enter(t, l, again, true)
	require.Equal(t, 2, row.Attempt)
	require.Equal(t, Monday, row.EnteredAt, "a row is as old as it is")
	settle(t, l, d, 2, messaging.StateAccepted)
	enter(t, l, again, false)
	require.Equal(t, messaging.StateAccepted, standing(t, l, d).State)
}

func frozenSender(t *testing.T, l Ledger, d messaging.Delivery) {
	enter(t, l, d, true)
	settle(t, l, d, 1, messaging.StateNotSent) // proved absent by another
	enter(t, l, d, true)
	settle(t, l, d, 1, messaging.StateAccepted) // the first wakes
	require.Equal(t, messaging.StateSending, standing(t, l, d).State)
	settle(t, l, d, 2, messaging.StateUnknown)
	settle(t, l, d, 2, messaging.StateSending)
	require.Equal(t, messaging.StateUnknown, standing(t, l, d).State)
	enter(t, l, d, false)
}

func reportsForward(t *testing.T, l Ledger, d messaging.Delivery) {
	enter(t, l, d, true)
	settle(t, l, d, 1, messaging.StateAccepted)
	report(t, l, d, messaging.StateDelivered, true)
	report(t, l, d, messaging.StateDelivered, false)
	report(t, l, d, messaging.StateSent, false)
	report(t, l, d, messaging.StateMissed, false)
	report(t, l, d, messaging.StateUndelivered, true)
	report(t, l, d, messaging.StateDelivered, false)
	row := standing(t, l, d)
	require.Equal(t, messaging.StateUndelivered, row.State)
	require.Equal(t, "told", row.Reason)
	require.Equal(t, Monday.Add(time.Minute), row.ReportedAt)
	require.Equal(t, Monday.Add(time.Second), row.SettledAt)
}

func earlyReport(t *testing.T, l Ledger, d messaging.Delivery) {
	enter(t, l, d, true)
	report(t, l, d, messaging.StateSent, true)
	settle(t, l, d, 1, messaging.StateUnknown)
	row := standing(t, l, d)
	require.Equal(t, messaging.StateSent, row.State)
	require.Equal(t, messaging.ProviderRef("SM1"), row.ProviderRef)
	enter(t, l, d, false)
}

func whyNot(t *testing.T, l Ledger, d messaging.Delivery) {
	waiting := d
	waiting.State, waiting.Rule, waiting.Until, waiting.BegunAt = messaging.StateWaiting, "quiet_hours", Monday.Add(time.Hour), time.Time{}
	require.Zero(t, enter(t, l, waiting, true).Attempt)
	enter(t, l, waiting, true)
	require.Equal(t, 1, enter(t, l, d, true).Attempt)
	require.Empty(t, standing(t, l, d).Rule)
	enter(t, l, waiting, false)

	refused := d
	refused.MessageID, refused.State, refused.Rule = messaging.MessageID("another"), messaging.StateRefused, "frozen"
	enter(t, l, refused, true)
	enter(t, l, refused, false)
	require.Equal(t, "frozen", standing(t, l, refused).Rule)
}

func twinsAreTold(t *testing.T, l Ledger, d messaging.Delivery) {
	mine := enter(t, l, d, true)
	for id, change := range map[string]func(*messaging.Delivery){
		"twin": func(*messaging.Delivery) {}, "other words": func(d *messaging.Delivery) { d.Template = casework.LeaveOpen },
		"other moment": func(d *messaging.Delivery) { d.When = Monday }, "other provider": func(d *messaging.Delivery) { d.Provider = "notify" },
		"other channel": func(d *messaging.Delivery) { d.Channel = casework.Email },
		"too old":       func(d *messaging.Delivery) { d.BegunAt = Monday.Add(-time.Hour) },
		"not sent":      func(d *messaging.Delivery) { d.State = messaging.StateWaiting },
	} {
		other := d
		other.MessageID = messaging.MessageID(id)
		change(&other)
		enter(t, l, other, true)
	}
	twins, err := l.Twins(context.Background(), mine, Monday.Add(-time.Minute))
	require.NoError(t, err)
	require.Len(t, twins, 1)
	require.Equal(t, messaging.MessageID("twin"), twins[0].MessageID)
}

func manyAtOnce(t *testing.T, l Ledger, d messaging.Delivery) {
	var wg sync.WaitGroup
	errs := make(chan error, 32)
	for n := range cap(errs) {
		wg.Go(func() {
			mine := d
			mine.MessageID = messaging.MessageID(fmt.Sprint(n))
			row, _, err := l.Enter(context.Background(), mine)
			if err == nil {
				err = l.Settle(context.Background(), messaging.Settlement{
					MessageID: mine.MessageID, Attempt: row.Attempt, State: messaging.StateAccepted,
					ProviderRef: messaging.ProviderRef(mine.MessageID), At: Monday,
				})
			}
			errs <- err
		})
	}
	wg.Wait()
	for range cap(errs) {
		require.NoError(t, <-errs)
	}
	for n := range cap(errs) {
		mine := messaging.Delivery{MessageID: messaging.MessageID(fmt.Sprint(n))}
		row := standing(t, l, mine)
		require.Equal(t, messaging.StateAccepted, row.State)
		require.Equal(t, messaging.ProviderRef(mine.MessageID), row.ProviderRef)
	}
}
