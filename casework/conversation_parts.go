package casework

// partOfTalk is one part of a conversation: the command that it is alone, what it says of
// itself as a part, and where it stands in the whole.
type partOfTalk struct {
	Command
	own *Said
	at  string
}

// parts are the parts that there are, in the order in which they are taken: an attempt
// may open the stage in which needs are recorded, and needs that in which a plan is. Those
// on which no stage depends come last.
func (m RecordConversation) parts() (all []partOfTalk) {
	all = also(all, m.Said, "/attempt", m.Attempt)
	all = also(all, m.Said, "/risk", m.Risk)
	all = also(all, m.Said, "/needs", m.Needs)
	all = also(all, m.Said, "/plan", m.Plan)
	all = also(all, m.Said, "/preferences", m.Preferences)
	for i := range m.Consents {
		all = also(all, m.Said, pointer("/consents", i), &m.Consents[i])
	}
	return also(all, m.Said, "/note", m.Note)
}

// also adds a part, if it is there, as the command that it is alone: who spoke and when is
// said by the whole.
func also[C Command, P interface {
	*C
	said() *Said
}](all []partOfTalk, whole Said, at string, p P) []partOfTalk {
	if p == nil {
		return all
	}
	alone, own := *p, p.said()
	*P(&alone).said() = Said{By: whole.By, Role: whole.Role, At: whole.At, Text: own.Text, If: own.If}
	return append(all, partOfTalk{alone, own, at})
}

// PartsSay is what each part says of itself. A part that is given to a case with more
// than its words and the revision it was read at is taken as if it had said no more.
func (m *RecordConversation) PartsSay() (all []*Said) {
	for _, p := range m.parts() {
		all = append(all, p.own)
	}
	return all
}
