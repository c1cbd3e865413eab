package casework

import "slices"

// rank gives every open task its place on the worklists, and the case's team.
func (c *Case) rank() {
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() {
			t.Team, t.Priority = c.Team, t.priority(c.Risk.Grade)
		}
	}
}

// priority is the place of a task on a worklist, the smallest first. Risk comes
// first: what is urgent before the rest, and in each the gravest case; a grade
// that is not known comes last. What is of one priority is done as it is due.
func (t Task) priority(g Grade) int {
	place := slices.Index(Grades, g)
	if place < 0 {
		place = len(Grades)
	}
	if !t.Urgent {
		place += len(Grades) + 1
	}
	return place
}

// Priorities lists the places that tasks of cases of a grade can have, the smallest
// first; where g is empty, of cases of any grade or of none.
func Priorities(g Grade) []int {
	var out []int
	for _, urgent := range []bool{true, false} {
		for _, one := range append(slices.Clone(Grades), "") {
			if g == "" || g == one {
				out = append(out, Task{Urgent: urgent}.priority(one))
			}
		}
	}
	return out
}
