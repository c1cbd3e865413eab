package once_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/messaging/emulator"
)

// decided is a message that a case decided to send.
type decided struct {
	Case    string           `json:"case"`
	Effect  string           `json:"effect"`
	Message casework.Message `json:"message"`
}

// decide makes the nth message of a world: texts and emails by turns, one in five
// of use for seconds or two minutes only. No two to one victim have the same words,
// unless the world makes them alike.
func (w *world) decide(n int) decided {
	channel := []casework.Channel{casework.Text, casework.Email}[n%2]
	useful := 24 * time.Hour
	if n%10 < 2 {
		useful = time.Duration(5+10*(n%13)) * time.Second
	}
	victim, words := n/2%len(w.cases), n
	if turn := n / 2 / len(w.cases); w.alike && turn%2 == 1 {
		words = n - 2*len(w.cases) // the message before, to the same victim
	}
	id := w.cases[victim]
	return decided{
		Case: id, Effect: fmt.Sprintf("%s/%d/%s-hearing_reminder", id, n, channel),
		Message: casework.Message{
			Template: casework.HearingReminder, Channel: channel, About: "h1",
			When: monday.Add(100*time.Hour + time.Duration(words)*time.Minute), UsefulUntil: w.now().Add(useful),
		},
	}
}

// verdict is what became of many messages, held against what the providers have.
type verdict struct {
	messages, sent, unclear, refused, missed int
	unclearTexts                             int

	open  []string // no outcome
	twice []string // taken more than once
	late  []string // taken when it was of no more use
	false []string // said to have left and taken by nobody, or the reverse
}

// judge asks the providers' ledger about every message.
func judge(t *testing.T, ledger string, all []decided, outcomes map[string]casework.Outcome) verdict {
	t.Helper()
	taken := takenBy(t, ledger)
	v := verdict{messages: len(all)}
	for _, d := range all {
		at := taken[messaging.MessageID(d.Effect)]
		out, ended := outcomes[d.Effect]
		v.count(d, out.State)
		if !ended {
			v.open = append(v.open, d.Effect)
		}
		if len(at) > 1 {
			v.twice = append(v.twice, d.Effect)
		}
		for _, moment := range at {
			if !moment.Before(d.Message.UsefulUntil) {
				v.late = append(v.late, d.Effect)
			}
		}
		left := len(at) > 0
		if out.State == casework.Sent && !left || (out.State == casework.Refused || out.State == casework.Missed) && left {
			v.false = append(v.false, fmt.Sprint(d.Effect, " ", out.State))
		}
	}
	return v
}

func (v *verdict) count(d decided, s casework.OutcomeState) {
	switch s {
	case casework.Sent:
		v.sent++
	case casework.Refused:
		v.refused++
	case casework.Missed:
		v.missed++
	case casework.Unclear:
		v.unclear++
		if d.Message.Channel == casework.Text {
			v.unclearTexts++
		}
	case casework.Waiting, casework.Withdrawn, casework.Broken:
		v.false = append(v.false, fmt.Sprint(d.Effect, " ", s))
	}
}

func (v verdict) String() string {
	return fmt.Sprintf("%d messages: %d accepted once, %d unclear (%.1f %%, %d texts), %d missed, %d refused; %d twice, %d late, %d false, %d open",
		v.messages, v.sent, v.unclear, 100*float64(v.unclear)/float64(max(v.messages, 1)), v.unclearTexts, v.missed, v.refused,
		len(v.twice), len(v.late), len(v.false), len(v.open))
}

// kept asserts the promise.
func (v verdict) kept(t *testing.T) {
	t.Helper()
	require.Empty(t, v.twice, "accepted twice")
	require.Empty(t, v.late, "accepted when it was of no more use")
	require.Empty(t, v.false, "the case was told something else than what happened")
	require.Empty(t, v.open, "nobody has it in hand")
	require.Equal(t, v.messages, v.sent+v.unclear+v.missed+v.refused)
}

// takenBy is when the providers took each message, by its ID.
func takenBy(t *testing.T, ledger string) map[string][]time.Time {
	t.Helper()
	messages, err := emulator.ReadLedger(ledger)
	require.NoError(t, err)
	taken := map[string][]time.Time{}
	for _, m := range messages {
		id := m.Args["message"]
		if m.Channel == emulator.SMS {
			to, err := url.Parse(m.Callback)
			require.NoError(t, err)
			id = to.Query().Get("m")
		}
		require.NotEmpty(t, id)
		taken[id] = append(taken[id], m.Accepted)
	}
	return taken
}
