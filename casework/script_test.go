package casework

import (
	"fmt"
	"time"

	"pgregory.net/rapid"
)

// script makes up what happens to a case, plausible more often than not. Whatever
// it draws is only words and times: the case must live with all of it.
type script struct {
	t    *rapid.T
	c    *Case
	now  time.Time
	keys int
	past []Command // what it has given the case
}

// die is a fair number from 0 to n-1. The library's own numbers lean to both ends
// of their range, and so would the life of the case.
func die(t *rapid.T, n int) int {
	drawn := 0
	for range 7 {
		drawn *= 2
		if rapid.Bool().Draw(t, "bit") {
			drawn++
		}
	}
	return drawn % n
}

func pick[T any](t *rapid.T, from ...T) T { return from[die(t, len(from))] }

// word is one of these words, or once in a while a wrong one.
func word[S ~string](t *rapid.T, right ...S) S {
	if die(t, 60) == 0 {
		return pick(t, "", "nonsense", S("x/y"))
	}
	return pick(t, right...)
}

// once is true once in so many times.
func (s *script) once(in int) bool { return die(s.t, in) == 0 }

func (s *script) said() Said {
	s.keys++
	m := Said{
		ID: fmt.Sprintf("key-%d", s.keys), Body: "digest", By: fmt.Sprintf("person-%d", s.keys%3),
		Role: pick(s.t, Caseworker, Caseworker, Supervisor), Text: fmt.Sprintf("text-%d", s.keys),
	}
	if s.once(6) {
		m.At = s.now.Add(-s.length())
	}
	return m
}

// length is a length of time that this case may care about.
func (s *script) length() time.Duration {
	p := s.c.Policy
	return pick(s.t, 0, time.Millisecond, p.UrgentWithin, p.DecideWithin, p.DecideWithin+p.DecideWithin/2, p.ConfirmBefore+1, p.High.every(), p.UpdateWeek,
		2*p.UpdateWeek, p.RiskReviewEvery, 3*p.RiskReviewEvery)
}

func (s *script) ahead() time.Time { return s.now.Add(s.length()) }

// later is mostly a time that a plan may name.
func (s *script) later() time.Time {
	if s.once(8) {
		return s.ahead()
	}
	return s.now.Add(pick(s.t, s.c.Policy.DecideWithin, s.c.Policy.UpdateWeek, s.c.Policy.ReviewAtMost))
}

// task is mostly the ID of one of the case's tasks.
func (s *script) task() string {
	if len(s.c.Tasks) == 0 || s.once(3) {
		return word(s.t, "", "none-1")
	}
	return pick(s.t, s.c.Tasks...).ID
}

func (s *script) risk() RiskMade {
	r := RiskMade{Tool: pick(s.t, Tools...).Code, Grade: word(s.t, Grades...), Marac: s.once(4)}
	if s.once(2) {
		total := die(s.t, longestTool+2)
		r.Total = &total
	}
	if s.once(3) {
		r.Judgement = word(s.t, Grades...)
	}
	if s.once(4) {
		r.MaracAt = s.now.Add(-s.length())
		r.Marac = !s.once(8)
	}
	return r
}

func (s *script) referral() Referral {
	return Referral{
		Said: s.said(), Ref: word(s.t, "crime-1", "crime-2", "crime-3"), Version: 1 + die(s.t, 4),
		Reported: s.now.Add(-time.Hour), Offence: pick(s.t, "8N", "19C", "999"), DomesticAbuse: s.once(2), Risk: s.risk(), SafeWay: !s.once(4),
	}
}

func (s *script) attempt() Command {
	codes := make([]string, len(AttemptOutcomes))
	for i, o := range AttemptOutcomes {
		codes[i] = o.Code
	}
	m := RecordAttempt{Said: s.said(), Outcome: word(s.t, append(codes, "accepted", "accepted", "accepted")...), Task: s.task()}
	if s.once(3) {
		m.CallBack = s.ahead()
	}
	return m
}

func (s *script) plan() Command {
	m := AgreePlan{Said: s.said(), Review: s.later(), PlanParts: s.parts()}
	if s.c.Plan != nil && !s.once(6) {
		m.If = s.c.Plan.Revision
	}
	for _, id := range []string{"a", "b", "c"} {
		if s.once(3) {
			continue
		}
		m.Actions = append(m.Actions, Action{
			ID: id, Need: word(s.t, Areas...), Owner: "victim", Due: s.later(),
			Status: word(s.t, ActionOpen, ActionDone, ActionDropped),
		})
	}
	return m
}

func (s *script) closure() Command {
	codes := make([]string, len(Reasons))
	for i, r := range Reasons {
		codes[i] = r.Code
	}
	m := CloseCase{Said: s.said(), Reason: word(s.t, codes...)}
	m.SignedOff = m.Role == Supervisor && !s.once(3)
	return m
}

