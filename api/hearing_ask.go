package api

import (
	"time"

	"beacon/casework"
)

// readHearing reads what somebody says of a hearing: of a fixed date the moment, of a
// window its first and its last day.
func readHearing(k *ask) casework.SetHearing {
	m := casework.SetHearing{
		Hearing:  k.id("id", may),
		Type:     k.word("type", must),
		Status:   casework.HearingStatus(k.word("status", may)),
		Source:   k.word("source", must),
		Received: k.moment("received", may),
	}
	readDated(k.part, &m)
	if needed := k.flag("victim_needed", must); needed != nil {
		m.Needed = *needed
	}
	if m.Hearing == "" {
		m.Hearing = idOf("hearing", k.said.ID)
	}
	if m.Status == "" {
		m.Status = casework.Listed
	}
	k.said.Text = k.sayCourt(m.Hearing)
	m.Said = k.said
	return m
}

// readDated reads when a hearing takes place, as surely as that is known.
func readDated(p *part, m *casework.SetHearing) {
	m.Certainty = casework.CertaintyNamed(p.word("certainty", may))
	window := casework.Hearing{Certainty: m.Certainty}.Window()
	m.Starts = p.moment("starts", !window)
	from, until := p.date("from", window), p.date("until", window)
	switch {
	case window && !m.Starts.IsZero():
		p.wrong("starts", "contradicts", "a window has days and no time: leave it out")
	case window:
		m.Starts, m.Until = casework.WindowOf(from, until)
	case !from.IsZero():
		p.wrong("from", "contradicts", "is only said of a warned list or a floating hearing")
	case !until.IsZero():
		p.wrong("until", "contradicts", "is only said of a warned list or a floating hearing")
	}
}

// sayCourt reads where a hearing is. The same words of the same hearing have the same
// ID, so that the case knows when the place has changed, and never knows the place.
func (k *ask) sayCourt(hearing string) string {
	words := k.text("court", may, free)
	if words == "" {
		return ""
	}
	s := spoken{id: idOf("court", k.caseID, hearing, words), field: k.under("court"), words: words}
	k.spoken = append(k.spoken, s)
	return s.id
}

// readHearingOutcome reads what came of the hearing that the path names.
func readHearingOutcome(k *ask) casework.RecordHearingOutcome {
	m := casework.RecordHearingOutcome{
		Hearing: k.inPath("hearing"), Held: k.moment("held", may), Outcome: k.word("outcome", must), Why: k.word("why", may),
		Attended: k.word("attended", must), Measures: k.word("special_measures", must),
	}
	k.eachText("failed", 2*len(casework.Measures), code, func(_, s string) { m.Failed = append(m.Failed, s) })
	m.Said = k.saidWith("text", may)
	return m
}

// firstDay and lastDay are the days of a window, as they are shown; empty: there is none.
func firstDay(h casework.Hearing) casework.Date { return dayOf(h, h.Starts) }
func lastDay(h casework.Hearing) casework.Date  { return dayOf(h, h.Until) }

func dayOf(h casework.Hearing, at time.Time) casework.Date {
	if !h.Window() {
		return ""
	}
	return casework.Date(at.In(casework.London).Format(time.DateOnly))
}

// startsOf is when a hearing starts: of a window nobody says so.
func startsOf(h casework.Hearing) time.Time {
	if h.Window() {
		return time.Time{}
	}
	return h.Starts
}
