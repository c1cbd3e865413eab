package casework

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// another begins a case with a crime that is not domestic abuse.
func another(t *testing.T, change func(*Referral)) *story {
	return beginWith(t, func(r *Referral) {
		r.DomesticAbuse, r.Enhanced, r.Risk.Grade = false, false, StandardRisk
		change(r)
	})
}

func TestEveryPathwayIsFoundByWhatTheReferralSays(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		want   string
		change func(*Referral)
	}{
		{"domestic_abuse", func(r *Referral) { r.DomesticAbuse = true }},
		{"domestic_abuse", func(r *Referral) { r.Flags = []string{"honour_based"} }},
		{"domestic_abuse", func(r *Referral) { r.Offence = "8U" }},
		{"sexual_offences", func(r *Referral) { r.Offence = "19C" }},
		{"exploitation", func(r *Referral) { r.Flags = []string{"exploitation"} }},
		{"stalking_harassment", func(r *Referral) { r.Offence = "8Q" }},
		{"hate_crime", func(r *Referral) { r.Flags = []string{"hate"} }},
		{"burglary_vulnerable", func(r *Referral) { r.Offence, r.Flags = "28A", []string{"vulnerable"} }},
		{"cyber", func(r *Referral) { r.Offence, r.Flags = "53B", []string{"cyber"} }},
		{"fraud", func(r *Referral) { r.Offence = "53B" }},
		{"other_crime", func(r *Referral) { r.Offence = "34B" }},
	} {
		s := another(t, row.change)
		require.Equal(t, row.want, s.View().Pathway)
		require.True(t, s.said("pathway", "crime-1"))
		p := s.Pathway()
		require.Equal(t, p.Reason != "", s.Enhanced(), "%s: Enhanced Rights by themselves", p.Code)
		require.Equal(t, p.Reason != "", s.Referrals[0].Enhanced, p.Code)
		require.Equal(t, p.Code == "stalking_harassment", len(s.asked(Persistent)) == 1)
		s.asksNot(Classify)
	}
}

func TestEveryTableOfIntakeIsWhole(t *testing.T) {
	t.Parallel()
	for _, p := range Pathways {
		require.NotEmpty(t, p.Source)
		require.True(t, p.Team == "" || slices.ContainsFunc(Desks, func(d Desk) bool { return d.Team == p.Team }), p.Code)
		require.True(t, p.Further == "" || pathway(p.Further).Code != "", p.Code)
		_, decided := decision(Classify, p.Code)
		require.True(t, decided, "%s can be decided", p.Code)
	}
	for _, o := range Offences {
		require.NotEmpty(t, pathway(o.Pathway).Code, o.Code)
	}
	for _, s := range Signposts {
		for _, fits := range s.Fits {
			require.True(t, pathway(fits).Code != "" || fits == ChildrensService, s.Code)
		}
	}
	for _, e := range Elsewheres {
		require.NotEmpty(t, e.Source)
		require.NotEmpty(t, SignpostsFor(e.Outcome), e.Code)
	}
	for _, s := range ReferralSources {
		require.NotEmpty(t, s.Source)
	}
}

func TestACrimeWithAnUnknownCodeGoesToAPersonAndIsNeverDropped(t *testing.T) {
	t.Parallel()
	for _, p := range Pathways {
		s := another(t, func(r *Referral) { r.Offence = "999" })
		require.Equal(t, "crime-1", s.asks(Classify).About)
		require.Empty(t, s.View().Pathway)
		s.asks(CallVictim)
		s.rules(Classify, p.Code)
		s.asksNot(Classify)
		require.Equal(t, p.Code, s.View().Pathway)
		require.Equal(t, p.Code == OutOfScope, s.said("signpost", "supportline"))
		r := s.referral("crime-1", 2)
		r.DomesticAbuse, r.Offence = false, "999"
		s.takes(r)
		require.Equal(t, p.Code, s.View().Pathway, "what a person said stands")
	}
}

