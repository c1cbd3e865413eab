package casework

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// RecordConversation is what one conversation with a victim brought: each part is what
// would be recorded alone, and all of them are taken, or none. A part holds its own words
// and the revision it was read at; who spoke and when is said once, for the whole.
type RecordConversation struct {
	Said
	Attempt     *RecordAttempt  `json:"attempt,omitempty"`
	Risk        *AssessRisk     `json:"risk,omitempty"`
	Needs       *RecordNeeds    `json:"needs,omitempty"`
	Plan        *AgreePlan      `json:"plan,omitempty"`
	Preferences *SetPreferences `json:"preferences,omitempty"`
	Consents    []RecordConsent `json:"consents,omitempty"`
	Note        *AddNote        `json:"remark,omitempty"` // its words are kept outside the case, as all are
}

// MostConsentsSaid is the most that one conversation may say about sharing.
const MostConsentsSaid = 20

// Name is the command's name on the wire.
func (RecordConversation) Name() string { return "record-conversation" }

func (RecordConversation) stages() []Stage { return anyOpen }

// check judges each part by the case as it stands after the parts before it, on a twin.
// Where a part was refused, nobody knows how the case would have stood after it: of what
// follows only those faults are told that do not depend on how far the case has come.
func (m RecordConversation) check(c *Case, now time.Time) error {
	var f faults
	parts := m.parts()
	f.wrong(len(parts) < 2, "", "too_few_parts", "brought one thing or none: record that by its own command")
	f.wrong(len(m.Consents) > MostConsentsSaid, "/consents", "too_many", "has more than %d", MostConsentsSaid)
	m.past(&f, c, now)
	m.unspoken(&f, parts)
	try, err := c.twin()
	if err != nil {
		return err
	}
	var refused []*Error
	for _, p := range parts {
		if e := p.refused(try, now, len(refused) > 0); e != nil {
			refused = append(refused, p.within(e))
		}
	}
	return f.with(refused)
}

// unspoken adds a fault for every part that only the victim can have said, where the
// attempt says that nobody spoke to them. A note may always be made.
func (m RecordConversation) unspoken(f *faults, parts []partOfTalk) {
	if m.Attempt == nil {
		return
	}
	o, known := attemptOutcome(m.Attempt.Outcome)
	for _, p := range parts {
		bySomebody := p.at != "/attempt" && p.at != "/note"
		f.wrong(known && !o.Spoke && bySomebody, p.at, "not_spoken_to", "cannot be: the victim was not spoken to")
	}
}

// refused gives a part to a case, and says why it does not take it; nil: it has. What
// contradicts the stage is left out after another part was refused.
func (p partOfTalk) refused(c *Case, now time.Time, after bool) *Error {
	_, err := c.Do(p.Command, now)
	var e *Error
	if errors.As(err, &e) && after && e.Code == WrongStage {
		e = nil
		errors.As(p.check(c, now), &e)
	}
	if e == nil || !after {
		return e
	}
	told := *e
	told.Fields = slices.DeleteFunc(slices.Clone(e.Fields), func(f Field) bool { return f.Code == "contradicts_stage" })
	if len(e.Fields) > 0 && len(told.Fields) == 0 {
		return nil
	}
	return &told
}

// within is a refusal of a part, as one of the whole. When it was is said by the whole,
// and faults of that are told there.
func (p partOfTalk) within(e *Error) *Error {
	told := Error{Code: e.Code, Message: e.Message}
	for _, f := range e.Fields {
		if f.Pointer != "/at" {
			told.Fields = append(told.Fields, Field{Pointer: p.at + f.Pointer, Code: f.Code, Detail: f.Detail})
		}
	}
	if len(e.Fields) == 0 {
		told.Fields = []Field{{Pointer: p.at, Code: string(e.Code), Detail: "is refused: " + e.Message}}
	}
	return &told
}

// with adds the refusals of parts. Fields that are wrong are mended first; else what is
// told is why the first part was refused.
func (f *faults) with(parts []*Error) error {
	var first *Error
	wrong := len(f.fields) > 0
	for _, e := range parts {
		f.fields = append(f.fields, e.Fields...)
		if e.Code == Invalid {
			wrong = true
		} else if first == nil {
			first = e
		}
	}
	if wrong || first == nil {
		return f.invalid()
	}
	return f.error(first.Code, first.Message)
}

// apply takes the parts as if each had come alone, one right after the other: every part
// is a revision of its own.
func (m RecordConversation) apply(c *Case, at time.Time) {
	for i, p := range m.parts() {
		if i > 0 {
			c.keepMoving(at)
			c.Revision++
		}
		p.apply(c, at)
	}
}

// twin is another case just like this one, on which something can be tried. A case is
// carried from run to run in the same way.
func (c *Case) twin() (*Case, error) {
	state, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("try a conversation: %w", err)
	}
	var other Case
	if err := json.Unmarshal(state, &other); err != nil {
		return nil, fmt.Errorf("try a conversation: %w", err)
	}
	return &other, nil
}
