package messaging_test

import (
	"context"
	"errors"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
)

func TestARefusalByTheProviderIsAnOutcome(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.post.says(messaging.Refused{Code: "opted_out_at_provider"})
	want := casework.Outcome{State: casework.Refused, Reason: "opted_out_at_provider", Point: "p1"}
	require.Equal(t, want, o.mustSend(reminder()))
	require.Equal(t, want, o.mustSend(reminder()))
	require.Len(t, o.post.sent(), 1)
}

func TestWhatCertainlyDidNotLeaveIsTriedAgain(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.post.says(messaging.NotSent{Code: "too_many_requests", After: 7 * time.Second})
	_, err := o.send(reminder())
	var later interface{ RetryAfter() time.Duration }
	require.ErrorAs(t, err, &later)
	require.Equal(t, 7*time.Second, later.RetryAfter())
	require.Equal(t, messaging.StateNotSent, o.row().State)

	o.book.change(func(c *messaging.Contact) { c.Points[0].FrozenAt = monday }) // safe contact is asked anew
	require.Equal(t, "frozen", o.mustSend(reminder()).Rule)
	require.Len(t, o.post.sent(), 1)

	o = setup(t)
	o.post.says(messaging.NotSent{Code: "provider_out_of_reach"})
	_, err = o.send(reminder())
	require.Error(t, err)
	o.post.does(nil)
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
	require.Equal(t, 2, o.row().Attempt)
}

func TestTheRowIsWrittenBeforeTheProviderIsCalled(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.post.does(func(l messaging.Letter) (messaging.ProviderRef, error) {
		row, found, err := o.ledger.Standing(context.Background(), l.MessageID)
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, messaging.StateSending, row.State)
		require.Equal(t, 1, row.Attempt)
		return "SM1", nil
	})
	o.mustSend(reminder())

	o = setup(t)
	o.ledger.Before = func(method string) error {
		if method == "enter" {
			return errors.New("disk full")
		}
		return nil
	}
	_, err := o.send(reminder())
	require.Error(t, err)
	require.Empty(t, o.post.sent(), "no row, no call")
}

func TestASenderThatSleptPastItsLeaseSendsNothing(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.post.does(func(l messaging.Letter) (messaging.ProviderRef, error) {
		require.True(t, l.Wanted())
		o.clock.Advance(21 * time.Second)
		require.False(t, l.Wanted())
		return "", messaging.NotSent{Code: "no_longer_wanted"}
	})
	_, err := o.send(reminder())
	require.ErrorAs(t, err, &messaging.NotSent{})
}

// asleep is a moment as a machine tells it that slept for a while just before: the clock
// on the wall has gone on, and the one that only counts has not. No function of package
// time makes one.
func asleep(before time.Time, d time.Duration) time.Time {
	type moment struct {
		wall uint64
		ext  int64 // the count, where there is one
		loc  *time.Location
	}
	woken := before.Add(d)
	(*moment)(unsafe.Pointer(&woken)).ext = (*moment)(unsafe.Pointer(&before)).ext
	return woken
}

func TestALeaseEndsByWhicheverClockSaysSoFirst(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	slept := asleep(begun, time.Minute)
	require.Zero(t, slept.Sub(begun), "what only counts stood still")
	require.Equal(t, time.Minute, slept.Round(0).Sub(begun.Round(0)))
	for name, c := range map[string]struct {
		now  time.Time
		want bool
	}{
		"at once":                        {begun, true},
		"a while later":                  {begun.Add(19 * time.Second), true},
		"after its lease":                {begun.Add(20 * time.Second), false},
		"after the machine slept":        {slept, false},
		"with the wall's clock set back": {asleep(begun.Add(time.Minute), -time.Minute), false},
	} {
		now := begun
		o := setup(t, func(p *messaging.Parts) {
			p.Now = func() time.Time { return now }
			p.Quiet = safecontact.AnyTime()
		})
		o.book.change(func(k *messaging.Contact) { k.Points[0].VerifiedAt = begun.Add(-time.Hour) })
		o.post.does(func(l messaging.Letter) (messaging.ProviderRef, error) {
			now = c.now
			require.Equal(t, c.want, l.Wanted(), name)
			return "SM1", nil
		})
		m := reminder()
		m.UsefulUntil = begun.Add(time.Hour)
		o.mustSend(m)
		require.Len(t, o.post.sent(), 1)
	}
}

func TestAnAnswerIsWrittenDownEvenWhenTheCallerHasGone(t *testing.T) {
	t.Parallel()
	o := setup(t)
	ctx, leave := context.WithCancel(context.Background())
	o.post.does(func(messaging.Letter) (messaging.ProviderRef, error) {
		leave()
		return "SM1", nil
	})
	_, err := o.Send(ctx, caseID, effect, reminder())
	require.NoError(t, err)
	require.Equal(t, messaging.StateAccepted, o.row().State)
}

func TestAnOutageIsAnErrorAndSaysNothingOfAnybody(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.book.err = errors.New("connection lost")
	_, err := o.send(reminder())
	require.ErrorIs(t, err, o.book.err)
	require.Empty(t, o.ledger.Rows())

	o.book.err = nil
	o.post.says(errors.New("Post: to " + number + " Ana"))
	_, err = o.send(reminder())
	require.ErrorAs(t, err, &messaging.NotYet{}, "an error nobody thought of may have been too late")
	require.NotContains(t, err.Error(), number)
	require.NotContains(t, err.Error(), "Ana")
	require.Equal(t, messaging.StateUnknown, o.row().State)
}
