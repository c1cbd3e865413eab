package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// JusticeEvent is something that happened in the criminal justice process: an arrest, a
// charge, a sentence. Three times are kept apart: when it happened, when the body that
// is to tell the victim received it, and when this case heard of it.
type JusticeEvent struct {
	ID       string              `json:"id"`
	Kind     victimscode.Trigger `json:"kind"`
	Occurred time.Time           `json:"occurred"`          // UTC
	Received time.Time           `json:"received,omitzero"` // UTC; zero: not yet, or not known
	Noted    time.Time           `json:"noted"`             // UTC
	Source   string              `json:"source"`            // who said so: one of hearingSources
	About    string              `json:"about,omitempty"`   // the hearing, or the event that it follows
	Facts    []string            `json:"facts,omitempty"`   // some of JusticeFacts
	Months   int                 `json:"months,omitempty"`  // of a sentence, in custody
	Standing Bearing             `json:"standing,omitempty"`
	Against  string              `json:"against,omitempty"` // the event that it contradicts, or that took its place
	By       string              `json:"by"`
	Text     string              `json:"text,omitempty"`
}

// Bearing is whether an event counts.
type Bearing string

// Whether an event counts.
const (
	Stands   Bearing = ""
	Disputed Bearing = "disputed" // two sources contradict each other, and a person has yet to say which is right
	Replaced Bearing = "replaced" // a later word of the same source, or a person's decision, put another in its place
)

// has says that a fact was said with the event.
func (e JusticeEvent) has(facts ...string) bool {
	return slices.ContainsFunc(facts, func(f string) bool { return slices.Contains(e.Facts, f) })
}

// same says that two events tell of the same, whoever tells it.
func (e JusticeEvent) same(o JusticeEvent) bool {
	return e.Kind == o.Kind && e.Occurred.Equal(o.Occurred) && e.agrees(o)
}

// agrees says that two events of a kind tell the same but for when it was.
func (e JusticeEvent) agrees(o JusticeEvent) bool {
	return e.Months == o.Months && sameFacts(e.Facts, o.Facts) && (e.About == o.About || e.About == "" || o.About == "")
}

