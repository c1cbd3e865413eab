package explanation

import (
	"strings"
	"time"

	"beacon/casework"
)

// Happening is one line of the timeline, explained.
type Happening struct {
	At        time.Time `json:"at"`
	When      string    `json:"when"`
	What      string    `json:"what"`
	Says      string    `json:"says"`
	Who       string    `json:"who"`
	Automatic bool      `json:"automatic"`
	Ground
	Because string `json:"because,omitempty"` // of what happened by itself: what it followed from, at the same moment
	Gate    *Gate  `json:"gate,omitempty"`    // of a message: what safe contact decided, and by what

	Revision int       `json:"revision,omitempty"`
	N        int       `json:"n,omitempty"`
	Noted    time.Time `json:"noted_at,omitzero"`
	By       string    `json:"by,omitempty"`
	About    string    `json:"about,omitempty"`
}

// beacon is who acts where nobody does.
const beacon = "Beacon"

// unknownRule is said of a line whose kind this program has no rule of: it was written
// by another one.
const unknownRule = "this program has no rule of this kind of line: it was written by another version"

func (a account) happened() []Happening {
	out, gates := []Happening{}, newGates(a.Deliveries)
	first, revision := "", 0     // what each revision began with
	climbed := map[string]bool{} // the tasks of which a victim has been told that a manager was asked
	for _, l := range a.Lines {
		h, told := a.explain(l), true
		if h.Gate = gates.of(l); h.Gate != nil && !a.inspector() {
			h.Gate = h.Gate.bare()
		}
		if a.victim() {
			h, told = forVictim(l, h)
			told = told && !(l.What == "task-manager" && climbed[l.About])
			climbed[l.About] = climbed[l.About] || l.What == "task-manager"
		}
		if l.Revision != revision {
			first, revision = h.Says, l.Revision
		} else if h.Automatic {
			h.Because = first
		}
		if told {
			out = append(out, h)
		}
	}
	return out
}

// explain says why a line is there.
func (a account) explain(l casework.Line) Happening {
	r, known := casework.LineRuleOf(l.What)
	h := Happening{At: l.At, When: inWords(l.At), What: l.What, Says: l.Says, Who: a.who(r, l), Ground: a.ground(l, r)}
	h.Automatic = h.Who == beacon
	if !known {
		h.Ground = Ground{Why: unknownRule, Source: "none"}
	}
	if a.inspector() {
		h.Revision, h.N, h.By, h.About = l.Revision, l.N, l.By, l.About
		if !l.Noted.Equal(l.At) {
			h.Noted = l.Noted
		}
	}
	return h
}

// who is who acted, as a role and never as a name.
func (a account) who(r casework.LineRule, l casework.Line) string {
	if l.By == "" && (r.Auto || r.Who == "") {
		return beacon
	}
	if role, known := roleSays[a.Roles[l.By]]; known {
		return role
	}
	if r.Who != "" {
		return r.Who
	}
	return "somebody"
}

// roleSays puts a role in words.
var roleSays = map[casework.Role]string{
	casework.Referrer:    "who referred",
	casework.Caseworker:  "a caseworker",
	casework.Supervisor:  "a supervisor",
	casework.Manager:     "a service manager",
	casework.WitnessCare: "the Witness Care Unit",
	casework.System:      beacon,
}

// forVictim says a line to the victim; not ok: it is not told to them. Nothing but what
// the tables say to victims is taken from it.
func forVictim(l casework.Line, h Happening) (Happening, bool) {
	r, _ := casework.LineRuleOf(l.What)
	says := r.Victim
	if stage := stageForVictim[casework.Stage(l.About)]; l.What == "stage" && stage != "" {
		says = "Your case moved on. From here: " + stage
	}
	if kind, ok := casework.TaskKindOf(l.About); ok {
		task := kind.Reason().Victim
		if task == "" {
			return Happening{}, false // about something that is not theirs to hear
		}
		says = strings.ReplaceAll(says, "{task}", task)
	}
	if says == "" || strings.Contains(says, "{task}") {
		return Happening{}, false
	}
	return Happening{At: h.At, When: h.When, What: h.What, Says: says, Who: whoForVictim(h), Automatic: h.Automatic, Ground: h.Ground}, true
}

func whoForVictim(h Happening) string {
	switch {
	case h.Automatic:
		return "our system, by this rule"
	case h.Who == roleSays[casework.Referrer]:
		return "who referred you"
	}
	return h.Who
}
