package casework

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// Every row of every edition has a story that meets it and one that breaches it, made
// from what the row says: its trigger, its conditions, and from when its time runs.

func TestEveryRowOfEveryEditionIsMetAndIsBreached(t *testing.T) {
	t.Parallel()
	for _, e := range victimscode.Editions() {
		for _, d := range e.Duties {
			t.Run(e.ID+"/"+d.ID, func(t *testing.T) {
				t.Parallel()
				for _, by := range d.Begins {
					metInTime(t, e, d, by)
				}
				breachedInTheEnd(t, e, d)
			})
		}
	}
}

// begun is a case in which a row has begun.
func begun(t *testing.T, e victimscode.Edition, d victimscode.Duty, by victimscode.Trigger) (*story, string) {
	t.Helper()
	s := beginWith(t, func(r *Referral) {
		r.Occurred, r.Reported = monday.Add(-8*hour), monday.Add(-6*hour)
		r.Minor = slices.Contains(d.Only, victimscode.IfMinor)
		if slices.Contains([]victimscode.Trigger{victimscode.Reported}, by) {
			r.Source, r.Basis = "professional", "victim_consent" // nothing is met by it at once
			r.ConsentAt = monday
		}
	})
	s.Edition = e.ID
	s.assessing() // so that somebody is there to ask
	event := s.referred(d)
	for _, k := range d.Only {
		s.so(k)
	}
	if !slices.Contains([]victimscode.Trigger{victimscode.Incident, victimscode.Reported, victimscode.Referred}, by) {
		event = s.triggers(d, by)
	}
	return s, s.duty(d.ID, event).ID
}

// referred is the referral by which some rows begin.
func (s *story) referred(victimscode.Duty) string { return s.Referrals[0].Ref }

// so makes a condition hold that is not said by the event itself.
func (s *story) so(k victimscode.Condition) {
	entitled := func(category, why string) {
		s.takes(DecideEnhancedRights{Said: s.worker(), Category: category, Reason: why})
	}
	switch k {
	case victimscode.IfBereaved:
		entitled("A", "bereaved")
	case victimscode.IfSpecified:
		entitled("A", "sexual_offence")
	case victimscode.IfYoungOffender:
		s.justice(victimscode.Arrested, suspectYoung)
	case victimscode.IfReviewable:
		s.justice(victimscode.Interviewed)
	case victimscode.IfAdultOffender, victimscode.IfContactScheme, victimscode.IfGuilty, victimscode.IfDissatisfied, victimscode.IfUpheld, victimscode.IfMinor, victimscode.IfNotMinor:
	}
}

// saidWith are the facts by which an event meets a row's conditions.
func saidWith(d victimscode.Duty, by victimscode.Trigger) (facts []string) {
	row, _ := justiceRow(by)
	if row.Must {
		facts = row.Facts[:1]
	}
	for _, k := range d.Only {
		switch k {
		case victimscode.IfGuilty:
			facts = []string{"guilty"}
		case victimscode.IfContactScheme:
			facts = []string{specifiedOffence}
		case victimscode.IfDissatisfied:
			facts = []string{"dissatisfied"}
		case victimscode.IfUpheld:
			facts = []string{"review_upheld"}
		}
	}
	return facts
}

// triggers brings about what begins a row; a hearing's news come with the hearing, and
// what no command tells of by itself is a step with a right, which begins it so.
func (s *story) triggers(d victimscode.Duty, by victimscode.Trigger) string {
	facts := saidWith(d, by)
	if _, told := justiceRow(by); !told || slices.Contains(facts, "dissatisfied") {
		e := JusticeEvent{ID: "step", Kind: by, Occurred: s.now, Received: s.now, Noted: s.now, Source: "victim", Facts: facts}
		s.Justice = append(s.Justice, e)
		s.start(by, e, s.now)
		return e.ID
	}
	if slices.Contains(ofHearings, by) {
		return s.hearingNews(by)
	}
	m := s.happened(by, 0, facts...)
	if d.From == victimscode.FromReceived {
		m.Received = s.now
	}
	if slices.Contains(d.Only, victimscode.IfContactScheme) {
		m.Months = schemeMonths
	}
	s.takes(m)
	return m.Event
}

