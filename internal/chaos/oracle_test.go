package chaos

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

const now = "2026-03-02T09:00:00.000Z"

// peaceful is the evidence of a run after which everything is true.
func peaceful(t *testing.T) Evidence {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	require.NoError(t, err)
	delivery := func(id string, s messaging.State) messaging.Delivery {
		return messaging.Delivery{MessageID: id, CaseID: "c1", State: s, Template: casework.SupportAccepted, Channel: casework.Text}
	}
	return Evidence{
		At: at,
		Answered: []Answered{
			{Source: "s1", Case: "c1", What: "referral", Key: "r1", Request: "q1"}, {Source: "s1", Case: "c1", What: "referral", Key: "r2", Request: "q2"},
			{Case: "c1", What: "note", Key: "k1", Request: "q3"}, {Case: "c1", What: "note", Key: "k1", Request: "q4"}, {Case: "c1", What: "accepted", Key: "k2", Request: "q5"},
		},
		Referrals:  map[string][]string{"s1": {"c1"}},
		Cases:      map[string]CaseRow{"c1": {Revision: 9, Stage: "reaching", Due: "2026-03-02T09:10:00.000Z"}},
		Workflows:  map[string]Workflow{"c1": {Chains: 1, Open: 1, Revision: 9, Attempts: 1}},
		Lines:      map[string]map[string]int{"c1": {"note": 1, "attempt": 1, "message-sent": 1, "message-missed": 1, "message-unclear": 1}},
		Tasks:      map[string]map[string]int{"c1": {}},
		Deliveries: []messaging.Delivery{delivery("m1", messaging.StateDelivered), delivery("m2", messaging.StateMissed), delivery("m3", messaging.StateUnknown)},
		Accepted:   map[string]int{"m1": 1},
		Deadlines: []Deadline{
			{Case: "c1", Clock: "a", Due: "2026-03-02T08:00:00.000Z", Outcome: "rung", OutcomeAt: "2026-03-02T08:00:01.000Z"},
			{Case: "c1", Clock: "b", Due: "2026-03-02T08:00:00.000Z", Outcome: "stopped", OutcomeAt: "2026-03-02T07:00:01.000Z"},
			{Case: "c1", Clock: "c", Due: "2026-03-02T08:59:58.000Z", Outcome: "armed"},
		},
		Ledger:  true,
		Audited: map[string]string{"q1": "", "q2": "", "q3": "c1", "q4": "c1", "q5": "c1"},
		Replies: []string{"t1"}, Kept: map[string]int{"t1": 1},
	}
}

func TestAPeacefulRunIsWell(t *testing.T) {
	t.Parallel()
	for _, f := range Judge(peaceful(t)) {
		require.Empty(t, f.Against, f.Line)
	}
}

