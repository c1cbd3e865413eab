package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// Right is a right that the victim holds and may use, as opposed to a duty that a body
// owes them by itself.
type Right string

// The rights that a victim holds.
const (
	PoliceReview      Right = "police_review"
	CPSReview         Right = "cps_review"
	JudicialReview    Right = "judicial_review"
	LenientSentence   Right = "lenient_sentence"
	Compensation      Right = "compensation"
	Complaint         Right = "complaint"
	PersonalStatement Right = "personal_statement"
	MeasuresAtCourt   Right = "special_measures"
	ContactScheme     Right = "contact_scheme"
	RestorativeMeet   Right = "restorative_justice"
	ProsecutorMeeting Right = "prosecutor_meeting"
)

// RightRow is one row of the rights that a victim holds.
type RightRow struct {
	Right   Right
	Says    string
	Opens   []Opening
	Windows []string    // the rows of an edition that are the victim's own time
	Steps   []RightStep // in the order in which they mostly come
	Explain string      // what the victim is told of it: plain words, fit to be read out
	Part    string      // the part of the support plan that asks about it
	Once    bool        // one of it lasts for the whole case
	Planned bool        // it is explained when the plan is agreed, and nobody is asked to call for it
	Reopens bool        // a case that has ended well is taken up again to explain it
	AnyTime bool        // the victim may take it up whenever they like: nothing needs to have opened it

	Source   string
	Verified bool
}

// Opening is what opens a right: that something happened, and all that must be so besides.
type Opening struct {
	By   victimscode.Trigger
	Only []victimscode.Condition
}

// Meaning is what a step means for the victim's choice.
type Meaning string

// What a step may mean; most mean nothing of this.
const (
	Explains Meaning = "explains" // the victim knows of the right
	Wants    Meaning = "wants"    // they want it, or help with it
	Uses     Meaning = "uses"     // they have used it
	Declines Meaning = "declines" // they know of it, and do not want it
)

// RightStep is one row of the steps that can be taken with a right.
type RightStep struct {
	Step   string
	Says   string
	Means  Meaning
	After  []string            // one of these came before; none: it may come first
	Undoes string              // it is only said while this is the later of the two
	Begins victimscode.Trigger // what it begins for those who owe something because of it
	By     victimscode.Trigger // a justice event that is this step
	Meets  []string            // the rows of an edition that it meets, of what is owed because of this right
	Facts  []string            // what may be said with it
	Must   bool                // at least one of them must be
	Again  bool                // it may be taken more than once
	Day    bool                // it is about one hearing, which is named
	Ask    victimscode.Trigger // when this happens, and the right was used, somebody finds out about this step
	Ends   bool                // nothing more is waited for
}

// HeldRight is one right that this victim holds because of one event.
type HeldRight struct {
	ID     string       `json:"id"` // the right and what opened it
	Right  Right        `json:"right"`
	Event  string       `json:"event,omitempty"`  // what opened it: a justice event, a referral, or what the victim's own taking up was called
	Others []string     `json:"others,omitempty"` // what else would have opened it, of what is held once
	Opened time.Time    `json:"opened"`           // when that happened, UTC
	Noted  time.Time    `json:"noted"`            // when this case heard of it, UTC
	Facts  []string     `json:"facts,omitempty"`  // what is known of whether it may be used, the latest last
	Steps  []RightTaken `json:"steps,omitempty"`
	Asked  time.Time    `json:"asked,omitzero"`   // when somebody was asked to explain it, UTC
	Closes time.Time    `json:"closes,omitzero"`  // when its time runs out, UTC; zero: it has none, or it does not run yet
	Nudged []string     `json:"nudged,omitempty"` // the NudgeRows that are over
	Lapsed time.Time    `json:"lapsed,omitzero"`  // when its time was seen to have run out unused, UTC
}

// RightTaken is one step that was taken with a right.
type RightTaken struct {
	Step    string    `json:"step"`
	At      time.Time `json:"at"`                // UTC
	Noted   time.Time `json:"noted"`             // UTC
	By      string    `json:"by,omitempty"`      // empty: it followed from something else that is on record
	Event   string    `json:"event,omitempty"`   // the justice event that it is, or began
	Facts   []string  `json:"facts,omitempty"`   // what was said with it
	Hearing string    `json:"hearing,omitempty"` // the hearing it is about
	Text    string    `json:"text,omitempty"`
}

