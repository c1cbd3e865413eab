package workflows_test

import (
	"encoding/json"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/workflows"
)

// aDay is a day of the golden stories, which are told to a real server.
const aDay = time.Second

// teller tells one golden story.
type teller struct {
	*testing.T
	*site
	id     string
	runs   []string // in the order they were begun
	policy atomic.Pointer[casework.Policy]
}

func newTeller(t *testing.T) *teller {
	g := &teller{T: t, site: own(t), id: "00000000-0000-4000-8000-000000000001"}
	hurried := casework.Ordinary().Hurried(int64(day / aDay))
	hurried.MessageUseful = time.Minute
	g.policy.Store(&hurried)
	g.work(t, func() casework.Policy { return *g.policy.Load() })
	return g
}

// refer makes a referral, to the case at rest where its state is given.
func (g *teller) refer(r casework.Referral, resting json.RawMessage) {
	g.Helper()
	_, err := g.cases.Refer(g.Context(), g.id, r, resting)
	require.NoError(g, err)
	g.noteRun()
}

func (g *teller) do(m casework.Command) casework.Receipt {
	g.Helper()
	r, err := g.cases.Do(g.Context(), g.id, m)
	require.NoError(g, err, m.Name())
	return r
}

// noteRun remembers the run that goes on now.
func (g *teller) noteRun() {
	g.Helper()
	d, err := g.temp.DescribeWorkflow(g.Context(), workflows.WorkflowID(g.id), "")
	require.NoError(g, err)
	if run := d.WorkflowExecution.RunID; !slices.Contains(g.runs, run) {
		g.runs = append(g.runs, run)
	}
}

func (g *teller) renew() {
	g.Helper()
	require.NoError(g, g.cases.Renew(g.Context(), g.id))
	before := len(g.runs)
	require.Eventually(g, func() bool { g.noteRun(); return len(g.runs) > before }, soon, often)
}

func (g *teller) await(what string, times int) { g.Helper(); g.awaitLine(g.T, g.id, what, times) }

// awaitEnd waits until the case is at rest and its run has ended.
func (g *teller) awaitEnd() json.RawMessage {
	g.Helper()
	v := g.awaitView(g.T, g.id, func(v casework.View) bool { return v.Resting })
	require.NoError(g, g.temp.GetWorkflow(g.Context(), workflows.WorkflowID(g.id), "").Get(g.Context(), nil))
	return v.State
}

// task is an open task of a kind.
func (g *teller) task(kind casework.TaskKind) string {
	g.Helper()
	var id string
	g.awaitView(g.T, g.id, func(v casework.View) bool {
		i := slices.IndexFunc(v.Tasks, func(k casework.Task) bool { return k.Kind == kind && k.Open() })
		if i >= 0 {
			id = v.Tasks[i].ID
		}
		return i >= 0
	})
	return id
}

// decided is what a supervisor decides about a task.
func (g *teller) decided(kind casework.TaskKind) {
	g.Helper()
	i := slices.IndexFunc(casework.Decisions, func(d casework.Decision) bool { return d.Task == kind })
	m := casework.RecordDecision{
		Said: words(said("decided-"+string(kind), casework.Supervisor)), Task: g.task(kind), Decision: casework.Decisions[i].Code,
	}
	if m.Decision == "referred" {
		m.Consent = "given"
	}
	g.do(m)
}

// listed is a hearing so many days ahead.
func listed(id string, days int) casework.SetHearing {
	m := hearing(id, 0, casework.Listed)
	m.Starts = time.Now().Add(time.Duration(days) * aDay)
	return m
}

// agreed is a plan with one action, so many days ahead.
func agreed(id string, days, read int, status casework.ActionStatus) casework.AgreePlan {
	m := plan(id, 0, read, status)
	m.Review = time.Now().Add(30 * aDay)
	m.Actions[0].Due = time.Now().Add(time.Duration(days) * aDay)
	return m
}

