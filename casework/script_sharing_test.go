package casework

import "fmt"

// sharing is what the victim says of sharing, and what is shared.
func (s *script) sharing() Command {
	to, ref := word(s.t, "idva", "refuge"), word(s.t, "r1", "r2", "r3")
	switch die(s.t, 3) {
	case 0:
		return RecordConsent{
			Said: s.said(), Consent: fmt.Sprintf("k%d", s.keys), To: to, Purpose: ToRefer, How: "by_phone",
			State: word(s.t, ConsentGiven, ConsentGiven, ConsentRefused, ConsentWithdrawn),
		}
	case 1:
		m := ReferOnward{Said: s.said(), Onward: ref, To: to, Need: word(s.t, Areas...), Task: s.task()}
		if k, ok := s.c.stands(to, ToRefer); ok {
			m.Consent = k.ID
		} else {
			m.Without = word(s.t, WithoutConsent...)
		}
		return m
	}
	m := OnwardProgress{Said: s.said(), Onward: ref, Step: word(s.t, OnwardSteps...)}
	if m.Step == OnwardEnded {
		m.Outcome = pick(s.t, OnwardOutcomes...).Code
	}
	return m
}

// parts are mostly those of a full plan.
func (s *script) parts() PlanParts {
	if s.once(5) {
		return PlanParts{}
	}
	return (&story{now: s.now}).full()
}

// control is what the victim says they want.
func (s *script) control() Command {
	switch die(s.t, 5) {
	case 0:
		m := SetPreferences{Said: s.said(), Morning: s.once(2), Often: word(s.t, "", "weekly", "monthly", "only_when_asked")}
		if s.once(2) {
			m.Untold = []string{word(s.t, "hearings", "support", "coming_back")}
		}
		return m
	case 1, 2:
		return PauseContact{Said: s.said(), Until: s.later()}
	case 3:
		return ResumeContact{Said: s.said()}
	default:
		return AskChangeOfCaseworker{Said: s.said()}
	}
}
