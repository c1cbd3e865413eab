package messaging_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/messaging/messagingtest"
	"beacon/safecontact"
)

var errCrash = errors.New("crash")

// world is a provider with a list that lags, a ledger that may crash the worker at
// any step, and the truth about what was taken.
type world struct {
	dice  *rand.Rand
	clock *messagingtest.Clock
	taken map[string][]time.Time
	list  []listed
	steps int
}

// listed is a letter as the provider's list has it: whose it is, it does not say.
type listed struct {
	ref  messaging.ProviderRef
	text string
	at   time.Time
}

// Send takes the letter or not, and answers truly, wrongly or not at all.
func (w *world) Send(_ context.Context, l messaging.Letter) (messaging.ProviderRef, error) {
	w.clock.Advance(time.Duration([]int{0, 0, 1, 40, 90}[w.dice.IntN(5)]) * time.Second)
	if !l.Wanted() {
		return "", messaging.NotSent{Code: "no_longer_wanted"}
	}
	take := func() messaging.ProviderRef {
		w.taken[l.MessageID] = append(w.taken[l.MessageID], w.clock.Now())
		ref := messaging.ProviderRef(fmt.Sprintf("SM%d", len(w.list)+1))
		w.list = append(w.list, listed{ref, l.Text, w.clock.Now()})
		return ref
	}
	switch w.dice.IntN(9) {
	case 0:
		return "", messaging.NotSent{Code: "too_many_requests"}
	case 1:
		return "", messaging.Refused{Code: "unroutable"}
	case 2:
		take()
		return "", messaging.Unknown{Code: "provider_500"}
	case 3:
		return "", messaging.Unknown{Code: "provider_500"}
	case 4:
		take()
		panic(errCrash)
	case 5:
		panic(errCrash)
	}
	return take(), nil
}

func (w *world) ID() string { return "world" }

// Find knows of a letter a minute after it was taken, by its words, and may be away.
func (w *world) Find(_ context.Context, l messaging.Letter, since time.Time) (messaging.Sighting, error) {
	if w.dice.IntN(4) == 0 {
		return messaging.Sighting{}, errors.New("away")
	}
	alike := messaging.Sighting{Alike: true}
	for _, k := range w.list {
		if k.text == l.Text && !k.at.Before(since) && w.clock.Now().Sub(k.at) >= time.Minute {
			alike.Refs = append(alike.Refs, k.ref)
		}
	}
	return alike, nil
}

// crash may end the worker before any step of the ledger.
func (w *world) crash(string) error {
	if w.dice.IntN(7) == 0 {
		return errCrash
	}
	return nil
}

// forgetful is a ledger without its guard: every sender may enter.
type forgetful struct{ messaging.Ledger }

func (f forgetful) Standing(context.Context, string) (messaging.Delivery, bool, error) {
	return messaging.Delivery{}, false, nil
}

func (f forgetful) Enter(ctx context.Context, d messaging.Delivery) (messaging.Delivery, bool, error) {
	row, _, err := f.Ledger.Enter(ctx, d)
	return row, true, err
}

// live carries some messages in the same words through a world until each has an
// outcome, as endless retries would, and tells how often each was taken.
func live(t *testing.T, words *messaging.Templates, seed uint64, guarded bool) (outcomes map[string]casework.Outcome, w *world, useful time.Time) {
	w = &world{dice: rand.New(rand.NewPCG(seed, 1)), clock: messagingtest.NewClock(monday), taken: map[string][]time.Time{}}
	memory := messagingtest.NewMemory()
	memory.Before = w.crash
	var ledger messaging.Ledger = memory
	if !guarded {
		ledger = forgetful{memory}
	}
	c, err := messaging.NewCourier(messaging.Parts{
		Contacts: &book{contact: messaging.Contact{Points: []messaging.PointValue{point()}}}, Ledger: ledger,
		Channels: map[casework.Channel]messaging.Channel{casework.Text: w}, Templates: words, Now: w.clock.Now, Quiet: safecontact.AnyTime(),
	})
	require.NoError(t, err)
	m := reminder()
	m.UsefulUntil = monday.Add(time.Duration(1+w.dice.IntN(60)) * time.Minute)

	outcomes = map[string]casework.Outcome{}
	messages := 1 + w.dice.IntN(4)
	for len(outcomes) < messages {
		effect := fmt.Sprintf("case/%d", w.dice.IntN(messages))
		out, err := w.try(c, effect, m)
		if err == nil {
			outcomes[effect] = out
		}
		w.clock.Advance(time.Duration(1+w.dice.IntN(60)) * time.Second)
		w.steps++
		if !guarded && w.steps > 200 {
			break // without a guard some never end
		}
		require.Less(t, w.steps, 5000, "seed %d: a message never ends", seed)
	}
	return outcomes, w, m.UsefulUntil
}

// try sends once, and survives a crash of the worker.
func (w *world) try(c *messaging.Courier, effect string, m casework.Message) (out casework.Outcome, err error) {
	defer func() {
		if r := recover(); r != nil {
			if r != any(errCrash) {
				panic(r)
			}
			err = errCrash
		}
	}()
	return c.Send(context.Background(), caseID, effect, m)
}

func TestWhateverCrashesNothingIsTakenTwiceOrLate(t *testing.T) {
	t.Parallel()
	words := templates(t)
	ends := map[casework.OutcomeState]int{}
	for seed := range uint64(1000) {
		outcomes, w, useful := live(t, words, seed, true)
		for effect, out := range outcomes {
			ends[out.State]++
			taken := w.taken[messaging.MessageID(effect)]
			require.LessOrEqual(t, len(taken), 1, "seed %d: %s was taken twice", seed, effect)
			for _, at := range taken {
				require.True(t, at.Before(useful), "seed %d: taken after it was useful", seed)
			}
			switch out.State {
			case casework.Sent:
				require.Len(t, taken, 1, "seed %d: said to be sent and never taken", seed)
			case casework.Refused, casework.Missed:
				require.Empty(t, taken, "seed %d: taken and said to be %s", seed, out.State)
			case casework.Unclear:
			case casework.Waiting:
				require.Fail(t, "nothing has to wait at any time")
			}
		}
	}
	for _, end := range []casework.OutcomeState{casework.Sent, casework.Refused, casework.Missed} {
		require.NotZero(t, ends[end], "no message was ever %s", end)
	}
}

// The same world with a ledger that forgets shows that the test above can fail.
func TestWithoutTheLedgerMessagesAreTakenTwice(t *testing.T) {
	t.Parallel()
	words, twice := templates(t), 0
	for seed := range uint64(100) {
		_, w, _ := live(t, words, seed, false)
		for _, taken := range w.taken {
			if len(taken) > 1 {
				twice++
			}
		}
	}
	require.Positive(t, twice)
}
