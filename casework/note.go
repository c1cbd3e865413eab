package casework

import "time"

// AddNote is a caseworker's note. A note that names a task says what was done
// about it, and ends it where a note is what ends it.
type AddNote struct {
	Said
	Task string `json:"task,omitempty"`
}

// Name is the command's name on the wire.
func (AddNote) Name() string { return "add-note" }

func (AddNote) stages() []Stage { return anyOpen }

func (m AddNote) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(m.Text == "", "/text", "missing", "is missing")
	c.checkTask(&f, m.Name(), m.Task, m.Role)
	return f.invalid()
}

func (m AddNote) apply(c *Case, at time.Time) {
	c.told(m.Said, at, "note", m.Task, "Note.")
	c.finish(m.Name(), m.Task, at)
	if m.Role == Caseworker { // a supervisor who decides something does not take the case on
		c.own(m.Said, at)
	}
}