func TestACaseComesToTheDeskOfThePathwaysTeamAndIsNeverOwnerless(t *testing.T) {
	t.Parallel()
	desk := func(s *story, team string) {
		t.Helper()
		require.Equal(t, team, s.Team)
		require.True(t, IsDesk(s.Owner))
		require.Equal(t, s.desk().Owner, s.Owner)
		require.Equal(t, team, s.asks(Allocate).Team)
	}
	for offence, team := range map[string]string{"19C": "specialist", "106": "specialist", "34B": "hub", "999": "hub"} {
		desk(another(t, func(r *Referral) { r.Offence = offence }), team)
	}
	s := another(t, func(r *Referral) { r.Offence = "999" })
	s.rules(Classify, "sexual_offences")
	desk(s, "specialist")
	s = another(t, func(r *Referral) { r.Offence = "34B" })
	s.takes(Claim{Said: s.worker()})
	had := s.Owner
	s.further("crime-2", func(r *Referral) { r.DomesticAbuse, r.Offence = false, "19C" })
	require.Equal(t, had, s.Owner, "nobody loses a case because of what comes to be known")
	require.Equal(t, "hub", s.Team)
	s.takes(AssignCase{Said: s.boss(), Receiver: Receiver{To: Desks[0].Owner}})
	desk(s, "specialist")
}

func TestWhatIsOutOfScopeIsSignedOffAndEndsSo(t *testing.T) {
	t.Parallel()
	s := another(t, func(r *Referral) { r.Offence = "999" })
	s.rules(Classify, OutOfScope)
	require.Equal(t, OutOfScope, s.asks(SignOff).About)
	s.asksNot(CallVictim)
	require.False(t, s.said("signpost", "report_fraud"), "nothing is known of the crime")
	s = another(t, func(r *Referral) { r.Offence = "999" })
	m := RecordDecision{Said: s.boss(), Task: s.asks(Classify).ID, Decision: OutOfScope, Near: "fraud"}
	m.Text = "reason"
	for near, decision := range map[string]string{"no pathway": OutOfScope, OutOfScope: OutOfScope, "fraud": "fraud"} {
		wrong := m
		wrong.Near, wrong.Decision = near, decision
		require.Equal(t, []string{"/near"}, s.refuses(Invalid, wrong).pointers())
	}
	s.takes(m)
	require.True(t, s.said("signpost", "report_fraud"), "it is told by what the crime is nearest to")
	require.False(t, s.said("signpost", "galop"))
	require.Equal(t, "report_fraud", s.Signposts()[0].Code)
}

func TestEverySourceHasItsOwnRightToRefer(t *testing.T) {
	t.Parallel()
	s := &story{t: t, now: monday}
	for _, row := range []struct {
		source, basis string
		change        func(*Referral)
		want          []string
	}{
		{"", "", func(r *Referral) { r.Reported = time.Time{} }, []string{"/crime/reported_at"}},
		{"self", "own_request", func(r *Referral) { r.Reported, r.Occurred = time.Time{}, monday.AddDate(-30, 0, 0) }, nil},
		{"self", "", func(*Referral) {}, []string{"/basis"}},
		{"professional", "victim_consent", func(r *Referral) { r.Reported, r.ConsentAt = time.Time{}, monday.Add(-hour) }, nil},
		{"professional", "victim_consent", func(*Referral) {}, []string{"/basis/given_at"}},
		{"professional", "victim_consent", func(r *Referral) { r.ConsentAt = monday.Add(hour) }, []string{"/basis/given_at"}},
		{"professional", "safety", func(r *Referral) { r.Reasoned = true }, nil},
		{"professional", "safety", func(*Referral) {}, []string{"/basis/safety_reason"}},
		{"gossip", "", func(*Referral) {}, []string{"/source"}},
	} {
		r := s.referral("crime-1", 1)
		r.Source, r.Basis = row.source, row.basis
		row.change(&r)
		err := CheckReferral(r, monday)
		if row.want == nil {
			require.NoError(t, err)
			continue
		}
		require.Equal(t, row.want, refusal(err).pointers(), "%s %s", row.source, row.basis)
	}
}

