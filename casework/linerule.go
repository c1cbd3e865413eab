package casework

import (
	"slices"
	"strings"
)

// Source is where a rule comes from.
type Source struct {
	Says     string
	Verified bool // it was read there, or is this service's own; false: from general knowledge of it
}

// Where the rules of timelines, clocks and tasks come from. The duties of the Victims'
// Code and the rules of safe contact carry their own.
var (
	ownRule      = Source{"this service's own rule", true}
	ownAttempts  = Source{"this service's own contact standard; no national rule on the number of attempts was found", true}
	safeWays     = Source{"techsafety.org, safe contact methods: never contact by a means the survivor has not said is safe, and ask again, because safety changes", true}
	othersAnswer = Source{"Cleveland referrals 2014: contact suspended because somebody else answered; this service's own rule", true}
	interpreters = Source{"Bracknell Forest and Sunderland pathways: professional interpreters only, never family, friends or children", true}
	supportRight = Source{"Victims' Code, Right 4: support tailored to your needs, asked about again when they change", true}
	tailored     = Source{"Victims' Code, Right 1: be understood; Right 4: support tailored to your needs", true}
	enhanced     = Source{"Victims' Code 2020, Enhanced Rights", true}
	courtRight   = Source{"Victims' Code, Right 8: information about the trial and the role of a witness", true}
	outcomeRight = Source{"Victims' Code, Right 9: information about the outcome", true}
	maracRefers  = Source{maracCriteria, true}
	maracAgain   = Source{"safelives.org.uk, briefing for MARACs: repeat cases", true}
	riskReviewed = Source{"plymouthscb.co.uk and South Tyneside Council: risk is reviewed after any new incident, and at least every 12 weeks", true}
	riskRaised   = Source{"local safeguarding boards' guidance on DASH override indicators", true}
	consentRight = Source{"UK GDPR, Article 7: consent can be withdrawn at any time", false}
	keptSo       = Source{"Victim Support, published retention criteria", true}
	rightsTime   = Source{"this service's own pattern of reminders; the times themselves are in the edition of the Victims' Code, each with its source", true}
	countedAs    = Source{"Home Office Counting Rules for Recorded Crime", false}
	notProven    = Source{"Cumberbatch and Barnes, Staffordshire: texts to people who had been de-warned; reminders are a right to know", true}
)

// LineRule is one row of why a line of a timeline is there: who acts, by which rule,
// and where that comes from.
type LineRule struct {
	What   string
	Who    string // who acts, where somebody does; empty: only ever Beacon by itself
	Auto   bool   // Beacon acts by itself, or may
	Why    string // the rule: what is done, and why
	Source Source
	Victim string // the same said to the victim; empty: it is not told to them
}

// Who acts, as a timeline says it: a role and never a name.
const (
	whoStaff     = "staff"
	whoDecides   = "a supervisor"
	whoReferred  = "who referred"
	whoListed    = "the Witness Care Unit, or staff"
	whoProvides  = "the provider of messages"
	whoReplied   = "somebody who replied"
	whoRefersOrs = "who referred, or staff"
)

// LineRules lists every kind of line that a timeline can have. A test compares it with
// what is written: to write another, add a row to one of these.
var LineRules = slices.Concat(
	linesOfReferral, linesOfReaching, linesOfMessages, linesOfSafety, linesOfRisk, linesOfSupport,
	linesOfCourt, linesOfOwners, linesOfTasks, linesOfRecords, linesOfEnding, linesOfDuties, linesOfRights,
)

// LineRuleOf finds the row of a kind of line; not found: none is written under this name.
func LineRuleOf(what string) (LineRule, bool) {
	i := slices.IndexFunc(LineRules, func(r LineRule) bool { return r.What == what })
	if i < 0 {
		return LineRule{}, false
	}
	return LineRules[i], true
}

// TaskKindOf is the kind of the task with an ID, as a line about a task names it.
func TaskKindOf(id string) (TaskKind, bool) {
	i := strings.LastIndexByte(id, '-')
	if i < 0 {
		return "", false
	}
	kind := TaskKind(id[:i])
	return kind, kind.Rule().Kind != ""
}
