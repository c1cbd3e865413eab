package bench_test

import "beacon/casework"

// sits is how a task is done, and with it what else is open for the same caseworker and
// is asked of the victim: in one conversation, of which everything is recorded at once.
// The first call is for itself: before it nobody knows whether the victim wants to talk.
func (l *referenceLife) sits(k casework.Task) casework.Command {
	alone := l.does(k)
	m := casework.RecordConversation{Said: l.said(casework.Caseworker)}
	if k.Kind == casework.CallVictim || !brings(&m, alone) {
		return alone
	}
	for _, other := range l.c.Tasks {
		if other.Open() && other.ID != k.ID && other.Role == casework.Caseworker && l.asked[other.ID] && !other.NotBefore.After(l.now) {
			brings(&m, l.does(other))
		}
	}
	if m.Needs != nil && l.c.Stage == casework.Assessing { // who has said what they need is asked what is to be done
		first := l.agrees(l.words())
		first.Rights = l.now
		brings(&m, first)
	}
	parts := m.PartsSay()
	if len(parts) < 2 {
		return alone
	}
	for _, s := range parts {
		*s = casework.Said{Text: s.Text, If: s.If}
	}
	l.counts.Talks++
	return m
}

// brings makes what is asked of a victim a part of a conversation; false: it is not asked
// of them, or the conversation has such a part.
func brings(m *casework.RecordConversation, part casework.Command) bool {
	switch part := part.(type) {
	case casework.RecordAttempt:
		if m.Attempt != nil || part.Task == "" {
			return false
		}
		m.Attempt = &part
	case casework.AssessRisk:
		m.Risk = &part
	case casework.RecordNeeds:
		m.Needs = &part
	case casework.AgreePlan:
		m.Plan = &part
	default:
		return false
	}
	return true
}
