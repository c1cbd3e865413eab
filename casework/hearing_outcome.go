package casework

import (
	"slices"
	"time"
)

// HearingOutcome is what came of a hearing on one day.
type HearingOutcome struct {
	Held     time.Time `json:"held"` // UTC
	Outcome  string    `json:"outcome"`
	Why      string    `json:"why,omitempty"`
	Attended string    `json:"attended"`
	Measures string    `json:"special_measures"`
	Failed   []string  `json:"failed,omitempty"` // which of Measures failed
	Trial    bool      `json:"trial,omitempty"`
	At       time.Time `json:"at"` // when it was recorded, UTC
	By       string    `json:"by"`
	Text     string    `json:"text,omitempty"`
}

// RecordHearingOutcome says what came of a hearing: whether it went ahead, and why not,
// whether the victim was there, and whether special measures were in place. Said again
// of the same day, it takes the place of what was said before.
type RecordHearingOutcome struct {
	Said
	Hearing  string    `json:"hearing"`
	Held     time.Time `json:"held,omitzero"` // when it was; zero: as it was listed
	Outcome  string    `json:"outcome"`
	Why      string    `json:"why,omitempty"`
	Attended string    `json:"attended"`
	Measures string    `json:"special_measures"`
	Failed   []string  `json:"failed,omitempty"`
}

// Name is the command's name on the wire.
func (RecordHearingOutcome) Name() string { return "record-hearing-outcome" }

func (RecordHearingOutcome) stages() []Stage { return anyOpen }

func (m RecordHearingOutcome) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	row, known := outcomeRow(m.Outcome)
	f.wrong(!known, "/outcome", "not_listed", "is not something that can come of a hearing")
	f.wrong(m.Why != "" && !slices.ContainsFunc(WhyNots, func(r WhyNot) bool { return r.Code == m.Why }), "/why", "not_listed", "is not a known reason")
	f.wrong(row.Why && m.Why == "", "/why", "missing", "is missing: why it did not go ahead")
	f.wrong(row.Went && m.Why != "", "/why", "contradicts", "it went ahead, so that there is no reason why not")
	f.wrong(!slices.ContainsFunc(Attendances, func(r Attendance) bool { return r.Code == m.Attended }), "/attended", "not_listed", "is not a known way to take part")
	f.wrong(m.Attended == "attended" && m.Why == "victim_absent", "/attended", "contradicts", "the victim was there, and is said not to have been")
	f.wrong(!slices.ContainsFunc(InPlaces, func(r InPlace) bool { return r.Code == m.Measures }), "/special_measures", "not_listed", "must be yes, no, failed, not_asked or not_known")
	f.wrong((m.Measures == "failed") != (len(m.Failed) > 0), "/failed", "contradicts", "says which special measures failed, where some did")
	unknown := slices.ContainsFunc(m.Failed, func(s string) bool { return !slices.Contains(Measures, s) })
	f.wrong(unknown || len(m.Failed) > len(Measures), "/failed", "not_listed", "has one that is not a special measure")
	m.took(&f, c, now)
	return f.invalid()
}

// took adds what is wrong with when it was: of a hearing that never was, or has not
// begun, nothing can have come.
func (m RecordHearingOutcome) took(f *faults, c *Case, now time.Time) {
	f.meant(m.Held, "/held")
	h, known := c.hearing(m.Hearing)
	f.wrong(!known, "/id", "unknown", "is not a hearing of this case")
	if !known {
		return
	}
	held := m.held(h)
	f.wrong(h.Status == Vacated && m.Outcome != "vacated", "/id", "vacated", "was vacated: nothing can have come of it; if it was held all the same, say that first")
	f.wrong(h.Window() && m.Held.IsZero(), "/held", "missing", "is missing: the hearing has no day yet")
	f.wrong(held.After(now), "/held", "not_begun", "the hearing has not begun; one that will not take place is vacated")
	before := dateOf(held) < dateOf(h.Starts) && !h.wasOn(held)
	f.wrong(before && !held.After(now), "/held", "before_the_start", "is before the day for which it is listed: say first that it was moved")
}

// wasOn says that the hearing was listed for this day before, and that the day came.
func (h Hearing) wasOn(at time.Time) bool {
	return slices.ContainsFunc(h.Taken, func(t StepTaken) bool {
		return t.Step == asking(ExplainHearing).Code && dateOf(t.For) == dateOf(at)
	})
}

// held is when the hearing was.
func (m RecordHearingOutcome) held(h Hearing) time.Time {
	if m.Held.IsZero() {
		return h.Starts
	}
	return m.Held.UTC()
}

func (m RecordHearingOutcome) apply(c *Case, at time.Time) {
	h, _ := c.hearing(m.Hearing)
	old := h
	o := HearingOutcome{
		Held: m.held(h), Outcome: m.Outcome, Why: m.Why, Attended: m.Attended, Measures: m.Measures, Failed: slices.Clone(m.Failed),
		Trial: slices.Contains(trials, h.Type), At: m.when(at).UTC(), By: m.By, Text: m.Text,
	}
	h.Outcomes = slices.DeleteFunc(slices.Clone(h.Outcomes), func(k HearingOutcome) bool { return dateOf(k.Held) == dateOf(o.Held) })
	h.Outcomes = append(h.Outcomes, o)
	again := h.Status == Listed && h.Starts.After(at) // it has another date already
	if h.Status == Listed && !again {
		h.Status, h.Starts, h.Until, h.Certainty = Held, o.Held, time.Time{}, FixedDate
		h.heldOn(old)
	}
	c.keepHearing(h)
	c.told(m.Said, at, "hearing-outcome", h.ID, "What came of the hearing (%s) on %s: %s.", h.Type, o.Held.In(London).Format("Monday 2 January 2006"), o.says())
	c.measuresOnTheDay(h.ID, o, m.Said, at)
	if h.Status == Held {
		c.planHearing(h.ID, at)
	}
}

// trials are the types of hearing that are counted as trials.
var trials = []string{"trial", "trial_day_n"}

// says puts in words what came of a hearing.
func (o HearingOutcome) says() string {
	row, _ := outcomeRow(o.Outcome)
	says := row.Says
	for _, r := range WhyNots {
		if r.Code == o.Why {
			says += " (" + r.Says + ")"
		}
	}
	for _, r := range Attendances {
		if r.Code == o.Attended {
			says += "; " + r.Says
		}
	}
	for _, r := range InPlaces {
		if r.Code == o.Measures {
			says += "; " + r.Says
		}
	}
	return says
}

// IneffectiveTrials counts the trials that did not go ahead on their day and were to be
// listed again.
func (c *Case) IneffectiveTrials() (n int) {
	for _, h := range c.Hearings {
		for _, o := range h.Outcomes {
			if o.Trial && o.Outcome == "ineffective" {
				n++
			}
		}
	}
	return n
}
