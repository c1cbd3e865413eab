package messagingtest

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

// Open makes a channel to the provider at an address, which waits so long for an
// answer.
type Open func(t *testing.T, url string, timeout time.Duration) messaging.Channel

// patience is longer than any answer takes that comes at all.
const patience = 30 * time.Second

// Exercise holds a channel to what messaging.Channel promises, whatever its provider
// does.
func Exercise(t *testing.T, speech Speech, open Open) {
	t.Helper()
	x := exercise{speech, open}
	for name, check := range map[string]func(*testing.T){
		"a letter is taken, and named":                        x.taken,
		"a definite no is refused":                            x.refused,
		"too many requests are not sent, and say when":        x.throttled,
		"refused credentials are not sent":                    x.unauthorised,
		"a fault after taking is unknown":                     x.failing,
		"no answer in time is unknown":                        x.silent,
		"a caller who leaves while waiting does not know":     x.abandoned,
		"a caller who has left sends nothing":                 x.cancelled,
		"a provider out of reach was sent nothing":            x.outOfReach,
		"a letter no longer wanted does not leave":            x.unwanted,
		"letters sent at once go each to its own":             x.concurrent,
		"an answer cut short does not lose the letter's fate": x.cutShort,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t)
		})
	}
}

type exercise struct {
	speech Speech
	open   Open
}

func (x exercise) start(t *testing.T, does Behaviour) (*Server, messaging.Channel) {
	t.Helper()
	s := NewServer(t, x.speech)
	s.Do(does)
	return s, x.open(t, s.URL, patience)
}

// secret fails where an error holds anything of the letter.
func (x exercise) secret(t *testing.T, err error, l messaging.Letter) {
	t.Helper()
	require.NotContains(t, err.Error(), l.To)
	require.NotContains(t, err.Error(), l.To[1:])
	require.NotContains(t, err.Error(), l.Text)
}

func (x exercise) taken(t *testing.T) {
	s, channel := x.start(t, Taking)
	require.NotEmpty(t, channel.ID())
	l := x.speech.Letter(1)
	ref, err := channel.Send(context.Background(), l)
	require.NoError(t, err)
	require.NotEmpty(t, ref)
	require.Equal(t, []Taken{{l.To, l.Text}}, s.Taken())
}

func (x exercise) refused(t *testing.T) {
	_, channel := x.start(t, Refusing)
	_, err := channel.Send(context.Background(), x.speech.Letter(1))
	var refused messaging.Refused
	require.ErrorAs(t, err, &refused)
	require.NotEmpty(t, refused.Code)
	x.secret(t, err, x.speech.Letter(1))
}

func (x exercise) throttled(t *testing.T) {
	_, channel := x.start(t, Throttling)
	_, err := channel.Send(context.Background(), x.speech.Letter(1))
	var notSent messaging.NotSent
	require.ErrorAs(t, err, &notSent)
	require.Equal(t, 7*time.Second, notSent.RetryAfter())
}

func (x exercise) unauthorised(t *testing.T) {
	_, channel := x.start(t, Unauthorised)
	_, err := channel.Send(context.Background(), x.speech.Letter(1))
	require.ErrorAs(t, err, &messaging.NotSent{})
}

func (x exercise) failing(t *testing.T) {
	s, channel := x.start(t, FailingAfter)
	_, err := channel.Send(context.Background(), x.speech.Letter(1))
	require.ErrorAs(t, err, &messaging.Unknown{})
	require.Len(t, s.Taken(), 1, "and it is not tried again by the SDK")
	x.secret(t, err, x.speech.Letter(1))
}

func (x exercise) silent(t *testing.T) {
	s := NewServer(t, x.speech)
	s.Do(TakingInSilence)
	channel := x.open(t, s.URL, time.Second)
	_, err := channel.Send(context.Background(), x.speech.Letter(1))
	require.ErrorAs(t, err, &messaging.Unknown{})
	require.Len(t, s.Taken(), 1)
	x.secret(t, err, x.speech.Letter(1))
}

func (x exercise) abandoned(t *testing.T) {
	s, channel := x.start(t, TakingInSilence)
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	go func() {
		<-s.arrived
		leave()
	}()
	_, err := channel.Send(ctx, x.speech.Letter(1))
	require.ErrorAs(t, err, &messaging.Unknown{})
}

func (x exercise) cancelled(t *testing.T) {
	s, channel := x.start(t, Taking)
	ctx, leave := context.WithCancel(context.Background())
	leave()
	_, err := channel.Send(ctx, x.speech.Letter(1))
	require.ErrorAs(t, err, &messaging.NotSent{})
	require.Empty(t, s.Taken())
}

func (x exercise) outOfReach(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	channel := x.open(t, "http://"+closed.Addr().String(), patience)
	_, err = channel.Send(context.Background(), x.speech.Letter(1))
	require.ErrorAs(t, err, &messaging.NotSent{})
	x.secret(t, err, x.speech.Letter(1))
}

func (x exercise) unwanted(t *testing.T) {
	s, channel := x.start(t, Taking)
	l := x.speech.Letter(1)
	l.Wanted = func() bool { return false }
	_, err := channel.Send(context.Background(), l)
	require.ErrorAs(t, err, &messaging.NotSent{})
	require.Empty(t, s.Taken())
}

func (x exercise) concurrent(t *testing.T) {
	s, channel := x.start(t, Taking)
	const letters = 64
	var wg sync.WaitGroup
	refs, errs := make(chan messaging.ProviderRef, letters), make(chan error, letters)
	for n := range letters {
		wg.Go(func() {
			ref, err := channel.Send(context.Background(), x.speech.Letter(n))
			refs <- ref
			errs <- err
		})
	}
	wg.Wait()
	seen := map[messaging.ProviderRef]bool{}
	for range letters {
		require.NoError(t, <-errs)
		seen[<-refs] = true
	}
	require.Len(t, seen, letters)
	var want []Taken
	for n := range letters {
		l := x.speech.Letter(n)
		want = append(want, Taken{l.To, l.Text})
	}
	require.ElementsMatch(t, want, s.Taken())
}

func (x exercise) cutShort(t *testing.T) {
	s, channel := x.start(t, TakingUnreadably)
	_, err := channel.Send(context.Background(), x.speech.Letter(1))
	if err != nil { // a provider whose answer has all that matters in its head may do without the rest
		require.ErrorAs(t, err, &messaging.Unknown{})
		x.secret(t, err, x.speech.Letter(1))
	}
	require.Len(t, s.Taken(), 1)
}