func TestWhoeverAsksThemselvesIsNotMadeToWaitForWorkingDays(t *testing.T) {
	t.Parallel()
	for source, within := range map[string]time.Duration{"self": day, "professional": 2 * day} {
		s := another(t, func(r *Referral) {
			r.Source, r.Basis, r.ConsentAt = source, map[string]string{"self": "own_request", "professional": "victim_consent"}[source], monday
		})
		require.Equal(t, monday.Add(within), s.firstDue(s.protocol(), monday))
		require.Equal(t, source, s.Referrals[0].By())
	}
	s := begin(t, HighRisk)
	require.Equal(t, monday.Add(day), s.firstDue(s.protocol(), monday), "and nobody at high risk waits longer for it")
}

func TestTheFourMeasuresOfRepeatAreKeptApart(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	require.Equal(t, Repeats{}, s.View().Repeats)
	s.passes(30 * day)
	s.further("crime-2", func(r *Referral) { r.DomesticAbuse, r.Offence = false, "34B" })
	require.Equal(t, Repeats{Reports: 1}, s.View().Repeats, "(a) any report")
	require.True(t, s.said("repeat-report", "crime-2"))
	s.asksNot(Persistent)
	s.passes(30 * day)
	s.further("crime-3", func(r *Referral) { r.Risk.Marac = true })
	got := s.View().Repeats
	require.Equal(t, []int{2, 1, 0}, []int{got.Reports, got.Abuse, got.Marac}, "(b) domestic abuse only")
	require.True(t, s.said("repeat-abuse", "crime-3"))
	s.passes(30 * day)
	s.further("crime-4", func(r *Referral) { r.Risk.Grade = HighRisk })
	require.True(t, s.said("repeat-marac", "crime-4"))
	s.decides(ReferMarac)
	require.Equal(t, 1, s.View().Repeats.Marac, "(c) MARAC repeats")
	require.False(t, s.View().Repeats.Persistent)
	s.rules(Persistent, "persistent")
	require.True(t, s.View().Repeats.Persistent, "(d) is decided by a person")
	s.passes(2 * twelveMonths)
	s.further("crime-5", unchanged)
	require.Zero(t, s.View().Repeats.Reports, "and after twelve months it is no repeat")
	require.True(t, s.View().Repeats.Persistent, "never silently narrowed")
}

func TestNotPersistentlyTargetedIsAskedAgainAfterTheNextIncident(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	for _, ref := range []string{"crime-2", "crime-3"} {
		s.passes(day)
		s.further(ref, unchanged)
	}
	s.rules(Persistent, "not_persistent")
	s.asksNot(Persistent)
	s.further("crime-4", unchanged)
	s.asks(Persistent)
}

func TestEnhancedRightsAreWidenedByAPersonAndNarrowedByNobody(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	require.Equal(t, "domestic_abuse", s.Rights[0].Reason)
	require.Empty(t, s.Rights[0].By, "by rule")
	for _, row := range EnhancedRows {
		s.takes(DecideEnhancedRights{Said: s.worker(), Category: row.Category, Reason: row.Reason})
	}
	require.Len(t, s.Rights, len(EnhancedRows), "each reason once")
	no, yes := true, false
	s.takes(DecideEnhancedRights{Said: s.worker(), Declined: &no})
	require.Equal(t, s.now, s.Declined)
	require.True(t, s.View().Enhanced, "declining the treatment takes no right away")
	s.takes(DecideEnhancedRights{Said: s.worker(), Declined: &yes})
	require.True(t, s.Declined.IsZero())
	require.Equal(t, []string{"/category"}, s.refuses(Invalid, DecideEnhancedRights{Said: s.worker()}).pointers())
	require.Equal(t, []string{"/reason"}, s.refuses(Invalid, DecideEnhancedRights{Said: s.worker(), Category: "B", Reason: "arson"}).pointers())
	require.Equal(t, []string{"/declined"}, s.refuses(Invalid, DecideEnhancedRights{Said: s.worker(), Category: "C", Reason: "vulnerable", Declined: &no}).pointers())
}
