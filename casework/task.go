package casework

import (
	"slices"
	"time"
)

// TaskKind says what a task is for.
type TaskKind string

// The kinds of task. To add one, add a line here and a row in TaskRules.
const (
	CallVictim     TaskKind = "call_victim"
	ReachReview    TaskKind = "reach_review"
	NotReached     TaskKind = "not_reached"
	SafeAndWell    TaskKind = "safe_and_well"
	Unsafe         TaskKind = "unsafe_contact"
	FindSafeWay    TaskKind = "find_safe_way"
	AssessNeeds    TaskKind = "assess_needs"
	MakePlan       TaskKind = "make_plan"
	ReviewPlan     TaskKind = "review_plan"
	PlanAction     TaskKind = "plan_action"
	ReviewRisk     TaskKind = "review_risk"
	HighRiskAction TaskKind = "high_risk_action"
	Safeguard      TaskKind = "safeguard"
	CallHearing    TaskKind = "call_before_hearing"
	ExplainHearing TaskKind = "explain_hearing"
	CallInstead    TaskKind = "call_instead"
	ReadReply      TaskKind = "read_reply"
	TalkWithdrawal TaskKind = "talk_withdrawal"
	SignOff        TaskKind = "sign_off"
	DecideNext     TaskKind = "decide_next"
)

// TaskRule says who a kind of task is for, what it asks, and what ends it. Doing
// the work ends the task: nobody ticks boxes.
type TaskRule struct {
	Kind     TaskKind
	Role     Role
	Urgent   bool
	Says     string
	EndedBy  []string // commands which end it by themselves
	EndedFor []string // commands which end it when they name it
}

// TaskRules lists every kind of task. A task that no command ends by itself ends
// when a note says what was done about it.
var TaskRules = []TaskRule{
	{CallVictim, Caseworker, false, "Call the victim", []string{"record-attempt"}, nil},
	{ReachReview, Supervisor, false, "Several attempts have failed: look for new incidents and other numbers, and ask the officer in the case", nil, []string{"add-note", "record-attempt"}},
	{NotReached, Supervisor, false, "Not reached after every attempt: decide what next", nil, []string{"add-note", "record-attempt"}},
	{SafeAndWell, Supervisor, true, "High risk and not reached: decide on a safe-and-well check by police", nil, []string{"add-note"}},
	{Unsafe, Caseworker, true, "It may not be safe to make contact as before: all messages are stopped; find a safe way", []string{"contact-point-changed"}, []string{"add-note", "record-attempt"}},
	{FindSafeWay, Caseworker, false, "No safe way to make contact is known: ask the officer in the case", []string{"contact-point-changed", "record-attempt"}, []string{"add-note"}},
	{AssessNeeds, Caseworker, false, "Ask what the victim needs", []string{"record-needs"}, nil},
	{MakePlan, Caseworker, false, "Agree a support plan", []string{"agree-plan"}, nil},
	{ReviewPlan, Caseworker, false, "Review the support plan", []string{"agree-plan"}, nil},
	{PlanAction, Caseworker, false, "An action of the support plan is due", nil, nil},
	{ReviewRisk, Caseworker, false, "Assess the risk again", []string{"assess-risk"}, nil},
	{HighRiskAction, Supervisor, true, "High risk: refer to MARAC and an IDVA, or record why not", nil, []string{"add-note"}},
	{Safeguard, Supervisor, true, "A safeguarding concern: decide and act; in danger, call 999", nil, []string{"add-note"}},
	{CallHearing, Caseworker, false, "Call before the hearing: what to expect, travel, and how to give evidence safely", nil, []string{"record-attempt", "add-note"}},
	{ExplainHearing, Caseworker, false, "Find out what came of the hearing and explain it", nil, []string{"record-attempt", "add-note"}},
	{CallInstead, Caseworker, false, "A message could not be sent: call instead", nil, []string{"record-attempt", "add-note"}},
	{ReadReply, Caseworker, true, "Read the reply and answer it in person; it may not be from the victim", nil, []string{"record-attempt", "add-note"}},
	{TalkWithdrawal, Caseworker, false, "Support for the prosecution was withdrawn: talk it through and tell the officer in the case", nil, []string{"record-attempt", "add-note"}},
	{SignOff, Supervisor, false, "Decide whether this case may be closed", []string{"close-case"}, []string{"add-note"}},
	{DecideNext, Caseworker, false, "Nothing is planned for this case: decide what next", []string{"agree-plan", "close-case"}, []string{"add-note", "record-attempt"}},
}