func (s *script) hearing() Command {
	if s.once(4) {
		return s.hearingOutcome()
	}
	m := SetHearing{
		Said: s.said(), Hearing: word(s.t, "h", "h1"), Type: word(s.t, "trial", "trial", "mention"), Starts: s.later(),
		Status: word(s.t, Listed, Listed, Vacated, Held), Needed: !s.once(3), Source: word(s.t, "court", "court", "police", "witness_care"),
	}
	if s.once(4) {
		m.Certainty, m.Until = word(s.t, WarnedList, Floating), m.Starts.Add(s.length())
	}
	if s.once(4) {
		m.Received = s.now.Add(-s.length())
	}
	return m
}

func (s *script) hearingOutcome() Command {
	m := RecordHearingOutcome{
		Said: s.said(), Hearing: word(s.t, "h", "h1"), Outcome: word(s.t, "effective", "ineffective", "vacated", "relisted"),
		Attended: word(s.t, "attended", "did_not_attend"), Measures: word(s.t, "yes", "not_asked"),
	}
	if m.Outcome != "effective" {
		m.Why = "other"
	}
	if s.once(2) {
		m.Held = s.now.Add(-s.length())
	}
	return m
}

// command is any command at all.
func (s *script) command() Command {
	if s.once(8) {
		return s.sharing()
	}
	if s.once(8) {
		return s.control()
	}
	if s.once(6) {
		return s.justice()
	}
	if s.once(8) {
		return s.rights()
	}
	if s.once(8) {
		return s.talk()
	}
	switch die(s.t, 19) {
	case 18:
		return s.decision()
	case 16, 17:
		return s.work()
	case 0:
		return s.referral()
	case 1, 2, 3:
		return s.attempt()
	case 4:
		areas := needs(word(s.t, Score("1"), DeclinedToSay))
		return RecordNeeds{Said: s.said(), Areas: areas, Moment: word(s.t, "", "", "", AtStart, AtReview, AtEnd)}
	case 5, 6:
		return s.plan()
	case 7:
		return s.hearing()
	case 8:
		return AssessRisk{Said: s.said(), RiskMade: s.risk()}
	case 9, 10:
		return AddNote{Said: s.said(), Task: s.task()}
	case 11:
		return s.rare()
	case 12:
		return s.point()
	case 13:
		if s.once(3) {
			return TakeBackWithdrawal{Said: s.said()}
		}
		return RecordWithdrawal{Said: s.said(), From: word(s.t, withdrawFrom...), Reason: "fear"}
	case 14:
		return s.closure()
	default:
		return ReopenCase{Said: s.said(), Reason: word(s.t, reopenReasons...)}
	}
}

// work says who does it.
func (s *script) work() Command {
	to := Receiver{To: s.person(), ToRole: word(s.t, Caseworker, Supervisor), ToAway: s.once(20)}
	if s.once(8) {
		to.ToCover = s.person()
	}
	switch die(s.t, 10) {
	case 0:
		return Claim{Said: s.said()}
	case 1:
		return Claim{Said: s.said(), Task: s.task()}
	case 2:
		return ReassignTask{Said: s.said(), Receiver: to, Task: s.task()}
	case 3:
		return AssignCase{Said: s.said(), Receiver: Receiver{To: "duty"}}
	case 4, 5:
		return AssignCase{Said: s.said(), Receiver: to}
	case 6:
		m := HandOverCase{Said: s.said(), Receiver: to}
		if s.once(2) {
			m.Until = s.later()
		}
		return m
	case 7:
		return s.away()
	default:
		m := AnswerHandOver{Said: s.said(), Accept: !s.once(4)}
		if s.c.Offer != nil && !s.once(6) {
			m.By = s.c.Offer.To
		}
		return m
	}
}

func (s *script) person() string { return word(s.t, "person-0", "person-1", "person-2") }

// away says that who has the case is away, or back.
func (s *script) away() Command {
	m := CoverOwner{Said: s.said(), Absence: "absence", Owner: s.c.Owner, Cover: s.person(), CoverRole: Caseworker, From: s.now.Add(-time.Hour), Until: s.later()}
	switch {
	case s.once(3):
		m.Cover = ""
	case s.once(2):
		m.From = s.ahead()
	}
	return m
}

