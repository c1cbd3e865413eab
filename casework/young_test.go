package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func young(t *testing.T, change func(*Referral)) *story {
	return another(t, func(r *Referral) {
		r.Minor, r.Offence = true, "19C"
		change(r)
	})
}

func TestSomebodyUnder18HasEnhancedRightsByThat(t *testing.T) {
	t.Parallel()
	s := young(t, func(r *Referral) { r.Offence = "34B" })
	require.Equal(t, "under_18", s.Rights[0].Reason)
	require.Equal(t, "C", s.Rights[0].Category)
	require.Empty(t, s.Rights[0].By, "by rule")
	s.asksNot(Safeguard)
	s = another(t, func(r *Referral) { r.Offence, r.Minor = "999", true })
	require.True(t, s.Enhanced(), "whatever the crime was")
}

func TestAYoungVictimOfASexualOffenceWhoDidNotConsentIsLookedAtByAPerson(t *testing.T) {
	t.Parallel()
	s := young(t, unchanged)
	require.Equal(t, "crime-1", s.asks(Safeguard).About)
	require.True(t, s.said("under-18", "crime-1"))
	s.rules(Safeguard, "acted")
	r := s.referral("crime-1", 2)
	r.DomesticAbuse, r.Offence = false, "19C"
	s.takes(r)
	require.True(t, s.Referrals[0].Minor, "and a newer version makes nobody older")
	s.asksNot(Safeguard)
	for _, change := range []func(*Referral){
		func(r *Referral) { r.Consented = true },
		func(r *Referral) { r.Source, r.Basis = "self", "own_request" },
		func(r *Referral) { r.Source, r.Basis, r.ConsentAt = "professional", "victim_consent", monday },
		func(r *Referral) { r.Minor = false },
	} {
		young(t, change).asksNot(Safeguard)
	}
	young(t, func(r *Referral) { r.Source, r.Basis, r.Reasoned = "professional", "safety", true }).asks(Safeguard)
	young(t, func(r *Referral) { r.DomesticAbuse = true }).asks(Safeguard)
	s = young(t, func(r *Referral) { r.Offence = "999" })
	s.asksNot(Safeguard)
	s.rules(Classify, "sexual_offences")
	s.asks(Safeguard)
}

func TestAFurtherReportWithinTwelveMonthsIsOfARepeatVictim(t *testing.T) {
	t.Parallel()
	theft := func(r *Referral) {
		r.DomesticAbuse, r.Enhanced, r.Risk.Grade, r.Offence = false, false, StandardRisk, "34B"
	}
	s := another(t, func(r *Referral) { r.Offence = "53B" })
	s.passes(30 * day)
	s.further("crime-2", theft)
	require.Equal(t, "repeat_victim", s.Referrals[1].Pathway)
	r := s.referral("crime-2", 2)
	theft(&r)
	r.Reported = s.Referrals[1].Reported
	s.takes(r)
	require.Equal(t, "repeat_victim", s.Referrals[1].Pathway, "and a newer version changes nothing about that")
	s.further("crime-3", func(r *Referral) { theft(r); r.Offence = "53B" })
	require.Equal(t, "fraud", s.Referrals[2].Pathway, "what has a pathway of its own keeps it")
	s.further("crime-4", func(r *Referral) {
		theft(r)
		r.Reported, r.Source, r.Basis = monday.AddDate(-3, 0, 0), "", ""
	})
	require.Equal(t, "other_crime", s.Referrals[3].Pathway, "what was long before is no repeat")
	s.further("crime-5", unchanged)
	require.Equal(t, "domestic_abuse", s.Pathway().Code)
}

func TestACaseWhoseOwnerHasLeftGoesToTheDutyDeskWhenItIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	again := map[string]func(*story, string) Command{
		"reopened": func(s *story, who string) Command {
			return ReopenCase{Said: s.worker(), Reason: "victim_returned", OwnerLeft: who}
		},
		"referred": func(s *story, who string) Command {
			r := s.referral("crime-2", 1)
			r.OwnerLeft = who
			return r
		},
		"graver": func(s *story, who string) Command {
			r := s.referral("crime-1", 2)
			r.OwnerLeft, r.Risk.Grade = who, HighRisk
			return r
		},
	}
	for name, m := range again {
		s := begin(t, MediumRisk).closed()
		had := s.Owner
		require.False(t, IsDesk(had))
		s.takes(m(s, had))
		require.True(t, IsDesk(s.Owner), name)
		require.True(t, s.said("owner-left", had))
		s.asks(Allocate)
		for _, task := range s.Tasks {
			require.False(t, task.Open() && task.Owner == had, "%s: %s", name, task.Kind)
		}
		s = begin(t, MediumRisk).closed()
		s.takes(m(s, "somebody-else"))
		require.Equal(t, had, s.Owner, "%s: whoever has it now has not left", name)
	}
	s := begin(t, MediumRisk).closed()
	r := s.referral("crime-1", 2)
	r.OwnerLeft = s.Owner
	s.takes(r)
	require.Equal(t, Closed, s.Stage)
	require.False(t, IsDesk(s.Owner), "of a closed case it stays known who had it")
}
