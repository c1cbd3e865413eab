package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAReferrerIsToldHowFarItHasCome(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	require.Equal(t, ReferralReceived, s.Standing())
	s.attempt("third_party_answered")
	require.Equal(t, ReferralTrying, s.Standing(), "who answered is nobody's to know")
	s.attempt("spoke")
	require.Equal(t, ReferralContact, s.Standing())
	s.attempt("accepted")
	require.Equal(t, ReferralAccepted, s.Standing())
	require.Equal(t, ReferralNotMet, begin(t, MediumRisk).exhausts().Standing())
	again := begin(t, MediumRisk).exhausts()
	again.rules(NotReached, "try_again")
	require.Equal(t, ReferralTrying, again.Standing())
	for _, r := range Reasons {
		s := begin(t, StandardRisk)
		s.Closure = &Closure{Reason: r.Code}
		require.Contains(t, []Standing{ReferralDeclined, ReferralNotMet, ReferralClosed}, s.Standing(), r.Code)
	}
	for _, c := range constants(t, "Standing") {
		require.Contains(t, Standings, Standing(c.value))
	}
}

func TestAnAttemptIsReportedBackWithoutWhoAnswered(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("unsafe_signal")
	s.takes(ContactPointChanged{Said: s.worker(), Point: "point-2", Verified: true, Usable: true})
	since := s.now.Add(1)
	s.tries("spoke")
	made := s.Reported(s.Referred)
	require.Equal(t, []Reported{{1, monday, false, true}, {2, s.now, true, false}}, made)
	require.Equal(t, made[1:], s.Reported(since), "a later referral is told of what followed it")
}

func TestTheOfficerIsAskedForWhatIsMissing(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	require.Empty(t, s.AskedOfOfficer())
	s.attempt("number_dead")
	require.Equal(t, []string{"other_number"}, s.AskedOfOfficer())
	s.attempt("wrong_person")
	require.Equal(t, []string{"other_number", "safe_way"}, s.AskedOfOfficer())
	s.passes(2 * day)
	s.rules(SafeAndWell, "check_requested")
	require.Contains(t, s.AskedOfOfficer(), "check_result")
	for _, row := range OfficerAsks {
		require.NotEmpty(t, row.Says)
		require.NotEmpty(t, row.Tasks)
	}
}
