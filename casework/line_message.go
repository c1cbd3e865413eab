package casework

// linesOfMessages are about what is written to the victim, or is not. The gate is safe
// contact: the rule that decided, and what it looked at, are kept with each message.
var linesOfMessages = []LineRule{
	{"message-sent", "", true, "A message leaves only where safe contact allows it at that very moment", safeWays,
		"We sent you a message, by a way that you had confirmed as safe."},
	{"message-waits", "", true, "Where only the hour is wrong, a message waits for the next safe moment, and is looked at again then", safeWays,
		"A message to you waited for a time that is safe for you."},
	{"message-refused", "", true, "Where safe contact does not allow it, a message does not leave", safeWays,
		"We did not send you a message, because we were not sure that it was safe."},
	{"message-not-wanted", "", true, "What the victim does not want to be told in writing is not written", tailored,
		"We did not write to you about something, as you had asked."},
	{"message-not-needed", "", true, "A message is looked at again when it is to leave: what no longer stands is not said", notProven,
		"We did not send you a message, because what it was about had changed."},
	{"message-paused", "", true, "While the victim's pause lasts nothing leaves by itself", ownRule,
		"We did not send you a message, because you had asked us not to contact you."},
	{"message-stopped", "", true, "After a sign that it may not be safe nothing leaves by itself, until a safe way is confirmed", othersAnswer,
		"We did not send you a message, because it may not have been safe."},
	{"message-unclear", "", true, "What may have left is never sent again: a second copy could be seen by somebody else", ownRule,
		"We do not know whether a message reached you, and did not send it again."},
	{"message-withdrawn", "", true, "What has not left is taken back when what it is about changes, or when contact stops", notProven,
		"We took a message back before it was sent, because things had changed."},
	{"message-missed", "", true, "A message that would come too late is not sent", ownRule,
		"We did not send you a message, because it would have come too late."},
	{"message-failed", "", true, "A message that the provider does not take is not tried again by itself; where it matters, somebody calls", ownRule,
		"A message to you could not be sent."},
	{"message-undelivered", whoProvides, true, "A message that came back is not known to the victim; where it matters, somebody calls", ownRule,
		"A message to you came back."},
	{"message-delivered", whoProvides, true, "Of a message that matters the receipt is kept, and nobody has to call instead", ownRule,
		"A message reached your telephone or your mailbox."},
	{"message-no-receipt", "", true, "A message that matters and is not known to have arrived becomes a call", ownRule,
		"We did not know whether a message had reached you."},
	{"reply", whoReplied, true, "A person reads every reply, and Beacon never answers one: it may come from anybody who holds the telephone", safeWays,
		"A reply came, and a person was asked to read it."},
}

// linesOfSafety are about what stops everything, and what a person must look at.
var linesOfSafety = []LineRule{
	{"halted", "", true, "After somebody else answered, or any sign of danger, all messages and planned calls stop at once, and a person finds a safe way", othersAnswer,
		"We stopped all messages and planned calls, because it may not have been safe for you."},
	{"resumed", "", true, "Only a way that the victim confirmed as safe lets messages leave again", safeWays,
		"You confirmed a safe way, and messages could be sent again."},
	{"concern", whoStaff, false, "A concern for somebody's safety is put to a supervisor at once", ownRule, ""},
	{"sealed", whoDecides, true, "A supervisor may decide that nothing leaves a case by itself; that holds at once, whatever was planned", ownRule, ""},
	{"unsealed", whoDecides, true, "When the seal is lifted, messages may leave again by what is confirmed as safe", ownRule, ""},
	{"counter-allegation", "", true, "Somebody may be a victim in one case and a suspect in another: nothing of the one is shown with the other", ownRule, ""},
	{"conflict-found", "", true, "A newer record does not overwrite what the victim confirmed: a person decides", safeWays, ""},
	{"conflict-urgent", "", true, "A newer record does not overwrite what the victim confirmed: a person decides, at once where it says that a way is not to be used", safeWays, ""},
	{"conflict-settled", whoStaff, true, "A person decided which record of a way to make contact is right", safeWays, ""},
	{"match-found", "", true, "Two records that may be of one person are never joined by themselves: a person compares them", ownRule, ""},
	{"match-settled", whoStaff, true, "A person decided whether two records are of one person", ownRule, ""},
}