func sameFacts(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// JusticeEvents are the events of the criminal justice process; the steps that were taken
// with a right of the victim's stand with the right.
func (c *Case) JusticeEvents() []JusticeEvent {
	return slices.DeleteFunc(slices.Clone(c.Justice), func(e JusticeEvent) bool {
		_, listed := justiceRow(e.Kind)
		return !listed
	})
}

// event finds a justice event by its ID.
func (c *Case) event(id string) (*JusticeEvent, bool) {
	i := slices.IndexFunc(c.Justice, func(e JusticeEvent) bool { return e.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Justice[i], true
}

// RecordJusticeEvent tells the case of something that happened in the criminal justice
// process, or that the body which is to tell the victim has received it since. A case
// that has ended takes it too.
type RecordJusticeEvent struct {
	Said
	Event    string              `json:"event"` // its ID: a new one is a new event
	Kind     victimscode.Trigger `json:"kind"`
	Occurred time.Time           `json:"occurred"`
	Received time.Time           `json:"received,omitzero"`
	Source   string              `json:"source"`
	About    string              `json:"about,omitempty"`
	Facts    []string            `json:"facts,omitempty"`
	Months   int                 `json:"months,omitempty"`
}

// Name is the command's name on the wire.
func (RecordJusticeEvent) Name() string { return "record-justice-event" }

func (RecordJusticeEvent) stages() []Stage { return anyStage }

func (m RecordJusticeEvent) check(c *Case, now time.Time) error {
	if c.Merged() {
		return Refuse(CaseClosed, "the case goes on in another: tell it there")
	}
	var f faults
	row, known := justiceRow(m.Kind)
	f.wrong(m.Event == "", "/id", "missing", "is missing")
	f.wrong(!known, "/kind", "not_listed", "is not a known kind of event")
	f.wrong(!slices.Contains(hearingSources, m.Source), "/source", "not_listed", "is not a known source")
	old, told := c.event(m.Event)
	f.wrong(told && known && old.Kind != m.Kind, "/kind", "contradicts", "this event was told of as something else; say it under another ID")
	m.times(&f, c, now)
	m.facts(&f, row)
	m.hearing(&f, c, row)
	return f.invalid()
}

// times adds what is wrong with when it happened and when it was received.
func (m RecordJusticeEvent) times(f *faults, c *Case, now time.Time) {
	f.meant(m.At, "/at")
	f.wrong(m.At.After(now.Add(clockSkew)), "/at", "in_the_future", "is in the future")
	f.wrong(m.Occurred.IsZero(), "/occurred_at", "missing", "is missing")
	f.meant(m.Occurred, "/occurred_at")
	f.wrong(m.Occurred.After(now.Add(clockSkew)), "/occurred_at", "in_the_future", "is in the future")
	f.wrong(!m.Occurred.IsZero() && m.Occurred.Before(c.firstCrime()), "/occurred_at", "before_the_crime", "is before the crime")
	f.meant(m.Received, "/received_at")
	f.wrong(m.Received.After(now.Add(clockSkew)), "/received_at", "in_the_future", "is in the future")
	f.wrong(!m.Received.IsZero() && m.Received.Before(m.Occurred), "/received_at", "before_it_happened", "is before it happened")
}

// firstCrime is the London day before which nothing of the prosecution can have
// happened: that of the first crime. Where nobody said when that was, its report is
// what is known; a suspect may have been arrested before it was written down. Zero:
// neither is known of some crime.
func (c *Case) firstCrime() (first time.Time) {
	for _, k := range c.Referrals {
		from := k.Occurred
		switch {
		case from.IsZero() && !k.report():
			return time.Time{}
		case from.IsZero():
			from = k.Reported.Add(-c.Policy.BeforeReport)
		}
		if first.IsZero() || from.Before(first) {
			first = from
		}
	}
	y, m, d := first.In(London).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, London)
}

// facts adds what is wrong with what is said of it.
func (m RecordJusticeEvent) facts(f *faults, row JusticeRow) {
	own := slices.DeleteFunc(slices.Clone(row.Facts), func(s string) bool { return slices.Contains(besides, s) })
	unknown := slices.ContainsFunc(m.Facts, func(s string) bool { return !slices.Contains(row.Facts, s) })
	f.wrong(row.Kind != "" && unknown, "/facts", "not_listed", "says what is not said of this kind of event")
	f.wrong(row.Must && !(JusticeEvent{Facts: m.Facts}).has(own...), "/facts", "missing", "must say which of these it was")
	f.wrong(m.Kind == victimscode.Verdict && len(m.Facts) > 1, "/facts", "contradicts", "a verdict is one of these")
	f.wrong(m.Months < 0 || m.Months > mostMonths, "/months", "out_of_range", "is not a sentence that can be meant")
	f.wrong(m.Months > 0 && row.Kind != "" && !row.Months, "/months", "contradicts", "is only said of a sentence")
}

// mostMonths bounds the months of a sentence: a life sentence is said as its minimum term.
const mostMonths = 1200

// hearing adds what is wrong with the hearing that it is about.
func (m RecordJusticeEvent) hearing(f *faults, c *Case, row JusticeRow) {
	needed := slices.Contains(ofHearings, m.Kind)
	f.wrong(needed && m.About == "", "/about", "missing", "must name the hearing")
	if m.About == "" {
		return
	}
	h, known := c.hearing(m.About)
	_, event := c.event(m.About)
	f.wrong(!known && !event, "/about", "unknown", "is neither a hearing nor an event of this case")
	f.wrong(needed && !known && event, "/about", "unknown", "is not a hearing of this case")
	f.wrong(known && !needed && row.Court && h.Status == Vacated, "/about", "never_held", "is a hearing that was vacated: say first that it was held")
	f.wrong(known && h.toCome(m.Occurred) && slices.Contains(decidedAtHearings, m.Kind), "/about", "not_yet_held", "is a hearing still to come then: say first when it is, or was")
}

// toCome says that the first day on which a hearing may begin is, in London, after that
// of a moment.
func (h Hearing) toCome(at time.Time) bool {
	return h.Status == Listed && dateOf(h.Starts) > dateOf(at)
}

// decidedAtHearings are the events that happen at a hearing and at no other time.
var decidedAtHearings = []victimscode.Trigger{victimscode.BailHearing, victimscode.WarrantOutcome, victimscode.Verdict, victimscode.Sentenced}

// ofHearings are the events that say when a hearing is.
var ofHearings = []victimscode.Trigger{victimscode.HearingListed, victimscode.HearingMoved, victimscode.HearingVacated}
