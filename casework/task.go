package casework

import (
	"slices"
	"time"
)

// Task is a piece of work for a person. Its ID is unique in the case.
type Task struct {
	ID        string    `json:"id"`
	Kind      TaskKind  `json:"kind"`
	Team      string    `json:"team,omitempty"`
	Role      Role      `json:"role"`               // whose worklist it is on
	Owner     string    `json:"owner,omitempty"`    // who has it; empty: anybody of the team with the role
	Priority  int       `json:"priority,omitempty"` // its place on a worklist, the smallest first
	Urgent    bool      `json:"urgent,omitempty"`
	Raised    time.Time `json:"raised"`              // UTC
	NotBefore time.Time `json:"not_before,omitzero"` // UTC; before it the work is not safe, or not wanted; zero: any time
	Due       time.Time `json:"due"`                 // UTC
	About     string    `json:"about,omitempty"`
	Effect    string    `json:"effect,omitempty"`    // the message in whose place it is, while that may still arrive
	Rung      Rung      `json:"rung,omitempty"`      // how far it has climbed the ladder
	Escalated int       `json:"escalated,omitempty"` // how often it has been put to a supervisor or a service manager
	Ended     time.Time `json:"ended,omitzero"`      // zero: open
	EndedIn   int       `json:"ended_in,omitempty"`  // the revision which ended it
	How       string    `json:"how,omitempty"`       // what ended it: a command's name, "owned", "lapsed" or "dropped"
}

// Open says that the work is still to be done.
func (t Task) Open() bool { return t.Ended.IsZero() }

// raise gives somebody a task. Where the same is already asked, the earlier of
// the two due times stands and no second task is made.
func (c *Case) raise(kind TaskKind, about string, now time.Time, within time.Duration) {
	c.raiseIn(kind, about, Window{Until: now.Add(within).UTC()}, now)
}

// raiseIn gives somebody a task that is not to be done before the window begins, and
// is due when it ends.
func (c *Case) raiseIn(kind TaskKind, about string, w Window, now time.Time) *Task {
	w = c.putOff(kind, w, now)
	for i := range c.Tasks {
		t := &c.Tasks[i]
		if t.Open() && t.Kind == kind && t.About == about {
			if w.Until.Before(t.Due) {
				t.NotBefore, t.Due = w.From, w.Until
				c.watch(t, now)
			}
			return t
		}
	}
	r := kind.Rule()
	t := Task{ID: string(kind) + "-" + c.serial(), Kind: kind, Role: r.Role, Urgent: r.Urgent, Raised: now.UTC(), NotBefore: w.From, Due: w.Until, About: about}
	if r.Role == Caseworker {
		t.Owner = c.worker()
	}
	c.Tasks = append(c.Tasks, t)
	c.watch(&t, now)
	c.note(now, "task-raised", t.ID, "Task for a %s, due %s: %s.", r.Role, inLondon(t.Due), r.Says)
	return &c.Tasks[len(c.Tasks)-1]
}

// postpone moves an open task to a later day, back on the worklist it began on.
func (c *Case) postpone(kind TaskKind, about string, due, now time.Time) {
	for i := range c.Tasks {
		t := &c.Tasks[i]
		if t.Open() && t.Kind == kind && t.About == about && due.After(t.Due) {
			t.Due, t.Role, t.Urgent, t.Escalated, t.Rung = due, kind.Rule().Role, kind.Rule().Urgent, 0, ""
			c.watch(t, now)
		}
	}
}

// end marks a task as done, or as dropped.
func (c *Case) end(t *Task, how string, now time.Time) {
	t.Ended, t.EndedIn, t.How = now.UTC(), c.Revision, how
	c.stop("task/" + t.ID)
	if t.Kind == ReadReply {
		c.Unread = slices.DeleteFunc(c.Unread, func(u Unread) bool { return u.ID == t.About })
	}
}

// finish ends the tasks which a command ends, by itself or because it names one.
func (c *Case) finish(command, named string, now time.Time) {
	for i := range c.Tasks {
		t := &c.Tasks[i]
		r := t.Kind.Rule()
		if t.Open() && (slices.Contains(r.EndedBy, command) || t.ID == named && slices.Contains(r.EndedFor, command)) {
			c.end(t, command, now)
			c.note(now, "task-done", t.ID, "Done: %s.", r.Says)
		}
	}
}

// done ends every open task of a kind that a command has done by what it said.
func (c *Case) done(kind TaskKind, command string, now time.Time) {
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() && t.Kind == kind {
			c.end(t, command, now)
			c.note(now, "task-done", t.ID, "Done: %s.", kind.Rule().Says)
		}
	}
}

// drop ends every open task of a kind, because it is no longer needed.
func (c *Case) drop(kind TaskKind, now time.Time) {
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() && t.Kind == kind {
			c.end(t, "dropped", now)
			c.note(now, "task-dropped", t.ID, "No longer needed: %s.", kind.Rule().Says)
		}
	}
}

// task finds an open task by its ID.
func (c *Case) task(id string) (*Task, bool) {
	i := slices.IndexFunc(c.Tasks, func(t Task) bool { return t.ID == id && t.Open() })
	if i < 0 {
		return nil, false
	}
	return &c.Tasks[i], true
}

// open says that a task of this kind is still to be done.
func (c *Case) open(kind TaskKind) bool {
	return slices.ContainsFunc(c.Tasks, func(t Task) bool { return t.Kind == kind && t.Open() })
}

// openAbout says that a task of this kind about one thing is still to be done.
func (c *Case) openAbout(kind TaskKind, about string) bool {
	return slices.ContainsFunc(c.Tasks, func(t Task) bool { return t.Kind == kind && t.About == about && t.Open() })
}

// checkTask adds a fault when a command names a task that it cannot end, or one
// that is not for who sent it to decide.
func (c *Case) checkTask(f *faults, command, id string, by Role) {
	if id == "" {
		return
	}
	t, ok := c.task(id)
	f.wrong(!ok, "/task", "unknown", "is not an open task of this case")
	if ok {
		r := t.Kind.Rule()
		ends := slices.Contains(r.EndedBy, command) || slices.Contains(r.EndedFor, command)
		f.wrong(!ends, "/task", "not_ended_by_this", "is a task which this does not end")
		f.wrong(r.Role == Supervisor && !by.Decides(), "/task", "not_a_supervisor", "is for a supervisor to decide")
	}
}