// Task is a piece of work for a person. Its ID is unique in the case.
type Task struct {
	ID        string    `json:"id"`
	Kind      TaskKind  `json:"kind"`
	Role      Role      `json:"role"`            // whose worklist it is on
	Owner     string    `json:"owner,omitempty"` // who has it; empty: anybody with the role
	Urgent    bool      `json:"urgent,omitempty"`
	Raised    time.Time `json:"raised"` // UTC
	Due       time.Time `json:"due"`    // UTC
	About     string    `json:"about,omitempty"`
	Escalated int       `json:"escalated,omitempty"` // how often it has been put to a supervisor
	Ended     time.Time `json:"ended,omitzero"`      // zero: open
	EndedIn   int       `json:"ended_in,omitempty"`  // the revision which ended it
	How       string    `json:"how,omitempty"`       // what ended it: a command's name, or "dropped"
}

// Open says that the work is still to be done.
func (t Task) Open() bool { return t.Ended.IsZero() }

// Rule finds what a kind of task asks; the zero rule where there is no such kind.
func (k TaskKind) Rule() TaskRule {
	i := slices.IndexFunc(TaskRules, func(r TaskRule) bool { return r.Kind == k })
	if i < 0 {
		return TaskRule{}
	}
	return TaskRules[i]
}

// raise gives somebody a task. Where the same is already asked, the earlier of
// the two due times stands and no second task is made.
func (c *Case) raise(kind TaskKind, about string, now time.Time, within time.Duration) {
	due := now.Add(within).UTC()
	for i := range c.Tasks {
		t := &c.Tasks[i]
		if t.Open() && t.Kind == kind && t.About == about {
			if due.Before(t.Due) {
				t.Due = due
				c.set(Clock{ID: "task/" + t.ID, Kind: TaskOverdue, Due: due, About: t.ID})
			}
			return
		}
	}
	r := kind.Rule()
	t := Task{ID: string(kind) + "-" + c.serial(), Kind: kind, Role: r.Role, Urgent: r.Urgent, Raised: now.UTC(), Due: due, About: about}
	if r.Role == Caseworker {
		t.Owner = c.Owner
	}
	c.Tasks = append(c.Tasks, t)
	c.set(Clock{ID: "task/" + t.ID, Kind: TaskOverdue, Due: due, About: t.ID})
	c.note(now, "task-raised", t.ID, "Task for a %s: %s.", r.Role, r.Says)
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

// ringTaskOverdue puts a task to the supervisor, and again until it is done. What
// is urgent by its nature is asked as often each time; the rest less and less
// often, so that a timeline stays readable.
func (c *Case) ringTaskOverdue(k Clock, now time.Time) {
	t, ok := c.task(k.About)
	if !ok {
		return
	}
	t.Escalated++
	t.Role, t.Urgent = Supervisor, true
	c.note(now, "task-overdue", t.ID, "Not done in time, so it goes to a supervisor: %s.", t.Kind.Rule().Says)
	again := c.Policy.AskAgainEvery
	if !t.Kind.Rule().Urgent {
		again <<= min(t.Escalated-1, rarestAsking)
	}
	c.set(Clock{ID: k.ID, Kind: TaskOverdue, Due: now.Add(again), About: t.ID})
}

// rarestAsking bounds how often the time between two askings doubles.
const rarestAsking = 4

// checkTask adds a fault when a command names a task that it cannot end.
func (c *Case) checkTask(f *faults, command, id string) {
	if id == "" {
		return
	}
	t, ok := c.task(id)
	f.wrong(!ok, "/task", "unknown", "is not an open task of this case")
	if ok {
		r := t.Kind.Rule()
		ends := slices.Contains(r.EndedBy, command) || slices.Contains(r.EndedFor, command)
		f.wrong(!ends, "/task", "not_ended_by_this", "is a task which this does not end")
	}
}

// own makes a caseworker the case's owner, where it has none, and gives them its
// open tasks.
func (c *Case) own(s Said, now time.Time) {
	if c.Owner != "" || s.By == "" || s.Role != Caseworker && s.Role != Supervisor {
		return
	}
	c.Owner = s.By
	c.note(now, "owner", "", "The case now has a named caseworker.")
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() && t.Owner == "" && t.Role == Caseworker {
			t.Owner = c.Owner
		}
	}
}
