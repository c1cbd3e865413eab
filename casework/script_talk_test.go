package casework

// talk is what one conversation brought: mostly with an attempt at its head.
func (s *script) talk() Command {
	m := RecordConversation{Said: s.said()}
	if a, ok := s.attempt().(RecordAttempt); ok && !s.once(3) {
		a.Outcome = word(s.t, "accepted", "spoke", a.Outcome)
		m.Attempt = &a
	}
	if s.once(2) {
		m.Risk = &AssessRisk{Said: s.said(), RiskMade: s.risk()}
	}
	if s.once(2) {
		m.Needs = &RecordNeeds{Said: s.said(), Areas: needs(word(s.t, Score("1"), DeclinedToSay)), Moment: word(s.t, "", "", "", AtStart, AtReview, AtEnd)}
	}
	if p, ok := s.plan().(AgreePlan); ok && s.once(2) {
		m.Plan = &p
	}
	if s.once(4) {
		m.Preferences = &SetPreferences{Said: s.said(), Morning: s.once(2), Often: word(s.t, "", "weekly", "monthly")}
	}
	for range die(s.t, 3) {
		m.Consents = append(m.Consents, s.consent())
	}
	if s.once(3) {
		m.Note = &AddNote{Said: s.said(), Task: s.task()}
	}
	return m
}

// consent is what was said about sharing with somebody.
func (s *script) consent() RecordConsent {
	return RecordConsent{
		Said: s.said(), Consent: word(s.t, "c1", "c2", "c3", "c4"), To: word(s.t, "refuge", "marac"), Purpose: word(s.t, ConsentPurposes...),
		State: word(s.t, ConsentStates...), How: word(s.t, ConsentWays...),
	}
}
