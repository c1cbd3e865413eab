package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAPeriodIsCountedInTheCalendarOfLondon(t *testing.T) {
	t.Parallel()
	at := func(date string) time.Time {
		d, err := time.ParseInLocation(time.DateOnly, date, London)
		require.NoError(t, err)
		return d.Add(12 * hour)
	}
	for _, row := range []struct{ period, ended, until string }{
		{"declined", "2026-03-02", "2026-04-13"},
		{"declined", "2026-12-31", "2027-02-11"},
		{"not_reached", "2026-03-02", "2026-09-02"},
		{"not_reached", "2026-08-31", "2027-02-28"},
		{"not_reached", "2027-08-31", "2028-02-29"},
		{"not_reached", "2026-12-31", "2027-06-30"},
		{"service_user", "2026-03-02", "2032-03-02"},
		{"service_user", "2028-02-29", "2034-02-28"},
	} {
		require.Equal(t, Date(row.until), period(row.period).from(at(row.ended)), "%s from %s", row.period, row.ended)
	}
	evening := time.Date(2026, time.June, 1, 23, 30, 0, 0, time.UTC) // half past midnight in London
	require.Equal(t, Date("2026-12-02"), period("not_reached").from(evening))
}

func TestEveryReasonSaysHowLongItsCasesAreKept(t *testing.T) {
	t.Parallel()
	require.Len(t, Retentions, len(Reasons))
	for i, r := range Retentions {
		require.Equal(t, Reasons[i].Code, r.Reason)
		require.Equal(t, r.Period, period(r.Period).Code)
	}
	for _, p := range Periods {
		require.NotEmpty(t, p.Source)
	}
}

// ends closes a case by a reason and lets the time to take it back pass.
func (s *story) ends(reason string) *story {
	s.t.Helper()
	if reason == "referred_on_accepted" {
		s.takenOn("refuge")
	}
	s.takes(s.closing(reason))
	s.passes(s.Policy.ClosingFor)
	require.Equal(s.t, Closed, s.Stage)
	return s
}

func TestACaseThatEndedIsKeptAsLongAsItsReasonSays(t *testing.T) {
	t.Parallel()
	for _, r := range Retentions {
		s := begin(t, StandardRisk)
		served := r.Period == "service_user"
		switch r.Reason {
		case "needs_met":
			s.supporting()
		case "not_reached_after_protocol":
			s.exhausts()
		default:
			s.attempt("spoke")
		}
		s.ends(r.Reason)
		require.Equal(t, r.Period, s.Kept.Period, r.Reason)
		require.Equal(t, period(r.Period).from(s.now), s.Kept.Until, r.Reason)
		require.Equal(t, served, s.Kept.Served != "", r.Reason)
		require.Equal(t, s.Kept.Until, s.View().RetainUntil)
		require.Equal(t, 1, s.lines("kept-until"))
	}
}

func TestWhoeverWasHelpedIsKeptAsAServiceUser(t *testing.T) {
	t.Parallel()
	for _, r := range Retentions {
		if r.Reason == "declined_at_first_contact" || r.Reason == "not_reached_after_protocol" {
			continue
		}
		s := begin(t, StandardRisk).supporting().ends(r.Reason)
		require.Equal(t, !r.Always, s.Kept.Period == "service_user", r.Reason)
	}
}

func TestReopeningStopsTheRetentionAndALaterEndingNeverShortensIt(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).closed()
	helped := s.Kept.Until
	s.takes(s.referral("crime-2", 1))
	require.Empty(t, s.Kept.Until)
	require.Empty(t, s.View().RetainUntil)
	s.attempt("declined")
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, Closed, s.Stage)
	require.False(t, s.Closure.Served)
	require.Equal(t, helped, s.Kept.Until, "six weeks from now would be sooner")
	require.Equal(t, "service_user", s.Kept.Period)

	s.passes(7 * 365 * day)
	s.takes(s.referral("crime-3", 1))
	for _, kind := range []TaskKind{ReferMarac, ReferIdva} {
		if len(s.asked(kind)) > 0 {
			s.decides(kind)
		}
	}
	s.attempt("declined")
	s.passes(s.Policy.ClosingFor)
	require.Equal(t, "declined", s.Kept.Period, "what had been kept for has passed")
	require.Equal(t, period("declined").from(s.now), s.Kept.Until)
}

func TestADuplicateIsNotKeptForItsStoryWhichTheOtherCaseKeeps(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).closed()
	s.reopened("victim_returned")
	s.ends("duplicate_merged")
	require.Equal(t, "declined", s.Kept.Period)
}
