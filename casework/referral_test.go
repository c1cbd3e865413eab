package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAReferralOpensACase(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	require.Equal(t, 1, s.Revision)
	require.Equal(t, Receipt{Revision: 1, Stage: Reaching}, s.Recent[0].Receipt)
	require.Equal(t, monday, s.Referred)
	require.True(t, s.DomesticAbuse())
	require.Equal(t, "crime-1", s.Referrals[0].Ref)
	require.Empty(t, s.Outbox, "nothing is written to somebody nobody has spoken to")
}

func TestEverythingWrongWithAReferralIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	total := 61
	r := Referral{Said: Said{At: monday.Add(hour)}, Risk: RiskMade{Tool: "guess", Grade: "low", Judgement: "fine", Total: &total, Indicators: []string{"rain"}}}
	e := refusal(CheckReferral(r, monday))
	require.Equal(t, Invalid, e.Code)
	require.Equal(t, []string{
		"/at", "/source/id", "/source/version", "/crime/reported_at", "/risk/tool", "/risk/grade", "/risk/judgement", "/risk/total", "/risk/indicators",
	}, e.pointers())
	require.Contains(t, e.Error(), "/risk/tool is not a known tool")
}

func TestADateNobodyCanMeanIsRefusedAndNotWrittenDown(t *testing.T) {
	t.Parallel()
	s := &story{t: t, now: monday}
	// In UTC this is a year before 0, which JSON cannot write.
	year0 := time.Date(0, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600))
	r := s.referral("crime-1", 1)
	r.Reported = year0
	require.Equal(t, []string{"/crime/reported_at"}, refusal(CheckReferral(r, monday)).pointers())
	r.Reported, r.At = monday, year0
	require.Equal(t, []string{"/at"}, refusal(CheckReferral(r, monday)).pointers())
	r.At, r.Reported = time.Time{}, monday.Add(hour)
	require.Equal(t, "in_the_future", refusal(CheckReferral(r, monday)).Fields[0].Code)
}

func TestOnlyAReferralOpensACase(t *testing.T) {
	t.Parallel()
	s := &story{t: t, now: monday, Case: &Case{Policy: Ordinary()}}
	for _, m := range Commands {
		if m.Name() != (Referral{}).Name() {
			require.Equal(t, WrongStage, refusal(s.Check(m, monday)).Code, m.Name())
		}
	}
	s.takes(s.referral("crime-1", 1))
	require.Equal(t, Reaching, s.Stage)
}

func TestANewIncidentRestartsReaching(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).exhausts()
	s.asks(NotReached)
	s.takes(s.referral("crime-2", 1))
	require.Zero(t, s.Contact.Failed)
	require.Equal(t, s.now.Add(s.Policy.Medium.FirstWithin), s.asks(CallVictim).Due)
	s.asks(ReviewRisk)
	s.asksNot(NotReached, ReachReview)
	s.attempt("no_answer")
	s.due("next-attempt")
}

func TestANewIncidentSupersedesThePlannedCall(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("no_answer")
	s.passes(day)
	s.takes(s.referral("crime-2", 1))
	s.noClock("next-attempt")
	require.Equal(t, s.now.Add(s.Policy.Medium.FirstWithin), s.asks(CallVictim).Due)
}

func TestANewIncidentNeverPutsOffASafeAndWellCheck(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	s.passes(47 * hour)
	r := s.referral("crime-2", 1)
	r.Risk.Grade = HighRisk
	s.takes(r)
	require.Equal(t, monday.Add(48*hour), s.due("unreached"))
	s.passes(hour)
	s.asks(SafeAndWell)
}

func TestANewGraverIncidentCountsTheAttemptsThatHadFailedBefore(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	for range 3 {
		s.tries("no_answer")
	}
	r := s.referral("crime-2", 1)
	r.Risk.Grade = HighRisk
	s.takes(r)
	s.asks(SafeAndWell)
	require.Zero(t, s.Contact.Failed, "and then reaching begins again")
}