// golden are the stories that every build must be able to replay as they were once
// told. They go down every way through the keeper.
var golden = map[string]func(*teller){
	"seen-through": func(g *teller) {
		g.refer(referred("one", 1, casework.MediumRisk), nil)
		g.do(attempt("1", "no_answer"))
		g.await("task-raised", 3) // the call, who has the case, and the next attempt
		g.do(attempt("2", "accepted"))
		g.do(needs("needs"))
		r := g.do(agreed("plan", 1, 0, casework.ActionOpen))
		g.do(listed("listed", 4))
		g.await("message-sent", 4) // accepted, plan, two reminders
		g.task(casework.ExplainHearing)
		g.do(agreed("done", 1, r.Revision, casework.ActionDone))
		g.do(casework.CloseCase{Said: worker("close"), Reason: "needs_met"})
		g.awaitEnd()
	},
	"never-reached": func(g *teller) {
		g.refer(referred("one", 1, casework.HighRisk), nil)
		for _, id := range []string{"1", "2", "3", "4", "5"} {
			g.do(attempt(id, "no_answer"))
		}
		g.await("task-overdue", 4)
		g.decided(casework.SafeAndWell)
		g.decided(casework.CheckResult)
		g.decided(casework.ReferIdva)
		g.decided(casework.ReferMarac)
		g.do(casework.RecordMarac{Said: worker("marac"), Meeting: time.Now().Add(7 * aDay)})
		g.do(casework.CloseCase{Said: words(said("close", casework.Supervisor)), Reason: "other_agency_lead", SignedOff: true})
		g.awaitEnd()
	},
	"not-safe": func(g *teller) {
		g.post().answer = func(try int, m casework.Message) (casework.Outcome, error) {
			switch {
			case m.Template == casework.HearingReminder && m.Channel == casework.Text:
				return casework.Outcome{State: casework.Refused, Rule: "landline"}, nil
			case m.Template == casework.HearingReminder:
				return casework.Outcome{State: casework.Waiting, Rule: "window", Until: time.Now().Add(aDay / 3)}, nil
			}
			return casework.Outcome{State: casework.Sent}, nil
		}
		g.refer(referred("one", 1, casework.StandardRisk), nil)
		g.do(attempt("1", "accepted"))
		g.do(listed("listed", 12))
		g.do(listed("moved", 3))
		g.await("message-refused", 1)
		g.await("message-waits", 1)
		g.do(attempt("2", "third_party_answered"))
		g.do(casework.RaiseConcern{Said: words(worker("concern")), About: "child"})
		g.decided(casework.Safeguard)
		g.do(casework.ContactPointChanged{Said: worker("safe"), Point: "point-1", Verified: true, Usable: true})
		g.do(casework.RecordWithdrawal{Said: worker("withdrawal"), From: "support", Reason: "fear"})
		g.do(hearing("vacated", 0, casework.Vacated))
		g.task(casework.SignOff)
	},
	"outages": func(g *teller) {
		g.post().settles = true
		g.post().answer = func(try int, _ casework.Message) (casework.Outcome, error) {
			switch {
			case try <= 2:
				return casework.Outcome{}, busy(aDay / 4)
			case try == 4:
				return casework.Outcome{}, busy(time.Minute)
			case try == 5:
				return casework.Outcome{State: casework.Unclear}, nil
			}
			return casework.Outcome{State: casework.Sent}, nil
		}
		g.refer(referred("one", 1, casework.StandardRisk), nil)
		g.office.book(g.id).away(3) // once near, and twice far
		g.do(attempt("1", "accepted"))
		g.await("message-sent", 1)
		g.do(needs("needs"))
		g.do(agreed("plan", 20, 0, casework.ActionOpen))
		require.Eventually(g, func() bool { return g.post().tried() == 4 }, soon, often)
		g.do(attempt("2", "unsafe_signal")) // takes the text back between two tries
		g.await("message-unclear", 1)
	},
	"reopened": func(g *teller) {
		g.refer(referred("one", 1, casework.MediumRisk), nil)
		g.do(attempt("1", "declined"))
		g.do(casework.ReopenCase{Said: worker("again"), Reason: "victim_returned"})
		g.do(attempt("2", "accepted"))
		g.do(casework.RecordWithdrawal{Said: worker("withdrawal"), From: "support", Reason: "no_longer_needed"})
		resting := g.awaitEnd()
		_, err := g.cases.Reopen(g.Context(), g.id, casework.ReopenCase{Said: worker("new"), Reason: "new_incident"}, resting)
		require.NoError(g, err)
		g.noteRun()
		second := referred("two", 1, casework.HighRisk)
		second.Ref = "ref-2"
		g.refer(second, nil)
		g.do(casework.CloseCase{Said: words(said("close", casework.Supervisor)), Reason: "opened_in_error", SignedOff: true})
		resting = g.awaitEnd()
		third := referred("three", 1, casework.StandardRisk)
		third.Ref = "ref-3"
		g.refer(third, resting)
		g.awaitView(g.T, g.id, func(v casework.View) bool { return v.Stage == casework.Reaching })
	},
	"renewed": func(g *teller) {
		g.refer(referred("one", 1, casework.StandardRisk), nil)
		note := casework.AddNote{Said: words(worker("note"))}
		g.do(note)
		g.renew()
		newer := *g.policy.Load()
		newer.UrgentWithin = 3 * aDay
		g.policy.Store(&newer)
		g.do(note) // a repeat, from the run before
		g.do(casework.ReplyReceived{Said: words(said("reply", casework.System)), Point: "point-1", Stop: true})
		g.do(casework.MessageFailed{Said: said("failed", casework.System), Template: casework.HearingReminder, Code: "30005"})
		g.do(casework.MessageDelivered{Said: said("delivered", casework.System), Template: casework.HearingReminder, Effect: "unheard of"})
		g.refer(referred("newer", 2, casework.HighRisk), nil)
		g.await("task-overdue", 1)
		g.do(casework.AssessRisk{Said: words(worker("risk")), RiskMade: casework.RiskMade{Tool: "DASH", Grade: casework.MediumRisk}})
		g.renew()
		g.do(casework.AddNote{Said: words(worker("late"))})
	},
}

func (g *teller) post() *post { return g.office.post(g.id) }