func rightRow(r Right) (RightRow, bool) {
	i := slices.IndexFunc(RightRows, func(row RightRow) bool { return row.Right == r })
	if i < 0 {
		return RightRow{}, false
	}
	return RightRows[i], true
}

func (r RightRow) step(name string) (RightStep, bool) {
	i := slices.IndexFunc(r.Steps, func(s RightStep) bool { return s.Step == name })
	if i < 0 {
		return RightStep{}, false
	}
	return r.Steps[i], true
}

// Row is what the right is.
func (h HeldRight) Row() (RightRow, bool) { return rightRow(h.Right) }

// SaysOf puts a step in words; empty: there is no such step.
func (r RightRow) SaysOf(step string) string {
	s, _ := r.step(step)
	return s.Says
}

// Next lists the steps that can be taken with a right now.
func (h HeldRight) Next() (steps []RightStep) {
	row, _ := rightRow(h.Right)
	for _, s := range row.Steps {
		_, again := h.took(s.Step)
		_, allowed := h.after(s)
		stands := again && s.Undoes != "" && h.later(s.Step, s.Undoes) == s.Step
		if allowed && (!again || s.Again) && !stands {
			steps = append(steps, s)
		}
	}
	return steps
}

// rightID is what a right is called that something opened: the same in every case, so
// that two cases which become one hold it once.
func rightID(r Right, event string) string { return string(r) + "/" + event }

func (c *Case) heldRight(id string) (*HeldRight, bool) {
	i := slices.IndexFunc(c.Held, func(h HeldRight) bool { return h.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Held[i], true
}

// took says that a step was taken, and when it last was.
func (h HeldRight) took(step string) (RightTaken, bool) {
	for i := len(h.Steps) - 1; i >= 0; i-- {
		if h.Steps[i].Step == step {
			return h.Steps[i], true
		}
	}
	return RightTaken{}, false
}

// lastMeaning is the latest step that means one of these, and what it means.
func (h HeldRight) lastMeaning(of ...Meaning) Meaning {
	row, _ := rightRow(h.Right)
	for i := len(h.Steps) - 1; i >= 0; i-- {
		if s, _ := row.step(h.Steps[i].Step); slices.Contains(of, s.Means) {
			return s.Means
		}
	}
	return ""
}

// Explained says that the victim knows of the right.
func (h HeldRight) Explained() bool {
	return h.lastMeaning(Explains, Wants, Uses, Declines) != ""
}

// ended says that nothing more is waited for.
func (h HeldRight) ended() bool {
	row, _ := rightRow(h.Right)
	return slices.ContainsFunc(h.Steps, func(t RightTaken) bool {
		s, _ := row.step(t.Step)
		return s.Ends
	})
}

// RightState is how a right stands.
type RightState string

// How a right may stand.
const (
	RightOpen       RightState = "open"         // nobody has explained it yet
	RightExplained  RightState = "explained"    // the victim knows of it, and has not decided
	RightWanted     RightState = "wanted"       // the victim wants it, or help with it
	RightUsed       RightState = "used"         // the victim has used it, and it is not known yet what came of it
	RightDeclined   RightState = "declined"     // the victim knows of it, and does not want it
	RightOver       RightState = "ended"        // it is known what came of it
	RightLapsed     RightState = "lapsed"       // its time ran out before it was used or declined
	RightOutOfScope RightState = "out_of_scope" // it cannot be used after this decision
)

// RightStates lists them.
var RightStates = []RightState{RightOpen, RightExplained, RightWanted, RightUsed, RightDeclined, RightOver, RightLapsed, RightOutOfScope}

// RightState is how a right of the victim's stands.
func (c *Case) RightState(h HeldRight) RightState {
	chose := h.lastMeaning(Wants, Uses, Declines)
	switch {
	case h.ended():
		return RightOver
	case chose == Uses:
		return RightUsed
	case c.scopeOf(h) == ScopeOut:
		return RightOutOfScope
	case chose == Declines:
		return RightDeclined
	case !h.Lapsed.IsZero():
		return RightLapsed
	case chose == Wants:
		return RightWanted
	case h.Explained():
		return RightExplained
	}
	return RightOpen
}

// undecided says that the victim may still decide on a right, or use it.
func (s RightState) undecided() bool {
	return s == RightOpen || s == RightExplained || s == RightWanted
}
