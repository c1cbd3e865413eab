package casework

// partOfTalk is one part of a conversation: the command that it is alone, and where it
// stands in the whole.
type partOfTalk struct {
	Command
	at string
}

// parts are the parts that there are, in the order in which they are taken: an attempt
// may open the stage in which needs are recorded, and needs that in which a plan is.
func (m RecordConversation) parts() (all []partOfTalk) {
	alone := func(s Said) Said { return Said{By: m.By, Role: m.Role, At: m.At, Text: s.Text, If: s.If} }
	if m.Attempt != nil {
		p := *m.Attempt
		p.Said = alone(p.Said)
		all = append(all, partOfTalk{p, "/attempt"})
	}
	if m.Risk != nil {
		p := *m.Risk
		p.Said = alone(p.Said)
		all = append(all, partOfTalk{p, "/risk"})
	}
	if m.Needs != nil {
		p := *m.Needs
		p.Said = alone(p.Said)
		all = append(all, partOfTalk{p, "/needs"})
	}
	if m.Plan != nil {
		p := *m.Plan
		p.Said = alone(p.Said)
		all = append(all, partOfTalk{p, "/plan"})
	}
	return append(all, m.smallParts(alone)...)
}

// smallParts are those on which no stage depends.
func (m RecordConversation) smallParts(alone func(Said) Said) (all []partOfTalk) {
	if m.Preferences != nil {
		p := *m.Preferences
		p.Said = alone(p.Said)
		all = append(all, partOfTalk{p, "/preferences"})
	}
	for i, p := range m.Consents {
		p.Said = alone(p.Said)
		all = append(all, partOfTalk{p, pointer("/consents", i)})
	}
	if m.Note != nil {
		p := *m.Note
		p.Said = alone(p.Said)
		all = append(all, partOfTalk{p, "/note"})
	}
	return all
}

// PartsSay is what each part says of itself. A part that is given to a case with more
// than its words and the revision it was read at is taken as if it had said no more.
func (m *RecordConversation) PartsSay() (all []*Said) {
	if m.Attempt != nil {
		all = append(all, &m.Attempt.Said)
	}
	if m.Risk != nil {
		all = append(all, &m.Risk.Said)
	}
	if m.Needs != nil {
		all = append(all, &m.Needs.Said)
	}
	if m.Plan != nil {
		all = append(all, &m.Plan.Said)
	}
	if m.Preferences != nil {
		all = append(all, &m.Preferences.Said)
	}
	for i := range m.Consents {
		all = append(all, &m.Consents[i].Said)
	}
	if m.Note != nil {
		all = append(all, &m.Note.Said)
	}
	return all
}