func TestANewIncidentOnAStoppedCaseIsForWhoFindsASafeWay(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("third_party_answered")
	s.takes(s.referral("crime-2", 1))
	s.asksNot(CallVictim)
	s.asks(Unsafe)
}

func TestANewIncidentWithNoSafeWayAsksForOne(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	r := s.referral("crime-2", 1)
	r.SafeWay = false
	s.takes(r)
	s.asks(FindSafeWay)
}

func TestANewerVersionReplacesWhatIsKnownAndAnOlderOneNothing(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.passes(day)
	r := s.referral("crime-1", 3)
	r.Offence = "105A"
	s.takes(r)
	require.Len(t, s.Referrals, 1)
	require.Equal(t, "105A", s.Referrals[0].Offence)
	require.Equal(t, monday, s.Referrals[0].Received, "when it was first received stays")

	old := s.referral("crime-1", 2)
	old.Risk.Grade = HighRisk
	s.takes(old)
	require.Equal(t, MediumRisk, s.Risk.Grade)
	require.Equal(t, 3, s.Referrals[0].Version)
	require.Equal(t, 1, s.lines("referral-old"))
}

func TestAPoliceUpdateRaisesTheGrade(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	r := s.referral("crime-1", 2)
	r.Risk.Grade = HighRisk
	s.takes(r)
	require.Equal(t, HighRisk, s.Risk.Grade)
	s.asks(ReferMarac)
	require.Equal(t, s.now.Add(s.Policy.High.FirstWithin), s.asks(CallVictim).Due)
}

func TestAPoliceUpdateNeverLowersTheGrade(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	r := s.referral("crime-1", 2)
	r.Risk.Grade = StandardRisk
	s.takes(r)
	require.Equal(t, HighRisk, s.Risk.Grade)
	require.Equal(t, 1, s.lines("grade-kept"))
	s.asks(ReviewRisk)
}

func TestAPoliceUpdateNeverTakesEnhancedRightsAway(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	r := s.referral("crime-1", 2)
	r.DomesticAbuse, r.Enhanced = false, false
	s.takes(r)
	require.True(t, s.Referrals[0].Enhanced)
	require.False(t, s.DomesticAbuse(), "what the crime was, police may correct")
}

func TestDomesticAbuseAlwaysHasEnhancedRights(t *testing.T) {
	t.Parallel()
	s := beginWith(t, func(r *Referral) { r.Enhanced = false })
	require.True(t, s.Referrals[0].Enhanced)
}

func TestANewIncidentTakesAClosedCaseUpAgain(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).closed()
	require.True(t, s.Case.Closure != nil)
	s.passes(90 * day)
	s.takes(s.referral("crime-2", 1))
	require.Equal(t, Reaching, s.Stage)
	require.Equal(t, 1, s.Reopened)
	require.Nil(t, s.Closure)
	s.asks(CallVictim)
	s.asks(ReviewRisk)
}

func TestARaisedGradeTakesAClosedCaseUpAgainAndNothingElseDoes(t *testing.T) {
	t.Parallel()
	for _, grade := range []Grade{MediumRisk, StandardRisk} {
		s := begin(t, MediumRisk).closed()
		s.sent()
		r := s.referral("crime-1", 2)
		r.Risk.Grade = grade
		s.takes(r)
		require.True(t, s.Resting(), "a closed case has nothing that could ring")
	}
	s := begin(t, MediumRisk).closed()
	r := s.referral("crime-1", 2)
	r.Risk.Grade = HighRisk
	s.takes(r)
	require.Equal(t, Supporting, s.Stage)
	require.Equal(t, HighRisk, s.Risk.Grade)
	require.Equal(t, 1, s.lines("reopened"))
	s.asks(ReferMarac)
	s.asks(ReviewRisk)
	s.asks(DecideNext)
}
