package casework

import "beacon/victimscode"

// justice is what happens to a prosecution, and what the victim does with their rights.
func (s *script) rights() Command {
	event := word(s.t, "e1", "e2", "e3")
	switch die(s.t, 4) {
	case 0:
		m := RecordJusticeEvent{
			Said: s.said(), Event: event, Source: word(s.t, "police", "court"), Occurred: s.now.Add(-s.length()), Received: s.now,
			Kind: word(s.t, victimscode.NotProsecutedPolice, victimscode.NotProsecutedCPS, victimscode.Charged, victimscode.StatementTaken, victimscode.Sentenced, victimscode.EvidenceDay),
		}
		if m.Kind == victimscode.NotProsecutedPolice {
			m.Facts = []string{word(s.t, "suspect_interviewed", "victim_retracted")}
		}
		if m.Kind == victimscode.NotProsecutedCPS {
			m.Facts = []string{word(s.t, "not_charged", "no_evidence_offered")}
		}
		return m
	case 1:
		return RecordTold{Said: s.said(), Event: event, How: word(s.t, TellingWays...), Teller: "police"}
	}
	row := pick(s.t, RightRows...)
	if len(s.c.Held) > 0 && !s.once(4) {
		row, _ = pick(s.t, s.c.Held...).Row()
	}
	step := pick(s.t, row.Steps...)
	m := RecordRight{Said: s.said(), Right: row.Right, Step: step.Step}
	if len(step.Facts) > 0 && !s.once(6) {
		m.Facts = []string{pick(s.t, step.Facts...)}
	}
	if step.Day {
		m.Hearing = word(s.t, "h", "h1")
	}
	if s.once(6) {
		m.Event = event
	}
	return m
}
