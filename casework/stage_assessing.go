package casework

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Assessing: the victim says what they need, in eight areas. The same record is
// made again at a review and at the end; nothing is overwritten.

// Area is one of the areas of need.
type Area string

// Areas lists the eight areas of need.
// Source: Ministry of Justice, Victims' Services Commissioning Framework (2013), chapter 4.
var Areas = []Area{
	"health", "accommodation", "family", "education_work", "drugs_alcohol", "finance", "outlook", "social",
}

// Score is how things are in one area: "1" (worst) to "5" (best), or one of the
// two answers that are not a number. In JSON a number is written as a number.
type Score string

// Answers that are not a number, and are never counted as one.
const (
	DeclinedToSay Score = "declined"
	NotApplicable Score = "not_applicable"
)

// UnmarshalJSON takes a whole number from 1 to 5, or one of the two words.
func (s *Score) UnmarshalJSON(b []byte) error {
	if n, err := strconv.Atoi(string(bytes.TrimSpace(b))); err == nil {
		*s = Score(strconv.Itoa(n))
		return nil
	}
	var word string
	if err := json.Unmarshal(b, &word); err != nil {
		return fmt.Errorf("a score is a number from 1 to 5, %q or %q", DeclinedToSay, NotApplicable)
	}
	*s = Score(word)
	return nil
}

// MarshalJSON writes a number as a number.
func (s Score) MarshalJSON() ([]byte, error) {
	if n, err := strconv.Atoi(string(s)); err == nil {
		return []byte(strconv.Itoa(n)), nil
	}
	return json.Marshal(string(s))
}

func (s Score) valid() bool {
	return s == DeclinedToSay || s == NotApplicable || len(s) == 1 && s >= "1" && s <= "5"
}

// Scores is the victim's own score of an area and the worker's.
type Scores struct {
	Victim Score `json:"victim"`
	Worker Score `json:"worker"`
}

// NeedsRecord is one assessment of needs.
type NeedsRecord struct {
	At     time.Time       `json:"at"` // UTC
	By     string          `json:"by"`
	Moment Moment          `json:"moment,omitempty"`
	Areas  map[Area]Scores `json:"areas"`
	Text   string          `json:"text,omitempty"`
}

// RecordNeeds is an assessment of what the victim needs.
type RecordNeeds struct {
	Said
	Moment Moment          `json:"moment,omitempty"` // empty: as the stage of the case says
	Areas  map[Area]Scores `json:"areas"`

	MostInNeed []string `json:"most_in_need,omitempty"` // why the worker counts them among those most in need
}

// Name is the command's name on the wire.
func (RecordNeeds) Name() string { return "record-needs" }

func (RecordNeeds) stages() []Stage { return []Stage{Assessing, Planning, Supporting, Closing} }

func (m RecordNeeds) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	m.momentFaults(&f, c)
	for _, a := range Areas {
		s, ok := m.Areas[a]
		f.wrong(!ok, "/areas/"+string(a), "missing", "is missing; %q and %q are answers", DeclinedToSay, NotApplicable)
		f.wrong(ok && !s.Victim.valid(), "/areas/"+string(a)+"/victim", "out_of_range", "must be 1 to 5, %q or %q", DeclinedToSay, NotApplicable)
		f.wrong(ok && !s.Worker.valid(), "/areas/"+string(a)+"/worker", "out_of_range", "must be 1 to 5, %q or %q", DeclinedToSay, NotApplicable)
	}
	untold := slices.ContainsFunc(m.MostInNeed, func(code string) bool { return !toldNeed(code) })
	f.wrong(untold, "/most_in_need", "not_listed", "has one that a worker does not say")
	unknown := 0
	for a := range m.Areas { //workflowcheck:ignore — only counted, so the order does not matter
		if !slices.Contains(Areas, a) {
			unknown++
		}
	}
	f.wrong(unknown > 0, "/areas", "not_listed", "has %d that are not known", unknown)
	return f.invalid()
}

func (m RecordNeeds) apply(c *Case, at time.Time) {
	moment := m.moment(c)
	c.Needs = append(c.Needs, NeedsRecord{At: m.when(at).UTC(), By: m.By, Moment: moment, Areas: m.Areas, Text: m.Text})
	c.told(m.Said, at, "needs", "", "Needs assessed at the %s (assessment %d).", moment, len(c.Needs))
	c.own(m.Said, at)
	c.finish(m.Name(), "", at)
	c.provided(m.Said, at, understandingRight)
	c.watchNeeds()
	c.findNeed(m.MostInNeed, at)
	if c.Stage == Assessing {
		c.enter(Planning, at)
	}
}
