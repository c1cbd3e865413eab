package once_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/pgtest"
	"beacon/messaging/emulator"
)

// mode is one way in which providers fail, and how much of what is sent may then
// have to end with a person: emails whose answer was lost and of which SendGrid
// reports nothing. Twilio can be asked, so that texts never have to.
type mode struct {
	name     string
	faults   []emulator.Fault
	patience time.Duration // with a provider; 0: a minute, so that nothing hangs on how busy the machine is
	early    bool          // the couriers do not wait for the providers' reports
	unclear  float64       // the largest share of all messages
	alike    bool          // two messages at a time say the same to the same victim
	forgets  bool          // Twilio keeps nothing, and cannot be asked
}

func fault(k emulator.Kind, rate float64, more ...func(*emulator.Fault)) emulator.Fault {
	f := emulator.Fault{Kind: k, Rate: rate, Delay: emulator.Duration(20 * time.Millisecond)}
	for _, change := range more {
		change(&f)
	}
	return f
}

func taking(d time.Duration) func(*emulator.Fault) {
	return func(f *emulator.Fault) { f.Delay = emulator.Duration(d) }
}

func textsOnly(f *emulator.Fault) { f.Provider = string(emulator.SMS) }
func onLookup(f *emulator.Fault)  { f.On = emulator.OnLookup }

var (
	lost     = fault(emulator.AcceptThenDrop, 0.4) // makes reports and lists matter
	noReport = fault(emulator.CallbackMissing, 1, textsOnly)
)

// modes are every fault of the emulator by itself, and all of them together.
var modes = []mode{
	{name: "accept_then_drop", faults: []emulator.Fault{fault(emulator.AcceptThenDrop, 0.5)}},
	{name: "error_500", faults: []emulator.Fault{fault(emulator.Error500, 0.2)}, unclear: 0.15},
	{name: "error_500_after_accept", faults: []emulator.Fault{fault(emulator.Error500AfterAccept, 0.5)}},
	{name: "error_429", faults: []emulator.Fault{fault(emulator.Error429, 0.5)}},
	{
		name: "slow", faults: []emulator.Fault{fault(emulator.Slow, 0.05, taking(5*time.Second)), fault(emulator.Slow, 0.3)},
		patience: 500 * time.Millisecond, unclear: 0.05,
	},
	{name: "timeout", faults: []emulator.Fault{fault(emulator.Timeout, 0.2)}, unclear: 0.15},
	{name: "callback_late", faults: []emulator.Fault{lost, fault(emulator.CallbackLate, 0.5)}},
	{name: "callback_duplicate", faults: []emulator.Fault{lost, fault(emulator.CallbackDuplicate, 0.5)}},
	{name: "callback_reorder", faults: []emulator.Fault{lost, fault(emulator.CallbackReorder, 0.5)}},
	{name: "callback_missing", faults: []emulator.Fault{lost, fault(emulator.CallbackMissing, 0.3)}, unclear: 0.1},
	{name: "final_failure", faults: []emulator.Fault{lost, fault(emulator.FinalFailure, 0.3)}},
	{name: "held", faults: []emulator.Fault{lost, fault(emulator.Held, 0.3)}},
	{name: "list_lag", faults: []emulator.Fault{lost, noReport, fault(emulator.ListLag, 0.5, taking(45*time.Second))}},
	{name: "lookup_fails", faults: []emulator.Fault{
		lost, noReport, fault(emulator.Error500, 0.3, onLookup), fault(emulator.Error429, 0.1, onLookup), fault(emulator.Timeout, 0.1, onLookup),
	}},
	mixed,
}

var mixed = mode{
	name: "mixed", early: true, unclear: 0.15,
	faults: []emulator.Fault{
		fault(emulator.AcceptThenDrop, 0.1), fault(emulator.Error500, 0.05), fault(emulator.Error500AfterAccept, 0.1),
		fault(emulator.Error429, 0.1), fault(emulator.Slow, 0.05), fault(emulator.Timeout, 0.03),
		fault(emulator.CallbackLate, 0.2), fault(emulator.CallbackDuplicate, 0.2), fault(emulator.CallbackReorder, 0.1),
		fault(emulator.CallbackMissing, 0.1), fault(emulator.FinalFailure, 0.1), fault(emulator.Held, 0.1),
		fault(emulator.ListLag, 0.2, taking(45*time.Second)),
		fault(emulator.Error500, 0.2, onLookup), fault(emulator.Error429, 0.1, onLookup), fault(emulator.Timeout, 0.05, onLookup),
	},
}

// The two in which even texts may end with a person: where nobody can say which of two
// in the same words left, and where Twilio is asked to keep nothing, as it is outside of
// tests.
var (
	alike = mode{
		name: "alike", alike: true, unclear: 0.3,
		faults: []emulator.Fault{
			noReport, fault(emulator.AcceptThenDrop, 0.1), fault(emulator.Error500, 0.1), fault(emulator.Error500AfterAccept, 0.1), fault(emulator.Error429, 0.1),
		},
	}
	forgetting = mode{name: "forgetting", early: true, forgets: true, unclear: 0.25, faults: mixed.faults}
)

// messages is how many go through each mode.
func messages() int {
	if testing.Short() {
		return 200
	}
	return 2000
}

const victims = 100

func (m mode) holds(t *testing.T, database string, n int) {
	t.Helper()
	c := newCampaign(t, m, database, victims, nil)
	all := c.run(n, mostRounds)
	v := judge(t, c.w.ledger, all, c.outcomes)
	t.Log(m.name, v)
	v.kept(t)
	require.Empty(t, c.changed, "an outcome was not for good")
	require.Equal(t, m.alike || m.forgets, v.unclearTexts > 0, "Twilio can be asked, but for these two")
	require.LessOrEqual(t, v.unclear, int(m.unclear*float64(v.messages)), "too much is left to people")
	require.Positive(t, v.missed, "nothing came too late: the test shows less than it should")
}

func TestWhateverAProviderDoesEachMessageIsAcceptedOnceOrInAPersonsHands(t *testing.T) {
	t.Parallel()
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			m.holds(t, "", messages())
		})
	}
}

func TestATextIsNeverTakenForAnotherInTheSameWords(t *testing.T) {
	t.Parallel()
	alike.holds(t, "", messages()/2)
}

func TestTheSameWhereTheProviderKeepsNothing(t *testing.T) {
	t.Parallel()
	forgetting.holds(t, "", messages()/2)
}

func TestTheSameOnAFileOfSQLite(t *testing.T) {
	t.Parallel()
	mixed.holds(t, filepath.Join(t.TempDir(), "beacon.db"), messages())
}

func TestTheSameOnPostgreSQL(t *testing.T) {
	t.Parallel()
	mixed.holds(t, pgtest.URL(t), messages())
}
