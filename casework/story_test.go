package casework

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// monday is when every story begins.
var monday = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

const hour = time.Hour

// story is one case, told step by step: people give it commands, and time passes.
type story struct {
	t testing.TB
	*Case
	now  time.Time
	keys int
}

// begin opens a case with a referral of this grade.
func begin(t testing.TB, g Grade) *story { return beginWith(t, func(r *Referral) { r.Risk.Grade = g }) }

// beginWith opens a case with a referral, changed as the story needs it.
func beginWith(t testing.TB, change func(*Referral)) *story {
	t.Helper()
	s := &story{t: t, now: monday}
	r := s.referral("crime-1", 1)
	change(&r)
	require.NoError(t, CheckReferral(r, s.now))
	s.Case = Open("00000000-0000-4000-8000-000000000001", r, Ordinary(), LatestLogic, s.now)
	return s
}

func (s *story) referral(ref string, version int) Referral {
	return Referral{
		Said: s.by(Referrer), Ref: ref, Version: version, Reported: monday.Add(-6 * hour), Offence: "8N",
		DomesticAbuse: true, Enhanced: true, Risk: RiskMade{Tool: "DASH", Grade: MediumRisk}, SafeWay: true,
	}
}

// by is what a command carries when somebody with this role gives it.
func (s *story) by(r Role) Said {
	s.keys++
	key := "key-" + strconv.Itoa(s.keys)
	return Said{ID: key, Body: "digest-of-" + key, By: string(r) + "-1", Role: r}
}

// worker, boss and words are the commonest of them.
func (s *story) worker() Said { return s.by(Caseworker) }
func (s *story) boss() Said   { return s.by(Supervisor) }
func (s *story) words() Said {
	m := s.worker()
	m.Text = "text-of-" + m.ID
	return m
}

// takes gives the case a command, which it must take.
func (s *story) takes(m Command) Receipt {
	s.t.Helper()
	r, err := s.Do(m, s.now)
	require.NoError(s.t, err)
	return r
}

// refuses gives the case a command, which it must refuse without a trace.
func (s *story) refuses(code Code, m Command) *Error {
	s.t.Helper()
	before := asJSON(s.t, s.Case)
	_, err := s.Do(m, s.now)
	var refusal *Error
	require.ErrorAs(s.t, err, &refusal)
	require.Equal(s.t, code, refusal.Code, refusal.Error())
	require.Equal(s.t, before, asJSON(s.t, s.Case), "a refusal leaves no trace")
	return refusal
}

// passes lets time go by while Beacon runs: every clock rings when it is due.
func (s *story) passes(d time.Duration) {
	for until := s.now.Add(d); ; {
		next, ok := s.NextDue()
		if !ok || next.After(until) {
			s.now = until
			s.Wake(s.now)
			return
		}
		if next.After(s.now) {
			s.now = next
		}
		s.Wake(s.now)
	}
}

// outage lets time go by while nothing runs at all, and then wakes the case.
func (s *story) outage(d time.Duration) {
	s.now = s.now.Add(d)
	s.Wake(s.now)
}

// attempt records what came of a call.
func (s *story) attempt(outcome string) {
	s.t.Helper()
	s.takes(RecordAttempt{Said: s.worker(), Outcome: outcome, Point: "point-1"})
}

// tries lets time go by until a call may be made, and records what came of it.
func (s *story) tries(outcome string) {
	s.t.Helper()
	s.tillCall()
	s.attempt(outcome)
}

// tillCall lets time go by until the next call may be made.
func (s *story) tillCall() {
	s.t.Helper()
	if w := s.Contact.Next; w != nil && w.From.After(s.now) {
		s.passes(w.From.Sub(s.now))
	}
}

// exhausts makes every attempt that the protocol has.
func (s *story) exhausts() *story {
	s.t.Helper()
	for range s.protocol().Attempts {
		s.asksNot(NotReached)
		s.tries("no_answer")
	}
	return s
}

// assessing, planning and supporting bring a case that is being reached so far.
func (s *story) assessing() *story {
	s.t.Helper()
	s.attempt("accepted")
	return s
}

func (s *story) planning() *story {
	s.t.Helper()
	s.assessing().takes(RecordNeeds{Said: s.worker(), Areas: needs("3")})
	return s
}

func (s *story) supporting(actions ...Action) *story {
	s.t.Helper()
	s.planning().takes(s.plan(actions...))
	return s
}

// closed brings a case that is being supported to its end.
func (s *story) closed() *story {
	s.t.Helper()
	s.supporting()
	s.agenciesDecided()
	s.takes(s.closing("needs_met"))
	s.passes(s.Policy.ClosingFor)
	require.Equal(s.t, Closed, s.Stage)
	return s
}

// plan is a plan with these actions, to be reviewed in four weeks.
func (s *story) plan(actions ...Action) AgreePlan {
	if len(actions) == 0 && s.MostInNeed != nil {
		actions = []Action{{ID: "done", Need: "health", Owner: "caseworker-1", Due: s.now, Status: ActionDone}}
	}
	m := AgreePlan{Said: s.worker(), Review: s.now.Add(28 * day), Actions: actions, PlanParts: s.full()}
	if s.Plan != nil {
		m.If = s.Plan.Revision
	}
	return m
}

// full are all the parts that a full plan must have.
func (s *story) full() PlanParts {
	return PlanParts{
		Goals: []Goal{{ID: "goal", Need: "accommodation", Text: "text-of-goal"}}, Safety: &SafetyPlan{Text: "text-of-safety"},
		SpecialMeasures: ChoseYes, Measures: []string{"screens"}, Statement: Undecided, Compensation: ChoseNo, Restorative: NotAsked,
		Children: "text-of-children", Communication: "text-of-communication", Rights: s.now, Ends: "text-of-ends",
	}
}

