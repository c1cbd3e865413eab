package messaging_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/messaging/emulator"
	"beacon/messaging/messagingtest"
	"beacon/messaging/notify"
	"beacon/messaging/twilio"
	"beacon/safecontact"
)

const notifyKey = "test-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"

// exchange is two providers of texts, emulated, and a courier over both.
type exchange struct {
	clock    *messagingtest.Clock
	emulator *emulator.Emulator
	ledger   *messagingtest.Memory
	courier  *messaging.Courier
	useful   time.Time
}

// everybody has a number of their own, by the last three digits of the case.
type everybody struct{}

func (everybody) Contact(_ context.Context, id string) (messaging.Contact, error) {
	p := point()
	p.Value = "07700 900" + id[len(id)-3:]
	return messaging.Contact{CaseID: id, Name: "Ana", Points: []messaging.PointValue{p}}, nil
}

// connect makes an exchange. join makes of the two senders what the courier is given.
func connect(t *testing.T, limits messaging.Limits, join func(first, second messaging.Channel, p *messaging.Parts)) *exchange {
	t.Helper()
	x := &exchange{clock: messagingtest.NewClock(monday), ledger: messagingtest.NewMemory(), useful: monday.Add(47 * time.Hour)}
	var err error
	x.emulator, err = emulator.New(emulator.Options{
		AccountSID: "AC1", AuthToken: "token", SendGridKey: "SG", NotifyKey: notifyKey, Now: x.clock.Now, Seed: 11,
	})
	require.NoError(t, err)
	server := httptest.NewServer(x.emulator.Handler())
	t.Cleanup(func() {
		server.CloseClientConnections()
		require.NoError(t, x.emulator.Close())
		server.Close()
	})
	const patience = 250 * time.Millisecond
	first, err := twilio.New(twilio.Config{
		AccountSID: "AC1", AuthToken: "token", From: "+441632960001", PublicURL: server.URL, BaseURL: server.URL, Timeout: patience,
	})
	require.NoError(t, err)
	second, err := notify.NewTexts(notify.Config{
		APIKey: notifyKey, Template: "f33517ff-2a88-4f6e-b855-c550268ce08a", BaseURL: server.URL, Timeout: patience, Now: x.clock.Now,
	})
	require.NoError(t, err)
	parts := messaging.Parts{
		Contacts: everybody{}, Ledger: x.ledger, Templates: templates(t), Now: x.clock.Now, Quiet: safecontact.AnyTime(),
		Channels: map[casework.Channel]messaging.Channel{}, Fallbacks: map[casework.Channel][]messaging.Channel{},
	}
	join(messaging.Guarded(first, limits), messaging.Guarded(second, limits), &parts)
	x.courier, err = messaging.NewCourier(parts)
	require.NoError(t, err)
	return x
}

func failover(first, second messaging.Channel, p *messaging.Parts) {
	p.Channels[casework.Text], p.Fallbacks[casework.Text] = first, []messaging.Channel{second}
}

// carry sends so many messages, eight at a time and each twice at once, until every one
// has an outcome.
func (x *exchange) carry(t *testing.T, letters int) map[string]casework.Outcome {
	t.Helper()
	m := casework.Message{Template: casework.HearingReminder, Channel: casework.Text, When: monday.Add(49 * time.Hour), UsefulUntil: x.useful}
	var mu sync.Mutex
	ends := map[string]casework.Outcome{}
	for round := 0; len(ends) < letters; round++ {
		require.Less(t, round, 2000, "a message never ends: %v", ends)
		var wg sync.WaitGroup
		slots := make(chan struct{}, 8)
		for n := range 2 * letters {
			id := fmt.Sprintf("case/%03d", n%letters)
			mu.Lock()
			_, done := ends[id]
			mu.Unlock()
			if done {
				continue
			}
			wg.Go(func() {
				slots <- struct{}{}
				defer func() { <-slots }()
				if out, err := x.courier.Send(context.Background(), id, id, m); err == nil {
					mu.Lock()
					defer mu.Unlock()
					ends[id] = out
				}
			})
		}
		wg.Wait()
		x.clock.Advance(15 * time.Second)
	}
	return ends
}

