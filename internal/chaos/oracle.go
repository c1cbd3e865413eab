package chaos

import (
	"slices"
)

// Line is one thing that must be true when a run is over.
type Line struct {
	Name string
	Says string
	find func(Evidence) []string // what is against it
}

// Lines lists everything that must be true. To add one, add a row, and to the tests a run
// of which it is not true.
var Lines = []Line{
	{"answered", "everybody who asked was answered, and nobody was refused", unanswered},
	{"referral-once", "every referral answered with a 2xx exists exactly once, in SQL and in Temporal", lostReferrals},
	{"command-once", "every command answered with a 2xx is in its case exactly once, however often it was sent", lostCommands},
	{"message-once", "every message that was decided was accepted exactly once, or is with a person", lostMessages},
	{"reply-once", "every text of a victim that was answered for is kept once, and the case was told", lostReplies},
	{"deadline-once", "every deadline whose time has passed has exactly one outcome", lostDeadlines},
	{"never-stuck", "no case did nothing for 60 s about what was due while all was well", stuckCases},
	{"read-model", "what SQL shows is what the case says, and never went back", staleRows},
	{"audit", "everything that somebody asked and was answered for is in the audit", unaudited},
	{"workflows", "no case fails, and none has a workflow task that does", failingWorkflows},
	{"faults", "every fault was done as planned, and everything came to rest afterwards", undone},
}

// Finding is what one line found.
type Finding struct {
	Line    string   `json:"line"`
	Says    string   `json:"says"`
	Against []string `json:"against,omitempty"` // what is against it; none: it is true
}

// Judge holds the evidence against every line.
func Judge(e Evidence) (all []Finding) {
	for _, l := range Lines {
		found := l.find(e)
		slices.Sort(found)
		all = append(all, Finding{l.Name, l.Says, found})
	}
	return all
}
