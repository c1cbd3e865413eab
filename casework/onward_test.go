package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// agrees records that the victim consents to being referred on.
func (s *story) agrees(id, to string) {
	s.t.Helper()
	s.takes(RecordConsent{Said: s.worker(), Consent: id, To: to, Purpose: ToRefer, State: ConsentGiven, How: "by_phone"})
}

// refersOn decides on an onward referral with the victim's consent.
func (s *story) refersOn(id, to string) {
	s.t.Helper()
	s.agrees("consent-to-"+id, to)
	s.takes(ReferOnward{Said: s.worker(), Onward: id, To: to, Need: "accommodation", Consent: "consent-to-" + id})
}

// takenOn has an agency acknowledge an onward referral.
func (s *story) takenOn(to string) {
	s.t.Helper()
	s.refersOn("to-"+to, to)
	s.takes(s.progress("to-"+to, OnwardSent))
	s.takes(s.progress("to-"+to, OnwardAcknowledged))
}

func (s *story) progress(id string, step OnwardStep) OnwardProgress {
	return OnwardProgress{Said: s.worker(), Onward: id, Step: step}
}

func TestSentIsNotSuccess(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.refersOn("r", "refuge")
	require.Equal(t, s.now.Add(s.Policy.SendWithin), s.asks(SendOnward).Due)
	s.takes(s.progress("r", OnwardSent))
	s.asksNot(SendOnward, ChaseOnward)
	s.passes(s.Policy.AcknowledgeWithin)
	require.Equal(t, "r", s.asks(ChaseOnward).About)
	require.Equal(t, 1, s.lines("onward-unanswered"))

	s.takes(s.progress("r", OnwardChased))
	s.asksNot(ChaseOnward)
	s.passes(s.Policy.AcknowledgeWithin)
	s.asks(ChaseOnward)
	s.takes(s.progress("r", OnwardAcknowledged))
	s.asksNot(ChaseOnward)
	s.passes(s.Policy.FirstContactWithin)
	s.asks(ChaseOnward) // acknowledged, and nobody has been in touch
	s.takes(s.progress("r", OnwardContact))
	s.asksNot(ChaseOnward)
	s.noClock("onward/r")
	s.passes(20 * day)
	s.asksNot(ChaseOnward)
}

func TestAnAgencyThatIsNeverAskedAgainIsPutToASupervisor(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.refersOn("r", "refuge")
	s.takes(s.progress("r", OnwardSent))
	s.passes(s.Policy.AcknowledgeWithin + s.Policy.TalkWithin)
	require.Equal(t, Supervisor, s.asks(ChaseOnward).Role)
}

func TestEveryOutcomeOfAnOnwardReferralEndsItAndANeedThatStandsAsksForAnotherWay(t *testing.T) {
	t.Parallel()
	for _, r := range OnwardOutcomes {
		s := begin(t, MediumRisk).supporting()
		s.refersOn("r", "housing")
		s.takes(s.progress("r", OnwardSent))
		m := s.progress("r", OnwardEnded)
		m.Outcome = r.Code
		if r.Beacon {
			require.Equal(t, []string{"/outcome"}, s.refuses(Invalid, m).pointers())
			continue
		}
		s.takes(m)
		s.noClock("onward/r")
		if !r.Another {
			s.asksNot(AnotherWay)
			continue
		}
		task := s.asks(AnotherWay)
		s.agrees("k2", "outreach")
		s.takes(ReferOnward{Said: s.worker(), Onward: "r2", To: "outreach", Need: "accommodation", Consent: "k2", Task: task.ID})
		s.asksNot(AnotherWay)
	}
}

func TestWithdrawnConsentStopsWhatHasNotLeftAndTellsWhoHasIt(t *testing.T) {
	t.Parallel()
	for _, said := range []ConsentState{ConsentWithdrawn, ConsentRefused} {
		s := begin(t, MediumRisk).supporting()
		s.refersOn("queued", "refuge")
		s.refersOn("sent", "counselling")
		s.refersOn("other", "gp")
		s.takes(s.progress("sent", OnwardSent))
		for _, to := range []string{"refuge", "counselling"} {
			s.takes(RecordConsent{Said: s.worker(), Consent: "no-" + to, To: to, Purpose: ToRefer, State: said, How: "by_phone"})
		}
		require.Equal(t, "other", s.asks(SendOnward).About)
		require.Equal(t, "sent", s.asks(TellAgency).About)
		s.noClock("onward/sent")
		require.Equal(t, 1, s.lines("onward-taken-back"))
		require.Equal(t, 1, s.lines("onward-withdrawn"))
		require.Contains(t, s.refuses(Invalid, s.progress("queued", OnwardSent)).pointers(), "/referral", "it can no longer be sent")
		require.Len(t, s.Consents, 5, "and what was said before is kept")
	}
}

