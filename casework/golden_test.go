package casework

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// goldens are stories whose whole end is kept in testdata, so that a deadline which
// moved is seen by whoever moved it. Replaying a workflow does not see that.
var goldens = map[string]func(t *testing.T) *story{
	"helped-and-closed":                helpedAndClosed,
	"high-risk-never-reached":          highRiskNeverReached,
	"standard-risk-never-reached":      standardRiskNeverReached,
	"hearing-moved-then-vacated":       hearingMovedThenVacated,
	"third-party-then-safe-again":      thirdPartyThenSafeAgain,
	"withdrawn-then-another-crime":     withdrawnThenAnotherCrime,
	"risk-raised-during-an-outage":     riskRaisedDuringAnOutage,
	"declined-at-first-and-returned":   declinedAtFirstAndReturned,
	"trial-moved-six-times-to-2029":    trialMovedSixTimesTo2029,
	"warned-list-fixed-the-day-before": warnedListFixedTheDayBefore,
	"review-asked-and-upheld":          reviewAskedAndUpheld,
	"right-ran-out-unexplained":        rightRanOutUnexplained,
	"heard-and-helped-at-court":        heardAndHelpedAtCourt,
}

func TestEveryStoryEndsAsItDidBefore(t *testing.T) {
	t.Parallel()
	for name, tell := range goldens {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := json.MarshalIndent(tell(t).Case, "", " ")
			require.NoError(t, err)
			golden(t, filepath.Join("testdata", "golden", fmt.Sprintf("logic-%d", LatestLogic), name+".json"), string(b)+"\n")
		})
	}
}

func TestACaseWrittenByAnyEarlierBuildStillOpens(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "golden", "*", "*.json"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), len(goldens))
	for _, file := range files {
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		require.NoError(t, d.Decode(&Case{}), "%s: a field of a case is never taken away", file)
		c, err := Restore(b)
		require.NoError(t, err)
		for range 1000 {
			due, ok := c.NextDue()
			if !ok {
				break
			}
			c.Wake(due)
		}
	}
}

func helpedAndClosed(t *testing.T) *story {
	s := begin(t, MediumRisk)
	s.passes(20 * hour)
	s.attempt("no_answer")
	s.passes(2*day + 4*hour)
	s.attempt("accepted")
	s.sent()
	s.passes(day)
	s.takes(RecordNeeds{Said: s.words(), Areas: needs("2")})
	s.passes(day)
	s.takes(s.plan(action("housing", 10*day), action("locks", 14*day)))
	s.sent()
	s.passes(9 * day)
	done := action("housing", 10*day)
	done.Status = ActionDone
	s.takes(s.plan(done, action("locks", 20*day)))
	s.takes(s.listing("trial-1", 40*day))
	s.passes(20 * day)
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(CallHearing).ID})
	s.passes(5 * day)
	s.arrived()
	s.replied(func(m *ReplyReceived) { m.Confirms = true })
	s.passes(2 * day)
	s.arrived()
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(ExplainHearing).ID})
	locks := action("locks", 20*day)
	locks.Status = ActionDone
	s.takes(s.plan(done, locks))
	s.takes(RecordNeeds{Said: s.words(), Areas: needs("4")})
	s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
	s.sent()
	s.passes(2 * day)
	return s
}

func highRiskNeverReached(t *testing.T) *story {
	s := begin(t, HighRisk)
	s.decides(ReferMarac)
	s.decides(ReferIdva)
	s.exhausts()
	s.decides(ReachReview)
	s.passes(day)
	s.decides(SafeAndWell)
	s.decides(NotReached)
	s.passes(3 * day)
	return s
}

func standardRiskNeverReached(t *testing.T) *story {
	s := begin(t, StandardRisk)
	for _, outcome := range []string{"no_answer", "not_safe_now", "number_dead", "voicemail_none_left"} {
		s.tries(outcome)
	}
	s.settles(Outcome{State: Refused, Rule: "call_only"})
	s.settles(Outcome{State: Refused, Rule: "no_point"})
	s.takes(s.closing("not_reached_after_protocol"))
	s.passes(2 * day)
	return s
}

func hearingMovedThenVacated(t *testing.T) *story {
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.takes(s.listing("trial-1", 20*day))
	s.takes(s.listing("plea-1", 4*day))
	s.passes(2 * day)
	s.settles(Outcome{State: Waiting, Until: s.now.Add(hour), Rule: "quiet_hours"})
	s.takes(s.listing("plea-1", 6*day))
	s.passes(3 * day)
	s.settles(Outcome{State: Unclear})
	s.settles(Outcome{State: Sent})
	s.passes(10 * day)
	m := s.listing("trial-1", 20*day)
	m.Status = Vacated
	s.takes(m)
	s.passes(10 * day)
	return s
}

func thirdPartyThenSafeAgain(t *testing.T) *story {
	s := begin(t, MediumRisk)
	s.attempt("third_party_answered")
	s.takes(RaiseConcern{Said: s.words(), About: "child"})
	s.passes(2 * day)
	s.decides(Safeguard)
	s.takes(ContactPointChanged{Said: s.worker(), Point: "point-2", Verified: true, Usable: true})
	s.tillCall()
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "accepted", CallBack: s.now.Add(day)})
	s.settles(Outcome{State: Waiting, Until: s.now.Add(10 * hour), Rule: "victim_hours"})
	s.passes(11 * hour)
	s.sent()
	return s
}

func withdrawnThenAnotherCrime(t *testing.T) *story {
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.passes(5 * day)
	s.takes(RecordWithdrawal{Said: s.words(), From: "prosecution", Reason: "fear"})
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "spoke", Task: s.asks(TalkWithdrawal).ID})
	s.takes(RecordWithdrawal{Said: s.words(), From: "support", Reason: "reconciled"})
	s.sent()
	s.passes(30 * day)
	r := s.referral("crime-2", 1)
	r.Risk.Grade, r.SafeWay = HighRisk, false
	s.takes(r)
	s.passes(2 * day)
	return s
}

func riskRaisedDuringAnOutage(t *testing.T) *story {
	s := begin(t, StandardRisk)
	s.attempt("no_answer")
	s.outage(5 * day)
	r := s.referral("crime-1", 2)
	total := 15
	r.Risk = RiskMade{Tool: "DASH", Version: "2009", Grade: MediumRisk, Judgement: HighRisk, Total: &total, Indicators: []string{"strangulation"}}
	s.takes(r)
	s.outage(4 * day)
	return s
}

func declinedAtFirstAndReturned(t *testing.T) *story {
	s := begin(t, StandardRisk)
	s.attempt("declined")
	s.sent()
	s.passes(200 * day)
	s.reopened("victim_returned")
	s.passes(hour)
	s.attempt("accepted")
	m := s.by(System)
	m.Text = "reply-1"
	s.takes(ReplyReceived{Said: m, Stop: true, Point: "point-1"})
	return s
}
