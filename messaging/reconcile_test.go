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

// doubtful is an office whose first attempt may have left: the provider's answer was
// lost, and find is what it says when it is asked.
func doubtful(t *testing.T, find func(l messaging.Letter, since time.Time) (messaging.Sighting, error)) *office {
	t.Helper()
	o := setup(t, func(p *messaging.Parts) {
		if find != nil {
			mail, ok := p.Channels[casework.Text].(*post)
			require.True(t, ok)
			p.Channels[casework.Text] = searchable{mail, find}
		}
	})
	o.post.says(messaging.Unknown{Code: "no_answer"})
	_, err := o.send(reminder())
	require.ErrorAs(t, err, &messaging.NotYet{})
	require.Equal(t, messaging.StateUnknown, o.row().State)
	o.post.does(nil)
	return o
}

func nowhere(messaging.Letter, time.Time) (messaging.Sighting, error) {
	return messaging.Sighting{}, nil
}

func TestWhatMayHaveLeftIsFoundAndNotSentAgain(t *testing.T) {
	t.Parallel()
	o := doubtful(t, func(l messaging.Letter, since time.Time) (messaging.Sighting, error) {
		require.Equal(t, number, l.To)
		require.Contains(t, l.Text, "Ana")
		require.False(t, since.After(monday))
		return its("SM9"), nil
	})
	o.clock.Advance(time.Second)
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
	require.Len(t, o.post.sent(), 1)
	require.Equal(t, messaging.ProviderRef("SM9"), o.row().ProviderRef)
}

func TestWhatIsProvedAbsentIsSentAgainButNotSooner(t *testing.T) {
	t.Parallel()
	o := doubtful(t, nowhere)
	o.clock.Advance(2*time.Minute - time.Second)
	_, err := o.send(reminder())
	require.ErrorAs(t, err, &messaging.NotYet{})
	require.Len(t, o.post.sent(), 1)

	o.clock.Advance(time.Second)
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
	require.Len(t, o.post.sent(), 2)
	require.Equal(t, 2, o.row().Attempt)
}

func TestWhatIsProvedAbsentIsAskedAboutAnew(t *testing.T) {
	t.Parallel()
	o := doubtful(t, nowhere)
	o.clock.Advance(3 * time.Minute)
	o.book.change(func(c *messaging.Contact) { c.Points[0].FrozenAt = o.clock.Now() })
	require.Equal(t, "frozen", o.mustSend(reminder()).Rule)

	o = doubtful(t, nowhere)
	o.clock.Advance(49 * time.Hour)
	require.Equal(t, casework.Missed, o.mustSend(reminder()).State)
	require.Len(t, o.post.sent(), 1)
}

func TestWhatCannotBeSettledIsUnclearAndNeverSentAgain(t *testing.T) {
	t.Parallel()
	for name, find := range map[string]func(messaging.Letter, time.Time) (messaging.Sighting, error){
		"a channel that cannot look": nil,
		"a provider that cannot be asked": func(messaging.Letter, time.Time) (messaging.Sighting, error) {
			return messaging.Sighting{}, errors.New("503")
		},
		"a provider whose list is no proof": func(messaging.Letter, time.Time) (messaging.Sighting, error) {
			return messaging.Sighting{}, messaging.Unknown{}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := doubtful(t, find)
			o.clock.Advance(15*time.Minute - time.Second)
			_, err := o.send(reminder())
			var later messaging.NotYet
			require.ErrorAs(t, err, &later)
			require.Positive(t, later.RetryAfter())

			o.clock.Advance(time.Second)
			want := casework.Outcome{State: casework.Unclear, Reason: "never_settled", Point: "p1"}
			require.Equal(t, want, o.mustSend(reminder()))
			require.Equal(t, want, o.mustSend(reminder()))
			require.Len(t, o.post.sent(), 1)
		})
	}
}

