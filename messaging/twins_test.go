package messaging_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

// twins is an office in which two messages say the same to the same number, and a
// provider that has texts in these words. What it answered of each is given; an empty
// answer was lost.
func twins(t *testing.T, answers [2]messaging.ProviderRef, has messaging.Sighting) (o *office, send func(n int) (casework.Outcome, error)) {
	t.Helper()
	o = setup(t, func(p *messaging.Parts) {
		mail, ok := p.Channels[casework.Text].(*post)
		require.True(t, ok)
		p.Channels[casework.Text] = searchable{mail, func(messaging.Letter, time.Time) (messaging.Sighting, error) {
			return has, nil
		}}
	})
	send = func(n int) (casework.Outcome, error) {
		return o.Send(context.Background(), caseID, effect+string(rune('a'+n)), reminder())
	}
	for n, ref := range answers {
		o.post.does(func(messaging.Letter) (messaging.ProviderRef, error) {
			if ref == "" {
				return "", messaging.Unknown{Code: "no_answer"}
			}
			return ref, nil
		})
		_, err := send(n)
		require.Equal(t, ref == "", err != nil)
	}
	require.Equal(t, o.post.sent()[0].Text, o.post.sent()[1].Text)
	o.post.does(nil)
	o.clock.Advance(3 * time.Minute)
	return o, send
}

func alike(refs ...messaging.ProviderRef) messaging.Sighting {
	return messaging.Sighting{Refs: refs, Alike: true}
}

func TestATextIsNotFoundByAnotherInTheSameWords(t *testing.T) {
	t.Parallel()
	o, send := twins(t, [2]messaging.ProviderRef{"SM1", ""}, alike("SM1"))
	out, err := send(1)
	require.NoError(t, err)
	require.Equal(t, casework.Sent, out.State)
	require.Len(t, o.post.sent(), 3, "the only text there is the other's: this one never left, and goes now")
}

func TestATextIsFoundBesideAnotherInTheSameWords(t *testing.T) {
	t.Parallel()
	o, send := twins(t, [2]messaging.ProviderRef{"SM1", ""}, alike("SM1", "SM2"))
	out, err := send(1)
	require.NoError(t, err)
	require.Equal(t, casework.Sent, out.State)
	require.Len(t, o.post.sent(), 2)
	row, _, err := o.ledger.Standing(context.Background(), messaging.MessageID(effect+"b"))
	require.NoError(t, err)
	require.Equal(t, messaging.ProviderRef("SM2"), row.ProviderRef)
}

func TestOfTwoTextsInDoubtAndOneThereNobodySaysWhichLeft(t *testing.T) {
	t.Parallel()
	o, send := twins(t, [2]messaging.ProviderRef{}, alike("SM1"))
	for n := range 2 {
		_, err := send(n)
		require.ErrorAs(t, err, &messaging.NotYet{})
	}
	o.clock.Advance(12 * time.Minute)
	for n := range 2 {
		out, err := send(n)
		require.NoError(t, err)
		require.Equal(t, casework.Unclear, out.State)
	}
	require.Len(t, o.post.sent(), 2)
}

func TestOfTwoTextsInDoubtAndBothThereBothLeft(t *testing.T) {
	t.Parallel()
	o, send := twins(t, [2]messaging.ProviderRef{}, alike("SM1", "SM2"))
	for n := range 2 {
		out, err := send(n)
		require.NoError(t, err)
		require.Equal(t, casework.Sent, out.State)
	}
	require.Len(t, o.post.sent(), 2)
	for _, row := range o.ledger.Rows() {
		require.Empty(t, row.ProviderRef, "which of them is whose is not known")
	}
}

func TestWhereWordsAreGoneNothingIsProved(t *testing.T) {
	t.Parallel()
	o, send := twins(t, [2]messaging.ProviderRef{"SM1", ""}, messaging.Sighting{Refs: []messaging.ProviderRef{"SM1"}, Alike: true, Partial: true})
	_, err := send(1)
	require.ErrorAs(t, err, &messaging.NotYet{})
	require.Len(t, o.post.sent(), 2)
}
