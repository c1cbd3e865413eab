package casework

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// everywhere is a case at every point from which it could go on differently.
func everywhere(t testing.TB) (all []*story) {
	come := []func(*story) *story{
		func(s *story) *story { return s }, (*story).assessing, (*story).planning, func(s *story) *story { return s.supporting() },
	}
	for _, c := range come {
		open, closing, closed := c(begin(t, StandardRisk)), c(begin(t, StandardRisk)), c(begin(t, StandardRisk))
		closing.takes(closing.closing("other_agency_lead"))
		closed.takes(closed.closing("other_agency_lead"))
		closed.passes(closed.Policy.ClosingFor)
		all = append(all, open, closing, closed)
	}
	return all
}

// step is one thing that may move a case to another stage.
type step struct {
	says string
	take func(s *story) Command
}

var steps = []step{
	{"record-attempt: accepted", func(s *story) Command { return RecordAttempt{Said: s.worker(), Outcome: "accepted"} }},
	{"record-attempt: declined", func(s *story) Command { return RecordAttempt{Said: s.worker(), Outcome: "declined"} }},
	{"record-needs", func(s *story) Command { return RecordNeeds{Said: s.worker(), Areas: needs("3")} }},
	{"agree-plan", func(s *story) Command { return s.plan() }},
	{"record-conversation", func(s *story) Command {
		p := s.plan()
		return RecordConversation{Said: s.worker(), Needs: &RecordNeeds{Areas: needs("3")}, Plan: &p}
	}},
	{"record-withdrawal: support", func(s *story) Command { return RecordWithdrawal{Said: s.worker(), From: "support", Reason: "not_said"} }},
	{"close-case", func(s *story) Command { return s.closing("other_agency_lead") }},
	{"reopen-case", func(s *story) Command { return ReopenCase{Said: s.worker(), Reason: "victim_returned"} }},
	{"refer: a new incident", func(s *story) Command { return s.referral("crime-2", 1) }},
	{"refer: a graver risk", func(s *story) Command {
		r := s.referral("crime-1", 2)
		r.Risk.Grade = HighRisk
		return r
	}},
	{"assess-risk", func(s *story) Command {
		return AssessRisk{Said: s.worker(), RiskMade: RiskMade{Tool: "DASH", Grade: HighRisk}}
	}},
	{"raise-concern", func(s *story) Command { return RaiseConcern{Said: s.words(), About: "child", Immediate: true} }},
	{"set-hearing", func(s *story) Command { return s.listing("h", 30*day) }},
	{"claim", func(s *story) Command { return Claim{Said: s.boss()} }},
	{"add-note", func(s *story) Command { return AddNote{Said: s.words()} }},
	{"merge-case", func(s *story) Command { return s.merging("other") }},
	{"take-over-case", func(s *story) Command {
		return TakeOver{Said: s.by(System), From: "other", Had: s.other((*story).assessing)}
	}},
	{"take-over-case", func(s *story) Command {
		return TakeOver{Said: s.by(System), From: "other", Had: s.other((*story).planning)}
	}},
	{"take-over-case", func(s *story) Command {
		return TakeOver{Said: s.by(System), From: "other", Had: s.other(func(s *story) *story { return s.supporting() })}
	}},
}

// edge is one way from a stage to another, and what took it.
type edge struct {
	from, to Stage
	by       string
}

// journeys tries every step, and every clock, wherever a case can be, and says
// which of them moved it.
func journeys(t testing.TB) (found []edge) {
	see := func(from, to Stage, by string) {
		if e := (edge{from, to, by}); from != to && !slices.Contains(found, e) {
			found = append(found, e)
		}
	}
	for i := range everywhere(t) {
		for _, st := range steps {
			s := everywhere(t)[i]
			from := s.Stage
			if _, err := s.Do(st.take(s), s.now); err == nil {
				see(from, s.Stage, st.says)
			}
		}
		clean, held := everywhere(t)[i], everywhere(t)[i]
		from := clean.Stage
		clean.passes(clean.Policy.ClosingFor)
		see(from, clean.Stage, "a day later")
		if from == Closing {
			held.takes(RaiseConcern{Said: held.words(), About: "child"})
			held.passes(held.Policy.ClosingFor)
			see(from, held.Stage, "a day later, if something came up")
		}
	}
	return found
}

func TestEveryWayFromStageToStageIsInTheTableAndCanBeGone(t *testing.T) {
	t.Parallel()
	seen := map[Stage][]Stage{}
	for _, e := range journeys(t) {
		if !slices.Contains(seen[e.from], e.to) {
			seen[e.from] = append(seen[e.from], e.to)
		}
	}
	for _, r := range Stages {
		require.ElementsMatch(t, r.Next, seen[r.Stage], r.Stage)
	}
}