// Words or an address that changed since cannot be looked for: that they are not
// found proves nothing of the letter that may have left.
func TestALetterThatWouldBeWrittenDifferentlyCannotBeProvedAbsent(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*messaging.Contact){
		"another name":   func(c *messaging.Contact) { c.Name = "Bea" },
		"another number": func(c *messaging.Contact) { c.Points[0].Value = "07700 900124" },
		"another point":  func(c *messaging.Contact) { c.Points[0].ID = "p2" },
		"no point":       func(c *messaging.Contact) { c.Points = nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := doubtful(t, nowhere)
			o.book.change(change)
			o.clock.Advance(3 * time.Minute)
			_, err := o.send(reminder())
			require.ErrorAs(t, err, &messaging.NotYet{})
			o.clock.Advance(12 * time.Minute)
			require.Equal(t, casework.Unclear, o.mustSend(reminder()).State)
			require.Len(t, o.post.sent(), 1)
		})
	}
}

func TestAReportSettlesWhatMayHaveLeft(t *testing.T) {
	t.Parallel()
	o := doubtful(t, nil)
	_, changed, _, err := o.ledger.Report(context.Background(), messaging.Report{
		MessageID: messaging.MessageID(effect), State: messaging.StateDelivered, ProviderRef: "SM7", At: monday,
	})
	require.NoError(t, err)
	require.True(t, changed)
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
	require.Len(t, o.post.sent(), 1)
}

// The worker died between its ledger row and the answer.
func TestAnAttemptThatNobodyAnswersForIsSettledToo(t *testing.T) {
	t.Parallel()
	o := setup(t, func(p *messaging.Parts) {
		mail, ok := p.Channels[casework.Text].(*post)
		require.True(t, ok)
		p.Channels[casework.Text] = searchable{mail, nowhere}
	})
	dead := errors.New("the database is away")
	var broken bool
	o.ledger.Before = func(method string) error {
		if broken && method == "settle" {
			return dead
		}
		return nil
	}
	broken = true
	_, err := o.send(reminder())
	require.ErrorIs(t, err, dead)
	require.Equal(t, messaging.StateSending, o.row().State)

	broken = false
	_, err = o.send(reminder())
	var later messaging.NotYet
	require.ErrorAs(t, err, &later)
	require.Equal(t, 20*time.Second, later.RetryAfter(), "it may still be under way")

	o.clock.Advance(2 * time.Minute)
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
}

// Another worker, asked for the same message while the first has it, waits.
func TestTwoSendersOfOneMessageAreOne(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.post.does(func(messaging.Letter) (messaging.ProviderRef, error) {
		_, err := o.send(reminder())
		require.ErrorAs(t, err, &messaging.NotYet{})
		return "SM1", nil
	})
	// The fake holds its lock while it answers, so that a second letter would hang here.
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
	require.Len(t, o.post.sent(), 1)
}

func TestWhereACopyIsBetterThanSilenceItIsTriedOnceMore(t *testing.T) {
	t.Parallel()
	for _, chosen := range []bool{true, false} {
		o := setup(t, func(p *messaging.Parts) {
			if chosen {
				p.RatherTwice = []casework.Template{casework.HearingReminder}
			}
		})
		o.post.says(messaging.Unknown{Code: "no_answer"})
		_, err := o.send(reminder())
		require.ErrorAs(t, err, &messaging.NotYet{})
		o.clock.Advance(15 * time.Minute)
		out, err := o.send(reminder())
		if !chosen {
			require.NoError(t, err)
			require.Equal(t, casework.Unclear, out.State)
			require.Len(t, o.post.sent(), 1)
			continue
		}
		require.ErrorAs(t, err, &messaging.NotYet{})
		require.Len(t, o.post.sent(), 2, "somebody chose that a copy is better than silence")
		o.clock.Advance(15 * time.Minute)
		require.Equal(t, casework.Unclear, o.mustSend(reminder()).State)
		require.Len(t, o.post.sent(), 2, "and never a third time")
	}
}
