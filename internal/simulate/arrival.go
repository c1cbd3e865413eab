package simulate

import (
	"fmt"
	"time"

	"beacon/casework"
	"beacon/internal/extract"
)

// Place is where a referral ended: every one is in exactly one place.
type Place string

// Where a referral can end. What opened a case is counted with the case: open still, or
// closed for a reason.
const (
	NotRead    Place = "not_read"     // it could not be read, and its sender was told what is wrong
	UnderAge   Place = "under_age"    // children's services
	OutOfScope Place = "out_of_scope" // another service
	Repeated   Place = "repeated"     // the same record again: nothing changed
	Updated    Place = "updated"      // a newer version of a record that a case has
	Joined     Place = "joined"       // another crime against somebody who has a case
	Opened     Place = "opened"       // it opened a case
)

// turnedAway is what the API does with a row that is not what a form would like. What
// is not here can be read and is taken.
var turnedAway = map[extract.Mess]Place{
	extract.MissingField: NotRead, extract.BadDate: NotRead, extract.HopelessNumber: NotRead,
	extract.Under16: UnderAge, extract.OutOfScope: OutOfScope,
}

// receive is what intake does with a referral: it goes to exactly one place.
func (h *hub) receive(r extract.Referral, kind extract.Mess) {
	h.report.Referrals.In++
	place, away := turnedAway[kind]
	if !away {
		place = h.admit(r)
	}
	h.report.Referrals.Places[place]++
}

// admit finds the case of a referral that is taken, or opens one.
func (h *hub) admit(r extract.Referral) Place {
	m := h.referral(r)
	if f, known := h.record[r.Source.ID]; known {
		if f.versions[r.Source.ID] == m.Version {
			return Repeated
		}
		place := Repeated
		if m.Version > f.versions[r.Source.ID] {
			f.versions[r.Source.ID], place = m.Version, Updated
		}
		h.give(f, m)
		return place
	}
	if f, known := h.person[r.Victim.PersonReference]; known {
		h.record[r.Source.ID], f.versions[r.Source.ID] = f, m.Version
		h.give(f, m)
		return Joined
	}
	h.camefrom(&r, &m)
	h.open(r, m)
	return Opened
}

// referral is what a case is told of a police referral.
func (h *hub) referral(r extract.Referral) casework.Referral {
	m := casework.Referral{
		Said: h.said(r.Source.Force+"/"+r.Source.System, casework.Referrer), Ref: r.Source.ID, Version: *r.Source.Version,
		Offence: r.Crime.OffenceCode, DomesticAbuse: *r.Crime.DomesticAbuse, Enhanced: *r.Crime.DomesticAbuse || r.Crime.Hate,
		SafeWay: callable(r.Victim.ContactPoints),
		Risk: casework.RiskMade{
			Tool: r.Risk.Tool, Version: r.Risk.ToolVersion, Total: r.Risk.Total, Grade: casework.Grade(r.Risk.Grade),
			Judgement: casework.Grade(r.Risk.Judgement), Indicators: r.Risk.Indicators, Marac: r.Risk.Marac,
		},
	}
	m.Occurred, _ = time.Parse(time.RFC3339, r.Crime.OccurredAt) // zero: not said
	m.Reported, _ = time.Parse(time.RFC3339, r.Crime.ReportedAt) // one that cannot be read is turned away
	return m
}

// camefrom makes some of the referrals another agency's, or the victim's own, and gives
// some a classification that is not known here.
func (h *hub) camefrom(r *extract.Referral, m *casework.Referral) {
	if !m.DomesticAbuse && h.is(unknownOffence) {
		m.Offence = "999"
	}
	switch {
	case h.is(refersThemselves):
		m.Source, m.Basis, m.By = "self", "own_request", "victim"
	case h.is(agencyRefers):
		m.Source, m.Basis, m.By = "professional", "victim_consent", "agency"
		if m.ConsentAt = h.now.Add(-day); h.is(keepsOpen) {
			m.Basis, m.ConsentAt, m.Reasoned = "safety", time.Time{}, true
		}
	default:
		return
	}
	r.Victim.PersonReference = "" // which only police have
	if h.is(keepsOpen) {
		m.Reported = time.Time{} // not to police
	}
}

// callable says that there is a number which may be called.
func callable(points []extract.ContactPoint) bool {
	for _, p := range points {
		if p.Kind == "phone" && !p.DoNotUse {
			return true
		}
	}
	return false
}

// open opens a case, and decides the victim's fate.
func (h *hub) open(r extract.Referral, m casework.Referral) {
	n := len(h.files) + 1
	f := &file{n: n, extract: r, victim: h.truth(r), versions: map[string]int{r.Source.ID: m.Version}, todo: map[string]*todo{}, sending: map[string]bool{}, raised: map[casework.TaskKind]time.Time{}}
	h.files = append(h.files, f)
	h.record[r.Source.ID] = f
	if r.Victim.PersonReference != "" {
		h.person[r.Victim.PersonReference] = f
	}
	h.hear(f, m)
	h.step(f, m.Name(), func(*casework.Case) *casework.Case {
		return casework.Open(fmt.Sprintf("00000000-0000-4000-8000-%012d", n), m, h.o.Policy, casework.LatestLogic, h.now)
	})
	f.grade = f.c.Risk.Grade
	for _, fate := range h.fates.deal() {
		h.agenda.at(h.when(fate), func() { h.meet(f, fate, fateTries) })
	}
}

// when a fate befalls a case: at once, where it is from the first day.
func (h *hub) when(f Fate) time.Time {
	if f.To == 0 {
		return h.now
	}
	return h.days(f.From, f.To)
}

// truth makes up what is true of a victim.
func (h *hub) truth(r extract.Referral) victim {
	v := victim{
		safe: callable(r.Victim.ContactPoints), together: h.is(livesTogether),
		interpreter: r.Victim.Interpreter && h.rng.IntN(2) == 0, accepts: h.is(accepts),
		texts: h.is(textAllowed), emails: h.is(emailAllowed),
	}
	if t := r.Victim.LivesWithSuspect; t != nil {
		v.together = *t
	}
	return v
}