func (s *story) hearingNews(by victimscode.Trigger) string {
	s.takes(s.listing("h", 40*day))
	m := s.listing("h", 41*day)
	switch by {
	case victimscode.HearingVacated:
		m.Status, m.Starts = Vacated, monday.Add(40*day)
		s.takes(m)
	case victimscode.HearingMoved:
		s.takes(m)
	}
	e := s.Justice[len(s.Justice)-1]
	require.Equal(s.t, by, e.Kind)
	return e.ID
}

// running is the duty when its time runs.
func (s *story) running(id string) Owed {
	o, _ := s.owed(id)
	if d := o.Duty(); d.From == victimscode.FromTold && o.From.IsZero() {
		s.takes(s.tells(o.Event, 0))
		o, _ = s.owed(id)
	}
	return *o
}

// meetsRow does what meets a duty, in the first of the ways that its row has.
func (s *story) meetsRow(id string) {
	s.t.Helper()
	o, _ := s.owed(id)
	d := o.Duty()
	told := RecordTold{Said: s.by(WitnessCare), Duties: []string{id}, How: string(d.Met[0]), Teller: "police"}
	switch d.Met[0] {
	case victimscode.MetByTelling:
		told.How = "by_phone"
		s.takes(told)
	case victimscode.MetByDoing, victimscode.MetByReferral, victimscode.MetByWaiving:
		s.takes(told)
	case victimscode.MetByReceipt:
		e, _ := s.event(o.Event)
		s.takes(RecordJusticeEvent{Said: s.by(WitnessCare), Event: e.ID, Kind: e.Kind, Occurred: e.Occurred, Received: s.now, Source: e.Source, Facts: e.Facts, Months: e.Months})
	case victimscode.MetByDeciding:
		if slices.Contains(d.Begins, victimscode.SpecialMeasuresApplied) {
			s.justice(victimscode.SpecialMeasuresDecided)
			return
		}
		s.meet(o, string(d.Owner), string(d.Met[0]), s.now, s.now) // a step with a right does so
	case victimscode.MetByAsking:
		s.meet(o, string(d.Owner), string(d.Met[0]), s.now, s.now) // likewise
	}
}

func metInTime(t *testing.T, e victimscode.Edition, d victimscode.Duty, by victimscode.Trigger) {
	t.Helper()
	s, id := begun(t, e, d, by)
	s.running(id)
	s.passes(time.Minute)
	s.meetsRow(id)
	o, _ := s.owed(id)
	require.Equal(t, OwedMet, o.State(), "%s, begun by %s", d.ID, by)
	require.Zero(t, o.Late(s.now))
	require.Negative(t, s.clock(dutyClock(id)))
	require.False(t, s.openAbout(ChaseDuty, id) || s.openAbout(MeetDuty, id))
	require.GreaterOrEqual(t, s.linesAbout("duty-began", id), 1)
	require.Equal(t, 1, s.linesAbout("duty-met", id))
	s.passes(day)
	o, _ = s.owed(id)
	require.Zero(t, o.Breached, "and stays met")
}

func breachedInTheEnd(t *testing.T, e victimscode.Edition, d victimscode.Duty) {
	t.Helper()
	s, id := begun(t, e, d, d.Begins[0])
	o := s.running(id)
	if len(d.Before) > 0 && d.Aim.IsZero() {
		s.passes(day)
		s.justice(d.Before[0], saidWith(victimscode.Duty{}, d.Before[0])...)
		s.passes(time.Minute)
		o = s.running(id)
		require.NotZero(t, o.Breached, "it was to be done before")
		return
	}
	require.NotZero(t, o.Due, "%s has no end", d.ID)
	limit := d.Limit(o.Enhanced)
	if o.Aim {
		limit = d.Aim
	}
	require.Equal(t, limit.After(o.From, ""), o.Due)
	s.passes(o.Due.Sub(s.now))
	require.Zero(t, s.running(id).Breached, "not before its last second is over")
	s.passes(2 * time.Second)
	o = s.running(id)
	require.Positive(t, o.Late(s.now))
	switch {
	case d.Ours == victimscode.ToWatch: // whoever holds a right is in breach of nothing
	case o.Aim:
		require.Zero(t, o.Breached)
		require.Equal(t, 1, s.linesAbout("duty-aim-passed", id))
	default:
		require.NotZero(t, o.Breached)
		require.Equal(t, 1, s.linesAbout("duty-breached", id))
		require.True(t, s.openAbout(o.asks(), id) || s.openAbout(o.asks(), string(d.Owner)), "somebody looks into it")
	}
}
