package casework

// linesOfRights are about the rights that the victim holds. Each right's own source is in
// RightRows, and that of its time in the edition of the Victims' Code.
var linesOfRights = []LineRule{
	{"right-opened", "", true, "What happens opens the rights that follow from it, so that none depends on somebody thinking of it", rightsTime,
		"Something happened that gives you a right. We noted it, so that we explain it to you."},
	{"right-step", whoStaff, true, "Every step with a right is kept: that it was explained, what the victim chose, and what came of it; a step that an event is follows from the event", rightsTime,
		"We kept what was done about one of your rights."},
	{"right-runs", "", true, "The time for a right runs from the moment that the law names, and is watched until its end", rightsTime,
		"The time in which you can use one of your rights began, or changed."},
	{"right-nudge", "", true, "A victim who has not decided is reminded on fixed days, by words that name nothing", rightsTime,
		"We wanted to remind you that there was something with a date to talk through."},
	{"right-not-nudged", "", true, "Who has decided, or wants help with it, or is not being helped now, is not reminded", rightsTime, ""},
	{"right-closing", "", true, "Before the time for a right runs out a person calls", rightsTime,
		"The time for one of your rights was running out, and we wanted to call you."},
	{"right-lapsed", "", true, "No right runs out in silence: where nobody had explained it, a supervisor answers for that", rightsTime,
		"The time for one of your rights ran out."},
	{"right-left", "", true, "When support ends, it is said of which rights the time still runs, and whether they had been explained", rightsTime,
		"Our support ended, and there was still time to use one of your rights."},
	{"measures-missing", "", true, "What the court allowed is to be there on the day; where it was not, somebody finds out why", courtRight,
		"We noted that not everything was there which the court had allowed to make giving evidence easier."},
	{"plan-follows", "", true, "What a victim chose is said once, and stands in the plan and of the right alike", tailored,
		"We brought your support plan to what you chose."},
}