func (s *script) rare() Command {
	switch die(s.t, 13) {
	case 10:
		return RecordFinding{Said: s.said(), Finding: word(s.t, findingCodes()...), About: word(s.t, "found-1", "found-2")}
	case 11:
		m := MergeCase{Said: s.said(), Into: word(s.t, "another"), Other: Party{Stage: word(s.t, Reaching, Supporting, Closed)}}
		if !s.once(4) {
			m.Into = "" // mostly refused: the case is to live on
		}
		return m
	case 12:
		return TakeOver{Said: s.said(), From: word(s.t, "other-1", "other-2"), Had: s.other(), Apart: s.once(9)}
	case 7:
		return PlaceLegalHold{Said: s.said(), Hold: word(s.t, "hold-1", "hold-2"), Why: word(s.t, holdWhy...)}
	case 8:
		return LiftLegalHold{Said: s.said(), Hold: word(s.t, "hold-1", "hold-2")}
	case 0:
		return RaiseConcern{Said: s.said(), About: word(s.t, concernAbout...), Immediate: s.once(2)}
	case 2:
		m := MessageDelivered{Said: s.said(), Template: word(s.t, HearingReminder), About: "h", Effect: word(s.t, "effect")}
		if len(s.c.Outbox) > 0 {
			m.Effect = pick(s.t, s.c.Outbox...).ID
		}
		return m
	case 1:
		m := MessageFailed{Said: s.said(), Template: word(s.t, Templates...), About: "h", Code: "30003"}
		if h, ok := s.c.hearing("h"); ok {
			m.When = h.Starts
		}
		return m
	case 3:
		m := RecordMarac{Said: s.said(), Outcome: word(s.t, append(MaracOutcomes, "")...), Idva: word(s.t, append(IdvaStatuses, "")...)}
		if s.once(2) {
			m.Meeting = s.ahead()
		}
		return m
	case 5:
		r := pick(s.t, EnhancedRows...)
		no := s.once(2)
		return pick(s.t, DecideEnhancedRights{Said: s.said(), Category: r.Category, Reason: r.Reason}, DecideEnhancedRights{Said: s.said(), Declined: &no})
	case 4:
		d := pick(s.t, Decisions...)
		return RecordDecision{Said: s.said(), Task: s.task(), Decision: d.Code, Consent: word(s.t, append(Consents, "")...)}
	default:
		return ReplyReceived{Said: s.said(), Stop: s.once(3), Distress: s.once(3), Confirms: s.once(3), Point: "point-1"}
	}
}

func findingCodes() []string {
	codes := make([]string, len(FindingRows))
	for i, r := range FindingRows {
		codes[i] = r.Code
	}
	return codes
}

// other is a case of the same victim, come so far and then merged.
func (s *script) other() *Case {
	r := s.referral()
	r.Ref, r.Reported = "crime-9", s.now
	o := &script{t: s.t, c: Open("other-1", r, s.c.Policy, LatestLogic, s.now), now: s.now, keys: 1000 * (s.keys + 1)}
	if o.c.Stage == "" {
		return nil // the referral was no good
	}
	o.comeSoFar()
	for range die(s.t, 4) {
		if m := o.command(); m.Name() != (TakeOver{}).Name() {
			_, _ = o.c.Do(m, o.now)
		}
	}
	merge := o.said()
	merge.At = time.Time{}
	if _, err := o.c.Do(MergeCase{Said: merge, Into: s.c.ID, Other: PartyOf(s.c)}, o.now); err != nil {
		return nil
	}
	return Carry(o.c)
}

// comeSoFar brings the case to any of its stages by the shortest way.
func (s *script) comeSoFar() {
	way := []Command{
		RecordAttempt{Said: s.said(), Outcome: "accepted"}, RecordNeeds{Said: s.said(), Areas: needs("2")},
		AgreePlan{Said: s.said(), PlanParts: (&story{now: s.now}).full(), Review: s.now.Add(s.c.Policy.UpdateWeek), Actions: []Action{{ID: "a", Need: "health", Owner: "victim", Due: s.now, Status: ActionDone}}},
		CloseCase{Said: Said{ID: "close", Body: "digest", By: "person-0", Role: Supervisor, Text: "why"}, Reason: "needs_met", SignedOff: true},
	}
	for _, m := range way[:die(s.t, len(way)+1)] {
		s.past = append(s.past, m)
		_, _ = s.c.Do(m, s.now)
	}
}

func (s *script) outcome() Outcome {
	return Outcome{
		State: word(s.t, Sent, Waiting, Waiting, Refused, Unclear, Missed, Withdrawn, Broken), Until: s.ahead(), Rule: "quiet_hours",
	}
}

func (s *script) point() Command {
	m := ContactPointChanged{Said: s.said(), Point: word(s.t, "point-1"), Verified: !s.once(3), Usable: !s.once(3)}
	m.NoneLeft = !m.Usable && s.once(2)
	if m.Told = s.once(3); m.Told && !s.once(3) {
		from := die(s.t, 24) * 60
		m.Hours = []Hours{{Days: []time.Weekday{time.Weekday(die(s.t, 7))}, From: from, To: from + 60}}
	}
	return m
}

// decision is mostly one that can be decided about an open task.
func (s *script) decision() Command {
	m := RecordDecision{Said: s.said(), Task: s.task(), Decision: word(s.t, "try_again")}
	m.Role = Supervisor
	for _, t := range s.c.Tasks {
		for _, d := range Decisions {
			if t.Open() && d.Task == t.Kind && s.once(3) {
				m.Task, m.Decision = t.ID, d.Code
			}
		}
	}
	return m
}
