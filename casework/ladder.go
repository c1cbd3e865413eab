package casework

import "time"

// A task that is not done in time climbs a ladder. Each rung is a clock, and a line
// of the timeline. The task stays with who has it: they still answer for it. Role
// says whose worklist it is on besides, and Rung how far it has come; what has
// reached a service manager stays on the supervisors' list, too.

// Rung is one rung of the ladder.
type Rung string

// The rungs, from the first.
const (
	Reminder   Rung = "reminder"
	Warning    Rung = "warning"
	Overdue    Rung = "overdue"
	ForManager Rung = "manager"
)

// RungRow is one row of the ladder.
type RungRow struct {
	Rung    Rung
	Percent int    // of the task's time, from raising to due; more than 100: some time after it was due
	What    string // the name of its line in the timeline
	Says    string
	To      Role // whose worklist the task is on from here; empty: as before
}

// Ladder is what happens to a task that is not done, the first rung first. When
// each applies is the policy's, by class of task.
// Source: this product's own; an alarm at 80 % of the time to a first attempt is
// asked for by the contact standard.
var Ladder = []RungRow{
	{Reminder, 50, "task-reminder", "Half of its time has passed", ""},
	{Warning, 80, "task-warning", "Most of its time has passed, which a supervisor sees", ""},
	{Overdue, 100, "task-overdue", "Not done in time, so it goes to a supervisor", Supervisor},
	{ForManager, 101, "task-manager", "Still not done, so it goes to a service manager", Supervisor},
}

// Climb is when the rungs of the ladder apply to one class of tasks.
type Climb struct {
	RemindFrom   time.Duration `json:"remind_from"`   // half of a task's time is told of, where it is at least so long; 0: never
	WarnFrom     time.Duration `json:"warn_from"`     // most of a task's time is told of, where it is at least so long; 0: never
	ManagerAfter time.Duration `json:"manager_after"` // an overdue task goes to a service manager
}

// climb is how a kind of task climbs: what is urgent by its nature, a supervisor's
// decision, or a caseworker's work.
func (p Policy) climb(r TaskRule) Climb {
	switch {
	case r.Urgent:
		return p.UrgentClimb
	case r.Kind == MeetDuty || r.Kind == ChaseDuty:
		return p.DutyClimb
	case r.Role == Caseworker:
		return p.WorkClimb
	default:
		return p.DecisionClimb
	}
}

// begins is when a task can be begun: it may have a window.
func (t Task) begins() time.Time {
	if t.NotBefore.After(t.Raised) {
		return t.NotBefore
	}
	return t.Raised
}

// at is when so much of a task's time has passed.
func (t Task) at(percent int) time.Time {
	return t.begins().Add(t.Due.Sub(t.begins()) / 100 * time.Duration(percent))
}

// rungAt is when a task has come so far: of a duty, when so much of the time has passed
// that the law gives for it.
func (c *Case) rungAt(t *Task, percent int) time.Time {
	if o, ok := c.owed(t.About); ok && (t.Kind == MeetDuty || t.Kind == ChaseDuty) {
		return c.share(*o, percent)
	}
	return t.at(percent)
}

// watch sets the clock of a task's next rung. A reminder or a warning whose moment
// has passed is not given any more.
func (c *Case) watch(t *Task, now time.Time) {
	climb, allowed := c.Policy.climb(t.Kind.Rule()), t.Due.Sub(t.begins())
	for _, r := range Ladder {
		from := map[Rung]time.Duration{Reminder: climb.RemindFrom, Warning: climb.WarnFrom}[r.Rung]
		if r.Percent >= 100 || from == 0 || allowed < from {
			continue
		}
		if at := c.rungAt(t, r.Percent); at.After(now) {
			c.set(Clock{ID: "task/" + t.ID, Kind: TaskReminder, Due: at, About: t.ID})
			return
		}
	}
	c.set(Clock{ID: "task/" + t.ID, Kind: TaskOverdue, Due: t.Due, About: t.ID})
}

// ringTaskReminder tells of a task whose time is passing. After an outage that
// lasted until it was due, only that is told.
func (c *Case) ringTaskReminder(k Clock, now time.Time) {
	t, ok := c.task(k.About)
	if !ok {
		return
	}
	if now.Before(t.Due) {
		r := Ladder[0]
		if !now.Before(c.rungAt(t, Ladder[1].Percent)) {
			r = Ladder[1]
		}
		c.reach(t, r, now)
	}
	c.watch(t, now)
}

// reach puts a task on a rung.
func (c *Case) reach(t *Task, r RungRow, now time.Time) {
	t.Rung = r.Rung
	if r.To != "" {
		t.Role, t.Urgent = r.To, true
		t.Escalated++
	}
	c.note(now, r.What, t.ID, "%s: %s.", r.Says, t.Kind.Rule().Says)
}

// ringTaskOverdue puts a task to a supervisor, then to a service manager, and again
// until it is done. What is urgent by its nature is asked as often each time; the
// rest less and less often, so that a timeline stays readable. Each time is counted
// from now, so that an outage is not followed by a burst.
func (c *Case) ringTaskOverdue(k Clock, now time.Time) {
	t, ok := c.task(k.About)
	if !ok {
		return
	}
	if t.Kind == AnswerOffer {
		c.lapse(t, now)
		return
	}
	if t.Escalated == 0 {
		c.reach(t, Ladder[2], now)
	} else {
		c.reach(t, Ladder[3], now)
	}
	c.set(Clock{ID: k.ID, Kind: TaskOverdue, Due: now.Add(c.askAgain(t)), About: t.ID})
}

// askAgain is how long after one asking the next is.
func (c *Case) askAgain(t *Task) time.Duration {
	climb := c.Policy.climb(t.Kind.Rule())
	if t.Rung == Overdue && climb.ManagerAfter > 0 {
		return climb.ManagerAfter
	}
	again := max(c.Policy.AskAgainEvery, shortest)
	if !t.Kind.Rule().Urgent {
		again <<= min(max(t.Escalated-1, 0), rarestAsking)
	}
	return again
}

// rarestAsking bounds how often the time between two askings doubles.
const rarestAsking = 4