// broken are runs of which one line is not true, and nothing else.
var broken = []struct {
	line, says string
	breaks     func(*Evidence)
}{
	{"answered", "a request was refused", func(e *Evidence) { e.Refused = []Refusal{{"note", "answered 409"}} }},
	{"answered", "somebody gave up", func(e *Evidence) { e.GaveUp = 1 }},
	{"referral-once", "a referral is not in SQL", func(e *Evidence) { delete(e.Referrals, "s1") }},
	{"referral-once", "a referral is in SQL twice", func(e *Evidence) { e.Referrals["s1"] = []string{"c1", "c2"} }},
	{"referral-once", "a referral is in another case than was answered", func(e *Evidence) { e.Referrals["s1"] = []string{"c2"} }},
	{"referral-once", "a case was started twice", func(e *Evidence) { e.Workflows["c1"] = Workflow{Chains: 2, Open: 1, Revision: 9} }},
	{"referral-once", "a case that nobody was told of", func(e *Evidence) { e.Workflows["c2"] = Workflow{Chains: 1, Open: 1} }},
	{"referral-once", "a case is not in Temporal", func(e *Evidence) { delete(e.Workflows, "c1") }},
	{"command-once", "a note is lost", func(e *Evidence) { e.Lines["c1"]["note"] = 0 }},
	{"command-once", "a note is there twice", func(e *Evidence) { e.Lines["c1"]["note"] = 2 }},
	{"message-once", "accepted twice", func(e *Evidence) { e.Accepted["m1"] = 2 }},
	{"message-once", "said to have left", func(e *Evidence) { delete(e.Accepted, "m1") }},
	{"message-once", "said not to have left", func(e *Evidence) { e.Accepted["m2"] = 1 }},
	{"message-once", "not known", func(e *Evidence) { e.Accepted["m9"] = 1 }},
	{"message-once", "without a name", func(e *Evidence) { e.Anonymous = 1 }},
	{"message-once", "still in doubt", func(e *Evidence) { e.Deliveries[2].State = messaging.StateSending }},
	{"message-once", "not told of", func(e *Evidence) { delete(e.Lines["c1"], "message-missed") }},
	{"message-once", "not called about", func(e *Evidence) { e.Deliveries[1].Template = casework.HearingReminder }},
	{"message-once", "left in another's place", func(e *Evidence) {
		refusedAndWrittenInstead(e)
		e.Deliveries[3].About = "another hearing"
	}},
	{"message-once", "left, and the case does not tell", func(e *Evidence) {
		delete(e.Lines["c1"], "message-sent")
		delete(e.Lines["c1"], "message-unclear")
		e.Deliveries = e.Deliveries[:2]
	}},
	{"message-once", "decided and not settled", func(e *Evidence) { e.Outbox = map[string]string{"c1/9/text-support_accepted-1": "c1"} }},
	{"reply-once", "a text is lost", func(e *Evidence) { delete(e.Kept, "t1") }},
	{"reply-once", "no case was told", func(e *Evidence) { e.Untold = 1 }},
	{"deadline-once", "no outcome", func(e *Evidence) { e.Deadlines[2].Due = "2026-03-02T08:58:00.000Z" }},
	{"deadline-once", "two outcomes", func(e *Evidence) { e.Deadlines[1].Clock = "a" }},
	{"deadline-once", "rang too early", func(e *Evidence) { e.Deadlines[0].OutcomeAt = "2026-03-02T07:59:59.000Z" }},
	{"deadline-once", "a clock of a case has passed", func(e *Evidence) { e.Cases["c1"] = CaseRow{Revision: 9, Due: "2026-03-02T08:58:00.000Z"} }},
	{"never-stuck", "a case stood still", func(e *Evidence) { e.Stuck = map[string]time.Duration{"c1": 61 * time.Second} }},
	{"read-model", "SQL went back", func(e *Evidence) { e.Back = []string{"case c1 went back"} }},
	{"read-model", "SQL is behind", func(e *Evidence) { e.Workflows["c1"] = Workflow{Chains: 1, Open: 1, Revision: 10} }},
	{"audit", "not in the audit", func(e *Evidence) { delete(e.Audited, "q3") }},
	{"audit", "in the audit of another case", func(e *Evidence) { e.Audited["q3"] = "c2" }},
	{"workflows", "a case failed", func(e *Evidence) { e.Workflows["c1"] = Workflow{Chains: 1, Open: 1, Revision: 9, Broken: "FAILED"} }},
	{"workflows", "a workflow task fails", func(e *Evidence) { e.Workflows["c1"] = Workflow{Chains: 1, Open: 1, Revision: 9, Attempts: 4} }},
	{"workflows", "a case does not answer", func(e *Evidence) { e.Workflows["c1"] = Workflow{Chains: 1, Open: 1, Revision: -1} }},
	{"faults", "a fault was not done", func(e *Evidence) { e.Undone = []string{"disk-full: not felt"} }},
	{"faults", "no rest", func(e *Evidence) { e.Restless = []string{"3 referrals that no case has taken"} }},
}

// refusedAndWrittenInstead adds a text that was refused, and the email that left instead.
func refusedAndWrittenInstead(e *Evidence) {
	refused := messaging.Delivery{MessageID: "m4", CaseID: "c1", State: messaging.StateRefused, Template: casework.HearingReminder, Channel: casework.Text, About: "h1"}
	instead := refused
	instead.MessageID, instead.Channel, instead.State = "m5", casework.Email, messaging.StateDelivered
	e.Deliveries = append([]messaging.Delivery{}, e.Deliveries...)
	e.Deliveries = append(e.Deliveries, instead, refused)
	e.Accepted["m5"] = 1
	e.Lines["c1"]["message-refused"], e.Lines["c1"]["message-sent"] = 1, 2
}

func TestNobodyNeedCallWhereAnEmailLeftInPlaceOfATextThatWasRefused(t *testing.T) {
	t.Parallel()
	e := peaceful(t)
	refusedAndWrittenInstead(&e)
	for _, f := range Judge(e) {
		require.Empty(t, f.Against, f.Line)
	}
}

func TestEachLineIsBrokenByWhatItIsAbout(t *testing.T) {
	t.Parallel()
	for _, b := range broken {
		t.Run(b.line+"/"+b.says, func(t *testing.T) {
			t.Parallel()
			e := peaceful(t)
			b.breaks(&e)
			for _, f := range Judge(e) {
				require.Equal(t, f.Line == b.line, len(f.Against) > 0, "%s: %v", f.Line, f.Against)
			}
		})
	}
}

func TestEveryLineHasATestInWhichItIsNotTrue(t *testing.T) {
	t.Parallel()
	for _, l := range Lines {
		require.True(t, slices.ContainsFunc(broken, func(b struct {
			line, says string
			breaks     func(*Evidence)
		},
		) bool {
			return b.line == l.Name
		}), fmt.Sprint("no test breaks ", l.Name))
	}
}
