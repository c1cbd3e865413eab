package casework

// Where the rules of duties come from that no row of an edition says.
var (
	codeItself  = Source{"Code of Practice for Victims of Crime; each row of its edition names its own source", true}
	countedDays = Source{"this service's rule of counting: the day of the event is day 0, and a breach is one after the end of the last day, in London", true}
	dangerous   = Source{"Victims' Code, Right 6: of domestic abuse, that bail was given or changed is the most safety-critical notice; this service's own rule that a person sees to it", true}
)

// linesOfDuties are about the Victims' Code: what began, was met, or was late. Each
// duty's own rule, body and source are in its edition.
var linesOfDuties = []LineRule{
	{"justice-event", whoListed, false, "What happens in the criminal justice process begins duties to the victim: when it happened, when it was received and who says so are kept apart", codeItself,
		"We were told that something had happened in the case against the suspect."},
	{"justice-received", whoListed, false, "A Witness Care Unit's time runs from when it received what a court decided, and the court's own time ends then", codeItself,
		"Those who are to tell you what a court decided had received it."},
	{"justice-confirmed", whoListed, false, "What another source says alike begins nothing a second time", ownRule, ""},
	{"justice-corrected", whoListed, false, "What a source corrects takes the place of what it said before, which is kept, and every time that changes by it is said", ownRule,
		"Something that we had been told about the case against the suspect was corrected."},
	{"justice-contradicted", "", true, "Where two cases of one victim contradict each other, a person says which is right", ownRule, ""},
	{"edition-adopted", whoDecides, false, "New law is a new edition: a case keeps its own until somebody with authority adopts another, and what has begun keeps its time unless they say otherwise", ownRule, ""},
	{"justice-disputed", whoListed, false, "Where two sources contradict each other neither is thrown away, and nothing begins until a person has said which is right", ownRule, ""},
	{"bail-alert", "", true, "That a suspect is free, or may do what they might not do before, puts a victim of domestic abuse in danger, by day and by night", dangerous, ""},
	{"told", whoListed, false, "A duty to tell the victim is met by when they were told, and not by when this service hears of it", codeItself,
		"We recorded that somebody had told you something."},
	{"duty-began", "", true, "What happened begins this duty, by a row of the Victims' Code, and its time is fixed now", codeItself, "You came to be owed something under the Victims' Code."},
	{"duty-runs", "", true, "A time that runs from receipt, or from being told, begins then and not before", codeItself, "The time began in which you were to be told, or could ask for something."},
	{"duty-met", "", true, "A duty is met in time or late by when it was really met; what was met in time and is recorded late is no breach", codeItself,
		"Something that you were owed under the Victims' Code was done."},
	{"duty-ended", "", true, "What is not owed any more is not asked for any more, and a breach of it stands", codeItself, ""},
	{"duty-breached", "", true, "What is not known to have been done by the end of its last day is a breach, and what is learnt late has no fresh time", countedDays,
		"Something that you were owed under the Victims' Code was late."},
	{"duty-aim-passed", "", true, "Where the Code sets no number, this service looks after a time of its own, and nothing is breached by that", ownRule, ""},
	{"duty-changed", "", true, "No time of the law moves in silence: the old and the new time and why are said", codeItself, "The time by which you were to be told something changed."},
}