// action is an open action of a plan, due so long after the story began.
func action(id string, due time.Duration) Action {
	return Action{ID: id, Need: "accommodation", Owner: "caseworker-1", Due: monday.Add(due), Status: ActionOpen}
}

// needs scores every area alike.
func needs(score Score) map[Area]Scores {
	areas := map[Area]Scores{}
	for _, a := range Areas {
		areas[a] = Scores{Victim: score, Worker: score}
	}
	return areas
}

// listing lists a trial so long after the story began.
func (s *story) listing(id string, in time.Duration) SetHearing {
	return SetHearing{Said: s.by(WitnessCare), Hearing: id, Type: "trial", Starts: monday.Add(in), Status: Listed, Needed: true, Source: "witness_care"}
}

// asks finds the one open task of a kind.
func (s *story) asks(kind TaskKind) Task {
	s.t.Helper()
	found := s.asked(kind)
	require.Len(s.t, found, 1, "open tasks: %v", s.openTasks())
	return found[0]
}

func (s *story) asked(kind TaskKind) (found []Task) {
	for _, t := range s.Tasks {
		if t.Open() && t.Kind == kind {
			found = append(found, t)
		}
	}
	return found
}

// asksNot says that nobody is asked for any of these.
func (s *story) asksNot(kinds ...TaskKind) {
	s.t.Helper()
	for _, kind := range kinds {
		require.Empty(s.t, s.asked(kind))
	}
}

func (s *story) openTasks() (kinds []TaskKind) {
	for _, t := range s.Tasks {
		if t.Open() {
			kinds = append(kinds, t.Kind)
		}
	}
	return kinds
}

// agenciesDecided decides on MARAC and an IDVA, where that is asked.
func (s *story) agenciesDecided() *story {
	s.t.Helper()
	for _, kind := range []TaskKind{ReferMarac, ReferIdva} {
		if len(s.asked(kind)) > 0 {
			s.decides(kind)
		}
	}
	return s
}

// decides ends a task with a supervisor's note.
func (s *story) decides(kind TaskKind) {
	s.t.Helper()
	for _, d := range Decisions {
		if d.Task == kind {
			s.rules(kind, d.Code)
			return
		}
	}
	m := s.boss()
	m.Text = "decision"
	s.takes(AddNote{Said: m, Task: s.asks(kind).ID})
}

// rules decides an open task in one of the ways that there are.
func (s *story) rules(kind TaskKind, how string) {
	s.t.Helper()
	m := s.boss()
	m.Text = "reason"
	r := RecordDecision{Said: m, Task: s.asks(kind).ID, Decision: how}
	if how == "referred" {
		r.Consent = "given"
	}
	s.takes(r)
}

// due is when a clock will ring.
func (s *story) due(id string) time.Time {
	s.t.Helper()
	i := s.clock(id)
	require.GreaterOrEqual(s.t, i, 0, "no clock %s", id)
	return s.Clocks[i].Due
}

func (s *story) noClock(id string) {
	s.t.Helper()
	require.Negative(s.t, s.clock(id), "there is a clock %s", id)
}

// leaving are the messages that are on their way out.
func (s *story) leaving() (templates []Template) {
	for _, e := range s.Outbox {
		if !e.Withdrawn {
			templates = append(templates, e.Message.Template)
		}
	}
	return templates
}

// settles ends the oldest effect with an outcome.
func (s *story) settles(o Outcome) Message {
	s.t.Helper()
	require.NotEmpty(s.t, s.Outbox)
	e := s.Outbox[0]
	s.Settle(e.ID, o, s.now)
	return *e.Message
}

// sent settles everything that is on its way as sent.
func (s *story) sent() {
	s.t.Helper()
	for len(s.Outbox) > 0 {
		s.settles(Outcome{State: Sent})
	}
}

// arrived settles everything that is on its way as sent, and brings the receipts of
// what matters.
func (s *story) arrived() {
	s.t.Helper()
	for len(s.Outbox) > 0 {
		e := s.Outbox[0]
		s.settles(Outcome{State: Sent})
		if e.Message.Template.Matters() {
			s.takes(s.delivered(e))
		}
	}
}

// delivered is the receipt of an effect.
func (s *story) delivered(e Effect) MessageDelivered {
	return MessageDelivered{Said: s.by(System), Template: e.Message.Template, About: e.Message.About, Effect: e.ID}
}

// replied is a reply of the victim's telephone.
func (s *story) replied(change func(*ReplyReceived)) {
	s.t.Helper()
	said := s.by(System)
	said.Text = "reply " + said.ID
	m := ReplyReceived{Said: said, Point: "point-1"}
	change(&m)
	s.takes(m)
}

// lines counts the lines of the timeline with this name.
func (s *story) lines(what string) (n int) {
	for _, l := range s.Lines {
		if l.What == what {
			n++
		}
	}
	return n
}

// told is what the newest line of the timeline with this name says.
func (s *story) told(what string) (says string) {
	for _, l := range s.Lines {
		if l.What == what {
			says = l.Says
		}
	}
	return says
}

// pointers lists where a refusal finds fault.
func (e *Error) pointers() (at []string) {
	for _, f := range e.Fields {
		at = append(at, f.Pointer)
	}
	return at
}

// refusal finds the refusal in an error.
func refusal(err error) *Error {
	var e *Error
	errors.As(err, &e)
	return e
}
