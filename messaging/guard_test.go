package messaging_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

func send(c messaging.Channel) error {
	_, err := c.Send(context.Background(), messaging.Letter{MessageID: "m"})
	return err
}

// kept is the NotSent of a letter that was kept back.
func kept(t *testing.T, err error) messaging.NotSent {
	t.Helper()
	var notSent messaging.NotSent
	require.ErrorAs(t, err, &notSent)
	return notSent
}

func ready(t *testing.T, c messaging.Channel) error {
	t.Helper()
	r, ok := c.(messaging.Ready)
	require.True(t, ok)
	return r.Ready()
}

func TestOverTheLimitNothingLeavesAndEachComesAgainAtItsOwnTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &post{}
		g := messaging.Guarded(p, messaging.Limits{PerSecond: 10})
		for range 10 {
			require.NoError(t, ready(t, g))
			require.NoError(t, send(g))
		}
		seen := map[time.Duration]bool{}
		for range 20 {
			notSent := kept(t, send(g))
			require.Equal(t, "over_our_own_limit", notSent.Code)
			require.False(t, seen[notSent.After], "two come again at the same time")
			seen[notSent.After] = true
		}
		require.True(t, seen[2*time.Second], "twenty take two seconds at ten a second")
		require.Equal(t, "over_our_own_limit", kept(t, ready(t, g)).Code)
		require.Len(t, p.sent(), 10)

		time.Sleep(time.Second) //nolint:forbidigo // the clock of its own bubble
		require.NoError(t, send(g))
		require.Len(t, p.sent(), 11)
	})
}

func TestALimitIsKeptToWhateverIsAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &post{}
		g := messaging.Guarded(p, messaging.Limits{PerSecond: 50})
		const letters = 1000
		done := make(chan struct{})
		for range letters {
			go func() {
				for err := send(g); err != nil; err = send(g) {
					time.Sleep(kept(t, err).After) //nolint:forbidigo // the clock of its own bubble
				}
				done <- struct{}{}
			}()
		}
		began := time.Now()
		for range letters {
			<-done
		}
		took := time.Since(began)
		require.Len(t, p.sent(), letters)
		require.GreaterOrEqual(t, took, 19*time.Second-time.Millisecond, "the first fifty go at once")
		require.Less(t, took, 25*time.Second, "hardly a turn is lost")
	})
}

func TestAProviderThatFailsIsLeftAloneAndThenTriedWithOneLetter(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]error{
		"unknown":  messaging.Unknown{Code: "provider_500"},
		"not sent": messaging.NotSent{Code: "provider_out_of_reach"},
		"anything": errors.New("a fault that nobody thought of"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := &post{}
				p.says(fault)
				g := messaging.Guarded(p, messaging.Limits{Rest: 15 * time.Second})
				for range 10 {
					require.NoError(t, ready(t, g))
					require.Equal(t, fault, send(g), "the answer is passed on as it came")
				}
				require.Equal(t, "provider_resting", kept(t, ready(t, g)).Code)
				notSent := kept(t, send(g))
				require.Equal(t, "provider_resting", notSent.Code)
				require.GreaterOrEqual(t, notSent.RetryAfter(), 15*time.Second)
				require.Len(t, p.sent(), 10, "nothing leaves")

				time.Sleep(15*time.Second + time.Millisecond) //nolint:forbidigo // the clock of its own bubble
				require.NoError(t, ready(t, g))
				require.Equal(t, fault, send(g), "one letter tries it")
				require.Equal(t, "provider_resting", kept(t, send(g)).Code)
				require.Len(t, p.sent(), 11)

				time.Sleep(15*time.Second + time.Millisecond) //nolint:forbidigo // the clock of its own bubble
				p.does(nil)
				require.NoError(t, send(g))
				require.NoError(t, send(g))
			})
		})
	}
}

func TestWhatIsNoFaultOfTheProviderDoesNotShutItOut(t *testing.T) {
	t.Parallel()
	gone, leave := context.WithCancel(context.Background())
	leave()
	for name, c := range map[string]struct {
		ctx    context.Context
		answer error
	}{
		"a refusal":              {context.Background(), messaging.Refused{Code: "invalid_number"}},
		"a sender that slept":    {context.Background(), messaging.NotSent{Code: "no_longer_wanted"}},
		"a caller who has left":  {gone, messaging.NotSent{Code: "provider_out_of_reach"}},
		"a caller who left late": {gone, messaging.Unknown{Code: "no_answer"}},
	} {
		p := &post{}
		p.says(c.answer)
		g := messaging.Guarded(p, messaging.Limits{Rest: time.Minute})
		for range 100 {
			_, err := g.Send(c.ctx, messaging.Letter{})
			require.Equal(t, c.answer, err, name)
		}
		require.NoError(t, ready(t, g), name)
		require.Len(t, p.sent(), 100, name)
	}
}

func TestAFewFaultsAmongManyLettersShutNobodyOut(t *testing.T) {
	t.Parallel()
	p, n := &post{}, 0
	p.does(func(messaging.Letter) (messaging.ProviderRef, error) {
		if n++; n%3 != 0 {
			return "", messaging.Unknown{Code: "provider_500"}
		}
		return "SM1", nil
	})
	g := messaging.Guarded(p, messaging.Limits{Rest: time.Minute})
	for range 100 {
		_ = send(g)
	}
	require.Len(t, p.sent(), 100, "two in three fail")
}

func TestWithoutLimitsAGuardLetsEverythingPass(t *testing.T) {
	t.Parallel()
	p := &post{}
	p.says(messaging.Unknown{Code: "provider_500"})
	g := messaging.Guarded(p, messaging.Limits{})
	for range 200 {
		require.ErrorAs(t, send(g), &messaging.Unknown{})
	}
	require.NoError(t, ready(t, g))
	require.Len(t, p.sent(), 200)
	require.Equal(t, "post", g.ID())
}

func TestAGuardedChannelCanStillBeAsked(t *testing.T) {
	t.Parallel()
	found := searchable{&post{}, func(messaging.Letter, time.Time) (messaging.Sighting, error) { return its("SM9"), nil }}
	finder, ok := messaging.Guarded(found, messaging.Limits{Rest: time.Minute}).(messaging.Finder)
	require.True(t, ok)
	got, err := finder.Find(context.Background(), messaging.Letter{}, monday)
	require.NoError(t, err)
	require.Equal(t, its("SM9"), got)

	finder, ok = messaging.Guarded(&post{}, messaging.Limits{}).(messaging.Finder)
	require.True(t, ok)
	_, err = finder.Find(context.Background(), messaging.Letter{}, monday)
	require.ErrorAs(t, err, &messaging.Unknown{}, "a channel that cannot look proves nothing")
}
