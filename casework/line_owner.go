package casework

// linesOfOwners are about who has the case.
var linesOfOwners = []LineRule{
	{"owner", whoStaff, true, "No case is ever without somebody who answers for it: a named caseworker, or until then a duty desk", ownRule,
		"It was settled who at this service looks after your case."},
	{"owner-left", "", true, "Who has left the service has no case: the duty desk has it until a named caseworker does", ownRule,
		"Whoever looked after your case left this service, and others took it on."},
	{"assigned", whoDecides, false, "A supervisor gives a case to somebody, who must accept it", ownRule,
		"It was settled who at this service is to look after your case."},
	{"claimed", whoStaff, false, "Work that nobody has may be taken by anybody who may do it", ownRule, ""},
	{"hand-over", whoStaff, false, "A case is handed over by consent: until it is accepted, who had it still has it", ownRule, ""},
	{"hand-over-accepted", whoStaff, false, "Who accepts a case has it from then on", ownRule,
		"Somebody else at this service now looks after your case."},
	{"hand-over-declined", whoStaff, false, "Who declines a case says why, and a supervisor decides", ownRule, ""},
	{"hand-over-lapsed", "", true, "An offer that nobody answers in time is put to a supervisor; nobody loses the case by it", ownRule, ""},
	{"cover", whoStaff, true, "While who has the case is away, somebody does their work, so that nothing waits for them", ownRule,
		"Whoever looks after your case was to be away, and somebody else was asked to step in."},
	{"cover-began", "", true, "While who has the case is away, their tasks go to who covers", ownRule,
		"Somebody else stepped in for whoever looks after your case."},
	{"cover-ended", "", true, "When who has the case is back, they have their tasks again", ownRule,
		"Whoever looks after your case was back."},
	{"task-reassigned", whoStaff, false, "A task may be given to somebody else, who then answers for it", ownRule, ""},
}

// linesOfTasks are about what is asked of people. Why each task exists is a row of
// TaskReasons.
var linesOfTasks = []LineRule{
	{"task-raised", "", true, "What a person must do is a task with a day; where one is open already it is not asked twice", ownRule,
		"Somebody here was asked to {task}."},
	{"task-done", "", true, "Doing the work ends the task: nobody ticks boxes", ownRule,
		"This was done: to {task}."},
	{"task-dropped", "", true, "What is no longer needed is asked of nobody any longer", ownRule,
		"This was no longer needed: to {task}."},
	{"task-reminder", "", true, "When half of a long task's time has passed, who has it is reminded", ownRule, ""},
	{"task-warning", "", true, "When four fifths of a task's time have passed, a supervisor sees it", ownRule, ""},
	{"task-overdue", "", true, "What is not done in time goes to a supervisor", ownRule,
		"This was not done in time, and was put to a supervisor: to {task}."},
	{"task-manager", "", true, "What is still not done goes to a service manager, and again until it is done", ownRule,
		"This was still not done, and was put to a manager, and again until it is done: to {task}."},
	{"decision", whoStaff, false, "What somebody has to answer for is decided, with a reason in words, and is not only noted", ownRule,
		"Somebody here decided something, and wrote down why."},
	{"note", whoStaff, false, "What was done or learnt is written down, so that the victim tells their story once", ownRule,
		"Somebody here wrote a note."},
}

// linesOfRecords are about what the case keeps, and how it moves on.
var linesOfRecords = []LineRule{
	{"recovered", "", true, "A case that was lost by what carries it, or set back with a backup, goes on from what readers last had of it", ownRule,
		"Our computers had a fault. Your support goes on from where it was."},
	{"stage", "", true, "A case moves on by what has been done, and what a stage asks for is asked when it is come to", ownRule,
		"Your support moved on to its next step."},
	{"hold-placed", whoDecides, false, "While a legal hold stands nothing of a case is deleted", ownRule,
		"Somebody decided that nothing we hold about you is deleted for now."},
	{"hold-lifted", whoDecides, false, "When the last legal hold is lifted, the ordinary time of keeping counts again", ownRule,
		"What we hold about you is kept for its ordinary time again."},
	{"kept-until", "", true, "How long a case is kept follows from why it ended, and is never cut short by a later ending", keptSo,
		"It was settled how long we keep what we hold about you."},
	{"kept-longer", "", true, "While a legal hold stands a case is kept beyond its time", ownRule,
		"What we hold about you is kept for longer, because somebody decided that it must be."},
}