func TestConsentIsHeldForEachRecipientAndPurpose(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.refersOn("r", "refuge")
	s.takes(RecordConsent{Said: s.worker(), Consent: "other", To: "refuge", Purpose: "share_risk", State: ConsentRefused, How: "by_phone"})
	s.asks(SendOnward) // the consent to be referred still stands
	stands, _ := s.stands("refuge", ToRefer)
	require.Equal(t, ConsentGiven, stands.State)
}

func TestWhatIsWrongWithAConsentIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	e := s.refuses(Invalid, RecordConsent{Said: s.worker(), To: "neighbour", Purpose: "gossip", State: "maybe", How: "overheard"})
	require.Equal(t, []string{"/id", "/to", "/purpose", "/state", "/how"}, e.pointers())
	m := RecordConsent{Said: s.worker(), Consent: "k", To: "idva", Purpose: ToRefer, State: ConsentWithdrawn, How: "by_phone"}
	require.Equal(t, []string{"/state"}, s.refuses(Invalid, m).pointers(), "what was never given cannot be withdrawn")
	s.agrees("k", "idva")
	require.Equal(t, []string{"/id"}, s.refuses(Invalid, m).pointers(), "and what was said is not overwritten")
}

func TestAnOnwardReferralRestsOnAConsentThatStandsOrOnARisk(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.agrees("k", "refuge")
	s.takes(RecordConsent{Said: s.worker(), Consent: "risk", To: "idva", Purpose: "share_risk", State: ConsentGiven, How: "by_phone"})
	s.takes(RecordConsent{Said: s.worker(), Consent: "no", To: "gp", Purpose: ToRefer, State: ConsentRefused, How: "by_phone"})
	refer := func(change func(*ReferOnward)) ReferOnward {
		m := ReferOnward{Said: s.words(), Onward: "r", To: "refuge", Need: "accommodation", Consent: "k"}
		change(&m)
		return m
	}
	for _, row := range []struct {
		change func(*ReferOnward)
		at     []string
	}{
		{func(m *ReferOnward) { m.Consent = "" }, []string{"/consent"}},
		{func(m *ReferOnward) { m.Consent = "unknown" }, []string{"/consent"}},
		{func(m *ReferOnward) { m.To = "housing" }, []string{"/consent"}},
		{func(m *ReferOnward) { m.To, m.Consent = "idva", "risk" }, []string{"/consent"}},
		{func(m *ReferOnward) { m.To, m.Consent = "gp", "no" }, []string{"/consent"}},
		{func(m *ReferOnward) { m.Without = "child_at_risk" }, []string{"/without_consent"}},
		{func(m *ReferOnward) { m.Consent, m.Without = "", "curiosity" }, []string{"/without_consent"}},
		{func(m *ReferOnward) { m.Consent, m.Without, m.Text = "", "child_at_risk", "" }, []string{"/text"}},
		{func(m *ReferOnward) { m.To, m.Consent, m.Without = "gp", "", "child_at_risk" }, []string{"/without_consent"}},
		{func(m *ReferOnward) { m.To, m.Need, m.Onward = "neighbour", "pets", "" }, []string{"/id", "/to", "/need", "/consent"}},
	} {
		require.Equal(t, row.at, s.refuses(Invalid, refer(row.change)).pointers())
	}
	s.takes(refer(func(m *ReferOnward) { m.To, m.Consent, m.Without, m.Role = "gp", "", "child_at_risk", Supervisor }))
	s.takes(refer(func(m *ReferOnward) { m.Onward, m.To, m.Consent, m.Without = "r2", "marac", "", "marac" }))
}

