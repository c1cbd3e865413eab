package casework

import (
	"slices"
	"time"
)

// Desk is where the cases of a team are until a named caseworker has them: an
// owner that is no person, and the role that answers for it meanwhile.
type Desk struct {
	Team    string
	Owner   string // reserved: no token may carry it as its subject
	Answers Role
}

// Desks lists every team's duty desk. The first takes the cases of every pathway
// that has no team of its own. To add one, add a line.
var Desks = []Desk{
	{Team: "hub", Owner: "duty", Answers: Supervisor},
	{Team: "specialist", Owner: "duty-specialist", Answers: Supervisor},
}

// IsDesk says that an owner is a duty desk and no person.
func IsDesk(owner string) bool {
	return slices.ContainsFunc(Desks, func(d Desk) bool { return d.Owner == owner })
}

// desk is the duty desk of the team that the case's pathway names.
func (c *Case) desk() Desk {
	team := c.Pathway().Team
	i := slices.IndexFunc(Desks, func(d Desk) bool { return d.Team == team })
	return Desks[max(i, 0)]
}

// route gives a case that no named caseworker has to the desk of another team, where
// it is now known to be for that one. Nobody loses a case by it.
func (c *Case) route(now time.Time) {
	if c.Owner != "" && c.onDuty() && c.Owner != c.desk().Owner {
		c.toDesk(now)
	}
}

// onDuty says that no named caseworker has the case.
func (c *Case) onDuty() bool { return c.Owner == "" || IsDesk(c.Owner) }

// toDesk gives a case to its team's duty desk, which always has somebody who
// answers for it.
func (c *Case) toDesk(now time.Time) {
	d := c.desk()
	c.pass(d.Owner, "", now)
	c.Team = d.Team
	c.note(now, "owner", "", "With the duty desk of team %s: the %s on duty answers for it until a named caseworker has it.", d.Team, d.Answers)
}

// leave gives the case to its desk, where the one who has it has left the service. Of
// a closed case it stays known who had it last.
func (c *Case) leave(owner string, now time.Time) {
	if owner == "" || owner != c.Owner || c.Stage == Closed {
		return
	}
	c.note(now, "owner-left", owner, "Whoever had the case has left the service.")
	c.toDesk(now)
}

// keepOwned sees to it that an open case which nobody has is put to whoever
// answers for the desk, until somebody has it.
func (c *Case) keepOwned(now time.Time) {
	if c.Owner == "" {
		c.toDesk(now)
	}
	if c.onDuty() && c.Stage != Closing && c.Stage != Closed && !c.open(Allocate) {
		c.raise(Allocate, "", now, c.protocol().AllocateWithin)
	}
}

// own makes whoever acts for the victim the case's caseworker, where nobody has it.
func (c *Case) own(s Said, now time.Time) {
	if c.onDuty() && s.By != "" && s.Role.Works() && !slices.Contains(c.Unwished, s.By) {
		c.note(now, "owner", s.By, "The case now has a named caseworker.")
		c.give(s.By, now)
	}
}

// give makes somebody the case's owner: with it go the open tasks of whoever had
// it, and those which nobody has. Nobody is asked any longer to find an owner.
func (c *Case) give(owner string, now time.Time) {
	c.pass(owner, owner, now)
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() && t.Kind == Allocate {
			c.end(t, "owned", now)
			c.note(now, "task-done", t.ID, "Done: %s.", t.Kind.Rule().Says)
		}
	}
}

// pass ends what was between the owner and others, and makes somebody else the
// owner, or a desk whose tasks nobody has yet.
func (c *Case) pass(owner, tasks string, now time.Time) {
	c.takeOfferBack(now)
	if k := c.Cover; k != nil {
		c.Cover = nil
		c.stop("cover")
		c.moveTasks(k.By, tasks)
	}
	c.moveTasks(c.Owner, tasks)
	c.Owner = owner
}

// moveTasks gives the open tasks of one to another, and those that nobody has. What
// is for a supervisor goes back to all of them.
func (c *Case) moveTasks(from, to string) {
	for i := range c.Tasks {
		t := &c.Tasks[i]
		switch {
		case !t.Open() || t.Kind == AnswerOffer || t.Owner != "" && t.Owner != from:
		case t.Kind.Rule().Role == Caseworker:
			t.Owner = to
		default:
			t.Owner = ""
		}
	}
}
