package casework

import (
	"slices"
	"time"
)

// Preferences is what the victim said they want: in one place, whoever wrote it down.
// Whether a way is safe is never theirs to prove: safe contact decides that at every
// sending, whatever is wished here.
type Preferences struct {
	At     time.Time `json:"at"` // UTC
	By     string    `json:"by"`
	Ways   []string  `json:"ways,omitempty"`   // the best first
	Best   []Hours   `json:"best,omitempty"`   // the best times, as a wish
	Untold []string  `json:"untold,omitempty"` // topics they do not want to be told about
	Often  string    `json:"often,omitempty"`
	Others []Other   `json:"others,omitempty"` // who else may be told
	Text   string    `json:"text,omitempty"`

	Morning bool `json:"morning_of_hearing,omitempty"` // they want a reminder on the morning of a hearing
}

// Other is somebody who may be told in the victim's place. The name is words, kept
// outside the case.
type Other struct {
	ID       string   `json:"id"`
	Relation string   `json:"relation"`
	Topics   []string `json:"topics"`
	Text     string   `json:"text"`
}

// Ways and Relations list how a victim may wish to be spoken to, and whom else they
// may want to be told.
var (
	Ways      = []string{"call", "text", "email", "video", "post", "in_person"}
	Relations = []string{"parent", "child", "relative", "friend", "advocate", "solicitor", "social_worker", "support_worker", "other"}
)

// mostOthers and mostTimes bound what one case keeps of wishes.
const (
	mostOthers = 10
	mostTimes  = 14
)

// SetPreferences is what the victim wants from now on, whole: what is left out is no
// longer wished.
type SetPreferences struct {
	Said
	Ways   []string `json:"ways,omitempty"`
	Best   []Hours  `json:"best,omitempty"`
	Untold []string `json:"untold,omitempty"`
	Often  string   `json:"often,omitempty"`
	Others []Other  `json:"others,omitempty"`

	Morning bool `json:"morning_of_hearing,omitempty"`
}

// Name is the command's name on the wire.
func (SetPreferences) Name() string { return "set-preferences" }

func (SetPreferences) stages() []Stage { return anyOpen }

func (m SetPreferences) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	for i, w := range m.Ways[:min(len(m.Ways), 2*len(Ways))] {
		f.wrong(!slices.Contains(Ways, w), pointer("/ways", i), "not_listed", "is not a known way")
		f.wrong(slices.Contains(m.Ways[:i], w), pointer("/ways", i), "repeated", "stands twice")
	}
	f.wrong(len(m.Ways) > 2*len(Ways), "/ways", "too_many", "has more than there are")
	f.wrong(len(m.Best) > mostTimes, "/best_times", "too_many", "has more than %d", mostTimes)
	f.wrong(slices.ContainsFunc(m.Best, func(h Hours) bool { return !h.valid() }), "/best_times", "not_a_window", "has one that is no time of the week")
	f.wrong(slices.ContainsFunc(m.Untold, func(t string) bool { return !knownTopic(t) }), "/told_about", "not_listed", "has one that is not known")
	_, known := often(m.Often)
	f.wrong(m.Often != "" && !known, "/how_often", "not_listed", "is not a known interval")
	f.wrong(len(m.Others) > mostOthers, "/others", "too_many", "has more than %d", mostOthers)
	for i, o := range m.Others[:min(len(m.Others), mostOthers)] {
		at := pointer("/others", i)
		f.wrong(o.Text == "", at+"/name", "missing", "is missing")
		f.wrong(!slices.Contains(Relations, o.Relation), at+"/relation", "not_listed", "is not a known relation")
		f.wrong(len(o.Topics) == 0, at+"/told_about", "missing", "is missing: what they may be told is the victim's to say")
		f.wrong(slices.ContainsFunc(o.Topics, func(t string) bool { return !knownTopic(t) }), at+"/told_about", "not_listed", "has one that is not known")
	}
	return f.invalid()
}

func (m SetPreferences) apply(c *Case, at time.Time) {
	c.Preferences = &Preferences{
		At: m.when(at).UTC(), By: m.By, Ways: slices.Clone(m.Ways), Best: slices.Clone(m.Best), Untold: slices.Clone(m.Untold),
		Often: m.Often, Others: slices.Clone(m.Others), Text: m.Text, Morning: m.Morning,
	}
	c.told(m.Said, at, "preferences", "", "What the victim wants was written down: %d topics they are not to be told about, %d others who may be told.", len(m.Untold), len(m.Others))
	c.provided(m.Said, at, understandingRight)
	c.withdraw("the victim does not want to be told about it in writing", at, func(w Message) bool { return !c.wanted(w) })
	c.watchUpdates(at)
	c.planWished(at)
}

// watchUpdates sets when the victim is to be told how things stand, as often as they
// asked.
func (c *Case) watchUpdates(now time.Time) {
	c.stop("update")
	if c.Preferences == nil || c.Stage == Closed {
		return
	}
	if o, _ := often(c.Preferences.Often); o.Weeks > 0 {
		c.set(Clock{ID: "update", Kind: UpdateDue, Due: now.Add(time.Duration(o.Weeks) * c.Policy.UpdateWeek)})
	}
}

// ringUpdateDue asks somebody to tell the victim how things stand, once they have
// accepted support.
func (c *Case) ringUpdateDue(now time.Time) {
	if c.Stage == Assessing || c.Stage == Planning || c.Stage == Supporting {
		c.raise(UpdateVictim, "", now, c.Policy.TalkWithin)
	}
	c.watchUpdates(now)
}