func TestTheStepsOfAnOnwardReferralComeInOrder(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.refersOn("r", "refuge")
	for _, step := range []OnwardStep{OnwardChased, OnwardAcknowledged, OnwardContact, "arrived"} {
		require.Equal(t, []string{"/step"}, s.refuses(Invalid, s.progress("r", step)).pointers(), step)
	}
	require.Equal(t, []string{"/referral"}, s.refuses(Invalid, s.progress("other", OnwardSent)).pointers())
	m := s.progress("r", OnwardSent)
	m.Outcome = "completed"
	require.Equal(t, []string{"/outcome"}, s.refuses(Invalid, m).pointers())
	m = s.progress("r", OnwardSent)
	s.passes(day)
	m.At = monday.Add(-day / 2)
	require.Contains(t, s.refuses(Invalid, m).pointers(), "/at")
	s.takes(s.progress("r", OnwardSent))
	require.Equal(t, []string{"/step"}, s.refuses(Invalid, s.progress("r", OnwardSent)).pointers())
}

func TestACaseEndsAsReferredOnOnlyWhereAnAgencyHasTheVictim(t *testing.T) {
	t.Parallel()
	for _, step := range []OnwardStep{OnwardAcknowledged, OnwardContact} {
		s := begin(t, MediumRisk).supporting()
		m := CloseCase{Said: s.worker(), Reason: "referred_on_accepted"}
		require.Equal(t, []string{"/reason"}, s.refuses(Invalid, m).pointers())
		s.refersOn("r", "refuge")
		s.takes(s.progress("r", OnwardSent))
		require.Equal(t, "not_acknowledged", s.refuses(Invalid, m).Fields[0].Code)
		s.takes(s.progress("r", step))
		s.takes(m)
	}
	s := begin(t, MediumRisk).supporting()
	s.refersOn("r", "refuge")
	s.takes(s.progress("r", OnwardSent))
	s.takes(s.progress("r", OnwardAcknowledged))
	no := s.progress("r", OnwardEnded)
	no.Outcome = "no_capacity"
	s.takes(no)
	s.refuses(Invalid, CloseCase{Said: s.worker(), Reason: "referred_on_accepted"})
}

func TestNoCaseEndsWithAReferralUnsentOrAnAgencyUntold(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.refersOn("r", "refuge")
	e := s.refuses(ClosureBlocked, s.closing("needs_met"))
	require.Equal(t, []string{"/tasks/" + s.asks(SendOnward).ID}, e.pointers())
	s.takes(s.progress("r", OnwardSent))
	s.takes(RecordConsent{Said: s.worker(), Consent: "no", To: "refuge", Purpose: ToRefer, State: ConsentWithdrawn, How: "in_writing"})
	s.refuses(ClosureBlocked, s.closing("needs_met"))
	s.takes(AddNote{Said: s.words(), Task: s.asks(TellAgency).ID})
	s.takes(s.closing("needs_met"))
}

func TestWhoComesBackHasTheirOnwardReferralsChasedAgain(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting()
	s.refersOn("r", "refuge")
	s.takes(s.progress("r", OnwardSent))
	s.takes(s.closing("declined_later"))
	s.passes(s.Policy.ClosingFor)
	s.noClock("onward/r")
	s.takes(ReopenCase{Said: s.worker(), Reason: "victim_returned"})
	require.Equal(t, s.now.Add(s.Policy.AcknowledgeWithin), s.due("onward/r"))
}

func TestEveryAgencyIsListedOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, a := range Agencies {
		require.False(t, seen[a.Code], a.Code)
		seen[a.Code] = true
		require.NotEmpty(t, a.Says)
	}
}

func TestACaseThatGoesOnInAnotherTakesItsConsentsWishesAndReferralsAlong(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	had := s.other(func(o *story) *story {
		o.refersOn("r", "refuge")
		o.takes(o.progress("r", OnwardSent))
		o.takes(SetPreferences{Said: o.worker(), Untold: []string{"hearings"}, Often: "weekly"})
		return o
	})
	s.takes(SetPreferences{Said: s.worker(), Untold: []string{"support"}, Often: "monthly"})
	s.takesOver(had)
	require.Equal(t, []string{"support", "hearings"}, s.Preferences.Untold)
	require.Equal(t, "monthly", s.Preferences.Often)
	require.GreaterOrEqual(t, s.clock("onward/r"), 0, "it goes on being chased")

	s = begin(t, MediumRisk)
	s.agrees("k", "refuge")
	s.passes(hour)
	s.takes(RecordConsent{Said: s.worker(), Consent: "no", To: "refuge", Purpose: ToRefer, State: ConsentWithdrawn, How: "by_phone"})
	had.Consents[0].At = monday.Add(-hour)
	s.takesOver(had)
	require.Equal(t, "r", s.asks(TellAgency).About, "what was withdrawn in either is withdrawn")
}
