package casework

import (
	"slices"
	"time"
)

// OutcomeRow is one row of what can come of a hearing.
type OutcomeRow struct {
	Code string
	Says string
	Why  bool // it did not go as listed, and why must be said
	Went bool // it went ahead, so that it cannot be said why not
}

// OutcomeRows lists what can come of a hearing.
// Source: the words of the criminal courts' own statistics of trials (effective,
// ineffective, cracked, vacated); the rest is general knowledge and not verified.
var OutcomeRows = []OutcomeRow{
	{"effective", "it went ahead", false, true},
	{"part_heard", "it began and goes on on another day", false, true},
	{"cracked", "it ended on the day without being tried", false, false},
	{"ineffective", "it did not go ahead and is to be listed again", true, false},
	{"adjourned", "it was put off to another day", false, false},
	{"vacated", "it was taken out of the list on the day", false, false},
	{"relisted", "it did not take place, and has another date already", false, false},
}

// WhyNot is one row of why a hearing did not go ahead.
type WhyNot struct {
	Code string
	Says string
}

// WhyNots lists why a hearing did not go ahead.
// Source: the reasons that courts give for ineffective trials in England and Wales,
// in this product's own words and fewer; not verified.
var WhyNots = []WhyNot{
	{"victim_absent", "the victim was not there"},
	{"victim_withdrew", "the victim no longer supported the prosecution"},
	{"witness_absent", "another witness was not there"},
	{"defendant_absent", "the defendant was not there, or unfit"},
	{"prosecution_not_ready", "the prosecution was not ready"},
	{"defence_not_ready", "the defence was not ready"},
	{"no_court_time", "there was no court room or no time: too much was listed"},
	{"special_measures_not_ready", "special measures were not in place"},
	{"interpreter_absent", "there was no interpreter"},
	{"equipment_failed", "equipment of the court failed"},
	{"guilty_plea", "the defendant pleaded guilty"},
	{"prosecution_ended", "the prosecution offered no evidence, or ended"},
	{"other", "for another reason"},
}

// Attendance is one row of how a victim took part in a hearing.
type Attendance struct {
	Code string
	Says string
}

// Attendances lists how a victim took part. That nobody knows is never taken for a no.
var Attendances = []Attendance{
	{"attended", "the victim was there"},
	{"video_link", "the victim took part by video link"},
	{"recorded", "the victim's recorded evidence was played"},
	{"did_not_attend", "the victim was needed and was not there"},
	{"not_needed", "the victim was not needed"},
	{"not_known", "it is not known whether the victim was there"},
}

// InPlace is one row of whether special measures were in place on the day.
type InPlace struct {
	Code string
	Says string
}

// InPlaces lists whether special measures were in place on the day.
var InPlaces = []InPlace{
	{"yes", "special measures were in place"},
	{"no", "special measures had been asked for and were not in place"},
	{"failed", "some special measures failed"},
	{"not_asked", "no special measures had been asked for"},
	{"not_known", "it is not known whether special measures were in place"},
}

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

func outcomeRow(code string) (OutcomeRow, bool) {
	i := slices.IndexFunc(OutcomeRows, func(r OutcomeRow) bool { return r.Code == code })
	if i < 0 {
		return OutcomeRow{}, false
	}
	return OutcomeRows[i], true
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
