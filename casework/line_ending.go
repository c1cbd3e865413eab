package casework

// linesOfCourt are about hearings. What a duty of the Victims' Code says of them is in
// its edition.
var linesOfCourt = []LineRule{
	{"hearing-listed", whoListed, false, "From a hearing's date follow the call before it, the reminders, and the telling of what came of it; a moved date moves them all", courtRight,
		"We were told of the date of a hearing."},
	{"hearing-vacated", whoListed, false, "A hearing that will not take place has no reminders any more", courtRight,
		"We were told that a hearing would not take place."},
	{"hearing-held", whoListed, false, "When a hearing has been held, somebody finds out what came of it and explains it", outcomeRight,
		"We were told that a hearing had taken place."},
	{"hearing-outcome", whoListed, false, "Whether a hearing went ahead, whether the victim was there and whether special measures were in place is kept as it was told, and nobody is blamed by it", outcomeRight,
		"We were told what came of a hearing."},
	{"hearing-contradicted", whoListed, false, "The Witness Care Unit and the court are right about dates: what a lesser source says otherwise moves nothing, and a person asks", courtRight,
		"Two sources said different things of a hearing, and somebody was asked to find out which is right."},
	{"hearing-outdated", whoListed, false, "What was heard later stands: an older word about a hearing moves nothing", courtRight, ""},
	{"hearing-step-left-out", "", true, "A reminder whose time has passed is not sent late, and two never leave together", notProven,
		"We did not send you a reminder of a hearing, because its time had passed."},
	{"hearing-change-untold", "", true, "Who was told of a hearing that has changed since is told so in person, before they set out", courtRight,
		"A hearing that you knew of had changed, and somebody was asked to tell you."},
	{"hearing-confirmed", whoReplied, true, "A reply that only says that a reminder was seen needs nobody to call", ownRule,
		"A reply said that the reminder of a hearing had been seen."},
	{"hearing-unconfirmed", "", true, "A reminder that nobody has confirmed becomes a call, a day before the hearing", ownRule,
		"Nobody had confirmed the reminder of a hearing, and somebody was asked to call you."},
}

// linesOfEnding are about how support ends, and begins again.
var linesOfEnding = []LineRule{
	{"closure", whoStaff, true, "A case ends for a reason that is listed, when nothing of it is left open, and can be taken back for a day", ownRule,
		"It was decided that our support for you would end."},
	{"closure-asked", "", true, "A case that needs a supervisor's agreement, or has something open, does not end by itself", ownRule,
		"A supervisor was asked whether our support for you may end."},
	{"closure-held", "", true, "What comes up while a case is ending keeps it open", ownRule,
		"Our support for you did not end after all, because something had come up."},
	{"closure-waits", "", true, "A case does not end while somebody is still to tell the victim how to come back", ownRule,
		"Our support for you did not end yet, because somebody was still to tell you how to come back."},
	{"ending-told", "", true, "Who was helped is told that support ends and how to come back, by a message where that is safe, and else in person", ownRule,
		"We recorded whether and how you were told that our support ends."},
	{"ending-untold", "", true, "That the victim was not told that support ends is said, and not passed over", ownRule,
		"You had not been told that our support ends."},
	{"return", "", true, "A victim can come back at any time, and the whole story is kept for them", supportRight,
		"You can come back at any time."},
	{"reopened", whoStaff, true, "A case is taken up again when the victim asks, when police raise the risk, or when a reply comes that somebody must read", supportRight,
		"Your case was taken up again."},
}