// taken is who accepted each message, as often as it was.
func (x *exchange) taken(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, m := range x.emulator.Messages() {
		id := m.Args["reference"]
		if m.Provider() == emulator.Twilio {
			callback, err := url.Parse(m.Callback)
			require.NoError(t, err)
			id = callback.Query().Get("m")
		}
		require.NotEmpty(t, id)
		all[id] = append(all[id], m.Provider())
	}
	return all
}

// fault is one fault that strikes half of what it can.
func fault(kind emulator.Kind, provider string) emulator.Fault {
	f := emulator.Fault{Kind: kind, Provider: provider, Rate: 0.5}
	switch kind {
	case emulator.Slow, emulator.Timeout:
		f.Delay = emulator.Duration(400 * time.Millisecond)
	case emulator.ListLag:
		f.Delay = emulator.Duration(time.Minute) // less than what the courier allows for
	}
	return f
}

var faults = []emulator.Kind{
	emulator.AcceptThenDrop, emulator.Error500, emulator.Error500AfterAccept, emulator.Error429, emulator.Slow, emulator.Timeout,
	emulator.Held, emulator.FinalFailure, emulator.CallbackMissing,
}

func TestNoTwoProvidersEverTakeTheSameMessage(t *testing.T) {
	t.Parallel()
	modes := map[string][]emulator.Fault{"none": nil}
	for _, kind := range faults {
		for _, provider := range []string{emulator.Twilio, emulator.Notify, emulator.Both} {
			modes[string(kind)+" of "+provider] = []emulator.Fault{fault(kind, provider)}
		}
		modes["mixed"] = append(modes["mixed"], fault(kind, emulator.Both))
	}
	lag := fault(emulator.ListLag, emulator.Both)
	modes["mixed"] = append(modes["mixed"], lag)
	modes["lists that lag"] = []emulator.Fault{lag, fault(emulator.AcceptThenDrop, emulator.Both)}
	always := fault(emulator.Error429, emulator.Twilio)
	always.Rate = 1
	modes["the first takes nothing"] = []emulator.Fault{always}
	for name, strike := range modes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := connect(t, messaging.Limits{PerSecond: 400, Rest: 20 * time.Millisecond}, failover)
			for _, f := range strike {
				_, err := x.emulator.AddFault(f)
				require.NoError(t, err)
			}
			x.hold(t, x.carry(t, 24), name)
		})
	}
}

// hold compares what was said of each message with what the providers have of it.
func (x *exchange) hold(t *testing.T, ends map[string]casework.Outcome, mode string) {
	t.Helper()
	taken, second := x.taken(t), 0
	for id, out := range ends {
		by := taken[messaging.MessageID(id)]
		require.LessOrEqual(t, len(by), 1, "%s was taken by %v", id, by)
		require.Equal(t, casework.Sent, out.State, "%s: %s", id, out.Reason)
		require.Len(t, by, 1, "%s was said to be sent and nobody has it", id)
		row, found, err := x.ledger.Standing(context.Background(), messaging.MessageID(id))
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, by[0], row.Provider, "the ledger names who has it")
		if by[0] == emulator.Notify {
			second++
		}
	}
	switch mode {
	case "none", "accept_then_drop of twilio", "error_500_after_accept of twilio", "slow of twilio":
	case "the first takes nothing":
		require.Equal(t, len(ends), second)
	case "error_429 of twilio":
		require.Positive(t, second, "the second sender is of use")
	}
}

// eager is what failover must not be: whatever the first sender says, the second is
// asked.
type eager struct{ messaging.Channel }

func (e eager) Send(ctx context.Context, l messaging.Letter) (messaging.ProviderRef, error) {
	ref, err := e.Channel.Send(ctx, l)
	if err != nil {
		return "", messaging.NotSent{Code: "try_another"}
	}
	return ref, nil
}

// The same exchange with a first sender whose doubt counts as a no shows that the test
// above can fail.
func TestAnEagerFailoverIsCaught(t *testing.T) {
	t.Parallel()
	x := connect(t, messaging.Limits{}, func(first, second messaging.Channel, p *messaging.Parts) {
		failover(eager{first}, second, p)
	})
	_, err := x.emulator.AddFault(fault(emulator.AcceptThenDrop, emulator.Twilio))
	require.NoError(t, err)
	x.carry(t, 40)
	twice := 0
	for _, by := range x.taken(t) {
		if len(by) > 1 {
			twice++
		}
	}
	require.Positive(t, twice)
}
