package messaging_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

// second is a post with another name.
type second struct{ *post }

func (second) ID() string { return "second" }

// findable is a second that can be asked what it took.
type findable struct {
	second
	find func() (messaging.Sighting, error)
}

func (f findable) Find(context.Context, messaging.Letter, time.Time) (messaging.Sighting, error) {
	return f.find()
}

// withSecond is an office with two senders of texts.
func withSecond(t *testing.T) (*office, *post) {
	t.Helper()
	other := &post{}
	return setup(t, func(p *messaging.Parts) {
		p.Fallbacks = map[casework.Channel][]messaging.Channel{casework.Text: {second{other}}}
	}), other
}

func TestTheSecondSenderIsAskedOnlyWhereTheFirstCertainlyDidNotTakeIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer error
		want   int
	}{
		"too many requests": {messaging.NotSent{Code: "too_many_requests"}, 1},
		"out of reach":      {messaging.NotSent{Code: "provider_out_of_reach"}, 1},
		"no answer":         {messaging.Unknown{Code: "no_answer"}, 0},
		"refused":           {messaging.Refused{Code: "opted_out_at_provider"}, 0},
		"taken":             {nil, 0},
	} {
		o, other := withSecond(t)
		o.post.does(func(messaging.Letter) (messaging.ProviderRef, error) { return "SM1", c.answer })
		_, _ = o.send(reminder())
		require.Len(t, o.post.sent(), 1, name)
		require.Len(t, other.sent(), c.want, name)
	}
}

func TestTheRowNamesTheSenderThatWasAskedBeforeItIsAsked(t *testing.T) {
	t.Parallel()
	o, other := withSecond(t)
	look := func(provider string, attempt int) {
		row, _, err := o.ledger.Standing(context.Background(), messaging.MessageID(effect))
		require.NoError(t, err)
		require.Equal(t, messaging.StateSending, row.State)
		require.Equal(t, provider, row.Provider)
		require.Equal(t, attempt, row.Attempt)
	}
	o.post.does(func(messaging.Letter) (messaging.ProviderRef, error) {
		look("post", 1)
		return "", messaging.NotSent{Code: "too_many_requests"}
	})
	other.does(func(messaging.Letter) (messaging.ProviderRef, error) {
		look("second", 2)
		return "N1", nil
	})
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
	require.Equal(t, "second", o.row().Provider)
	require.Equal(t, messaging.ProviderRef("N1"), o.row().ProviderRef)
}

func TestThatTheFirstDidNotTakeItMustBeInTheLedgerFirst(t *testing.T) {
	t.Parallel()
	o, other := withSecond(t)
	o.post.says(messaging.NotSent{Code: "too_many_requests"})
	o.ledger.Before = func(method string) error {
		if method == "settle" {
			return context.DeadlineExceeded
		}
		return nil
	}
	_, err := o.send(reminder())
	require.Error(t, err)
	require.Empty(t, other.sent())
	require.Equal(t, "post", o.row().Provider)
}

func TestBeforeTheSecondSenderIsAskedTheMessageIsAskedAboutAnew(t *testing.T) {
	t.Parallel()
	o, other := withSecond(t)
	o.post.does(func(messaging.Letter) (messaging.ProviderRef, error) {
		o.book.change(func(c *messaging.Contact) { c.Points[0].FrozenAt = monday })
		return "", messaging.NotSent{Code: "provider_out_of_reach"}
	})
	require.Equal(t, "frozen", o.mustSend(reminder()).Rule)
	require.Empty(t, other.sent())
}

func TestADoubtfulMessageIsLookedForAtTheSenderThatWasAsked(t *testing.T) {
	t.Parallel()
	other := findable{second{&post{}}, func() (messaging.Sighting, error) { return its("N7"), nil }}
	o := setup(t, func(p *messaging.Parts) {
		mail, ok := p.Channels[casework.Text].(*post)
		require.True(t, ok)
		p.Channels[casework.Text] = searchable{mail, func(messaging.Letter, time.Time) (messaging.Sighting, error) {
			require.Fail(t, "the first sender was asked for what the second may have")
			return messaging.Sighting{}, nil
		}}
		p.Fallbacks = map[casework.Channel][]messaging.Channel{casework.Text: {other}}
	})
	o.post.says(messaging.NotSent{Code: "provider_out_of_reach"})
	other.says(messaging.Unknown{Code: "no_answer"})
	_, err := o.send(reminder())
	require.ErrorAs(t, err, &messaging.NotYet{})
	require.Equal(t, "second", o.row().Provider)

	o.clock.Advance(3 * time.Minute)
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
	require.Equal(t, messaging.ProviderRef("N7"), o.row().ProviderRef)
	require.Len(t, o.post.sent(), 1)
	require.Len(t, other.sent(), 1)
}

func TestWhereNobodyTakesItItIsTriedAgainAsSoonAsOneMay(t *testing.T) {
	t.Parallel()
	o, other := withSecond(t)
	o.post.says(messaging.NotSent{Code: "too_many_requests", After: time.Hour})
	other.says(messaging.NotSent{Code: "too_many_requests", After: 5 * time.Second})
	_, err := o.send(reminder())
	require.Equal(t, 5*time.Second, kept(t, err).RetryAfter())
	require.Equal(t, messaging.StateNotSent, o.row().State)
}

func TestASenderThatRestsIsPassedOverWithoutARow(t *testing.T) {
	t.Parallel()
	first, other := &post{}, &post{}
	first.says(messaging.NotSent{Code: "provider_out_of_reach"})
	resting := messaging.Guarded(first, messaging.Limits{Rest: time.Hour})
	for ready(t, resting) == nil {
		_ = send(resting)
	}
	asked := len(first.sent())
	o := setup(t, func(p *messaging.Parts) {
		p.Channels[casework.Text] = resting
		p.Fallbacks = map[casework.Channel][]messaging.Channel{casework.Text: {second{other}}}
	})
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
	require.Len(t, first.sent(), asked)
	require.Equal(t, 1, o.row().Attempt, "the only attempt is the second sender's")
	require.Equal(t, "second", o.row().Provider)

	alone := setup(t, func(p *messaging.Parts) { p.Channels[casework.Text] = resting })
	_, err := alone.send(reminder())
	require.Positive(t, kept(t, err).RetryAfter())
	require.Empty(t, alone.ledger.Rows(), "no attempt began")
}

func TestSendersOfOneChannelHaveDifferentNames(t *testing.T) {
	t.Parallel()
	for name, fallbacks := range map[string]map[casework.Channel][]messaging.Channel{
		"the same twice":       {casework.Text: {&post{}}},
		"nobody":               {casework.Text: {nil}},
		"a fallback of nobody": {"telegram": {second{&post{}}}},
	} {
		_, err := messaging.NewCourier(messaging.Parts{
			Contacts: &book{}, Ledger: forgetful{}, Templates: templates(t), Now: time.Now, Fallbacks: fallbacks,
			Channels: map[casework.Channel]messaging.Channel{casework.Text: &post{}},
		})
		require.Error(t, err, name)
	}
}
