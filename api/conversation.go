package api

import "beacon/casework"

// readConversation reads what one conversation with a victim brought. Each part is read
// as it is alone, except that when it was is said once, for all of them.
func readConversation(k *ask) casework.RecordConversation {
	m := casework.RecordConversation{
		Attempt:     partOf(k, "attempt", readAttempt),
		Risk:        partOf(k, "risk", readRisk),
		Needs:       partOf(k, "needs", readNeeds),
		Plan:        partOf(k, "plan", readPlan),
		Preferences: partOf(k, "preferences", readPreferences),
		Note:        partOf(k, "note", readNote),
	}
	k.each("consents", may, casework.MostConsentsSaid, func(p *part) {
		m.Consents = append(m.Consents, *readWithin(k, p, readConsent))
	})
	m.Said = k.said
	for _, s := range m.PartsSay() {
		*s = casework.Said{Text: s.Text, If: s.If}
	}
	return m
}

// partOf reads an object of the body as the command that it is alone; nil: it is not there.
func partOf[C casework.Command](k *ask, name string, read func(*ask) C) *C {
	p := k.part.part(name, may)
	if p == nil {
		return nil
	}
	defer p.end()
	return readWithin(k, p, read)
}

// readWithin reads a part with what the whole says of itself. Of its own a part has only its
// words, and the revision at which it was read.
func readWithin[C casework.Command](k *ask, p *part, read func(*ask) C) *C {
	outer, said := k.part, k.said
	k.part = p
	m := read(k)
	k.part, k.said = outer, said
	return &m
}
