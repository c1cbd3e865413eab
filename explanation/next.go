package explanation

import (
	"slices"
	"strings"
	"time"

	"beacon/casework"
)

// Coming is something that falls due, and why: a clock, or a task for a person.
type Coming struct {
	Due  time.Time `json:"due"`
	When string    `json:"when"`
	Kind string    `json:"kind"`
	Says string    `json:"says"`
	For  string    `json:"for,omitempty"`  // whose task it is, as a role
	Then string    `json:"then,omitempty"` // what follows where it is not done
	Ground
	ID    string `json:"id,omitempty"`
	About string `json:"about,omitempty"`
}

// next lists every clock and every open task, the first to fall due first. The clock
// of a task is told with it.
func (a account) next() []Coming {
	out := []Coming{}
	for _, t := range a.Case.Tasks {
		if c, ok := a.task(t); ok && t.Open() {
			out = append(out, c)
		}
	}
	for _, k := range a.Case.Clocks {
		if c, ok := a.clock(k); ok {
			out = append(out, c)
		}
	}
	if c, ok := a.kept(); ok {
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(x, y Coming) int {
		if d := x.Due.Compare(y.Due); d != 0 {
			return d
		}
		return strings.Compare(x.Kind, y.Kind)
	})
	return out
}

func (a account) task(t casework.Task) (Coming, bool) {
	rule, why := t.Kind.Rule(), t.Kind.Reason()
	c := Coming{Due: t.Due, When: inWords(t.Due), Kind: string(t.Kind), Says: rule.Says + a.owes(t.About), For: forRole(t.Role), Ground: groundOf(why.Why, why.Source)}
	if !t.NotBefore.IsZero() && t.NotBefore.After(a.now) {
		c.Says += ", not before " + inWords(t.NotBefore)
	}
	if a.victim() {
		c.For, c.Says = "", "We are to "+why.Victim
		return c, why.Victim != ""
	}
	for _, k := range a.Case.Clocks {
		if taskClock(k) && k.About == t.ID {
			c.Then = rungSays(k, t)
		}
	}
	if a.inspector() {
		c.ID, c.About = t.ID, t.About
	}
	return c, true
}

func taskClock(k casework.Clock) bool {
	return k.Kind == casework.TaskReminder || k.Kind == casework.TaskOverdue
}

// rungSays says what the next rung of a task's ladder is, and when.
func rungSays(k casework.Clock, t casework.Task) string {
	on := ", if it is not done, on " + inWords(k.Due)
	switch {
	case k.Kind == casework.TaskReminder:
		return "a reminder" + on
	case t.Escalated == 0:
		return "it goes to a supervisor" + on
	}
	return "it is put to a service manager" + on
}

func forRole(r casework.Role) string {
	if says, known := roleSays[r]; known {
		return says
	}
	return string(r)
}

func (a account) clock(k casework.Clock) (Coming, bool) {
	if taskClock(k) && a.asked(k.About) {
		return Coming{}, false
	}
	r := k.Kind.Rule()
	c := Coming{Due: k.Due, When: inWords(k.Due), Kind: string(k.Kind), Says: r.Says + a.about(k), Ground: groundOf(r.Why, r.Source)}
	for _, s := range casework.CourtPlan {
		if k.Step != "" && s.Code == k.Step {
			c.Says, c.Ground = c.Says+": "+s.Says, Ground{r.Why, s.Source, true}
		}
	}
	if a.victim() {
		c.Says = r.Victim
		return c, r.Victim != ""
	}
	if a.inspector() {
		c.ID, c.About = k.ID, k.About
	}
	return c, true
}

func (a account) asked(task string) bool {
	return slices.ContainsFunc(a.Case.Tasks, func(t casework.Task) bool { return t.ID == task && t.Open() })
}

// about says what a clock is about: a hearing, a duty, a message.
func (a account) about(k casework.Clock) string {
	for _, h := range a.Case.Hearings {
		if h.ID == k.About {
			return " (" + strings.ReplaceAll(h.Type, "_", " ") + ", " + inWords(h.Starts) + ")"
		}
	}
	if owed := a.owes(k.About); owed != "" {
		return owed
	}
	if k.Message != nil {
		return " (" + strings.ReplaceAll(string(k.Message.Template), "_", " ") + ")"
	}
	return ""
}

// owes says which duty something is about; empty: it is about none.
func (a account) owes(about string) string {
	for _, o := range a.Case.Owed {
		if o.ID == about && about != "" {
			d := a.duty(o)
			return " (" + d.Row + ", " + casework.BodyInWords(d.Owner) + ": " + d.Says + ")"
		}
	}
	return ""
}

// kept is until when a case is kept that has ended.
func (a account) kept() (Coming, bool) {
	until := a.Case.Kept.Until
	day, err := time.ParseInLocation(time.DateOnly, string(until), casework.London)
	if until == "" || err != nil {
		return Coming{}, false
	}
	c := Coming{Due: day.AddDate(0, 0, 1).Add(-time.Second).UTC(), Kind: "kept-until", Says: "What is held about the victim is kept until then"}
	c.When = inWords(c.Due)
	for _, p := range casework.Periods {
		if p.Code == a.Case.Kept.Period {
			c.Ground = Ground{"it is kept as long as of everybody of whom it is so: " + p.Says, p.Source, true}
		}
	}
	if len(a.Case.Holds) > 0 {
		c.Then = "it is kept for longer, as long as a legal hold stands"
	}
	if a.victim() {
		c.Says, c.Then = "What we hold about you is kept until then, or for longer where somebody decided that it must be", ""
	}
	return c, true
}
