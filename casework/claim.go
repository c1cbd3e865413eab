package casework

import "time"

// Claim is somebody taking a case that no named caseworker has, or a task of a case
// that is nobody's. Who decides may take either from whoever has it, and answers
// for that.
type Claim struct {
	Said
	Task string `json:"task,omitempty"` // empty: the whole case
}

// Name is the command's name on the wire.
func (Claim) Name() string { return "claim" }

func (Claim) stages() []Stage { return anyOpen }

func (m Claim) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(!m.Role.Works() || m.By == "", "", "no_role", "is for a caseworker or a supervisor")
	if m.Task == "" {
		f.wrong(c.Owner == m.By, "", "already_yours", "is a claim of a case that you have already")
		f.wrong(!c.onDuty() && c.Owner != m.By && !m.Role.Decides(), "", "has_an_owner", "is a claim of a case that somebody has: ask them, or a supervisor, to hand it over")
		return f.invalid()
	}
	t, ok := c.task(m.Task)
	f.wrong(!ok, "/task", "unknown", "is not an open task of this case")
	if ok {
		f.wrong(t.Owner == m.By, "/task", "already_yours", "is a task that you have already")
		f.wrong(t.Owner != "" && t.Owner != m.By && !m.Role.Decides(), "/task", "has_an_owner", "is a task that somebody has: ask them, or a supervisor, to reassign it")
		f.wrong(!t.fits(m.Role), "/task", "not_a_supervisor", "is for a supervisor")
	}
	return f.invalid()
}

func (m Claim) apply(c *Case, at time.Time) {
	if t, ok := c.task(m.Task); ok {
		c.told(m.Said, at, "claimed", t.ID, "Took a task: %s.", t.Kind.Rule().Says)
		t.Owner = m.By
		return
	}
	c.told(m.Said, at, "owner", "", "Took the case, and is now its named caseworker.")
	c.finish(m.Name(), "", at)
	c.give(m.By, at)
}

// fits says that somebody with this role may have the task.
func (t Task) fits(r Role) bool {
	return r.Decides() || r == Caseworker && t.Kind.Rule().Role == Caseworker
}
