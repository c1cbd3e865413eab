package casework

import "time"

// ReassignTask gives one task to somebody else; the case stays with who has it.
type ReassignTask struct {
	Said
	Receiver
	Task string `json:"task"`
}

// Name is the command's name on the wire.
func (ReassignTask) Name() string { return "reassign-task" }

func (ReassignTask) stages() []Stage { return anyOpen }

func (m ReassignTask) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	t, ok := c.task(m.Task)
	f.wrong(!ok, "/task", "unknown", "is not an open task of this case")
	if !ok {
		m.faults(&f, "")
		return f.invalid()
	}
	m.faults(&f, t.Owner)
	theirs := m.By == t.Owner || m.By == c.Owner || m.By == c.worker()
	f.wrong(!theirs && !m.Role.Decides(), "/task", "not_yours", "is a task of somebody else")
	f.wrong(t.Kind == AnswerOffer, "/task", "not_reassigned", "is for nobody but who was asked")
	f.wrong(m.ToRole.Works() && !t.fits(m.ToRole), "/to", "not_a_supervisor", "is not a supervisor, and this is for one")
	return f.invalid()
}

func (m ReassignTask) apply(c *Case, at time.Time) {
	t, _ := c.task(m.Task)
	t.Owner = m.To
	if m.ToCover != "" {
		t.Owner = m.ToCover
	}
	c.told(m.Said, at, "task-reassigned", t.ID, "A task was given to somebody else: %s.", t.Kind.Rule().Says)
}
