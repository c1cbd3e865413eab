package casework

import (
	"slices"
	"time"
)

// Command is something a person, or a provider on the victim's behalf, asks of a
// case. Its two halves are an update's validator and its handler: check changes
// nothing, apply cannot fail. The interface is sealed, so that every command is
// in this package.
type Command interface {
	Name() string   // its name on the wire, never changed once released
	Key() string    // makes a repeat recognisable
	Digest() string // tells a repeat from another command with the same key

	stages() []Stage // the stages in which it may be taken
	check(c *Case, now time.Time) error
	apply(c *Case, at time.Time)
}

// Commands lists every command, by example. To add one, add a line; package
// workflows and the tests walk this list.
var Commands = []Command{
	Referral{}, RecordAttempt{}, RecordNeeds{}, AgreePlan{}, SetHearing{}, AssessRisk{}, AddNote{},
	RaiseConcern{}, ContactPointChanged{}, RecordWithdrawal{}, CloseCase{}, ReopenCase{},
	RecordDecision{},
	Claim{}, AssignCase{}, HandOverCase{}, AnswerHandOver{}, ReassignTask{}, CoverOwner{}, RecordMarac{}, RecordHearingOutcome{}, TakeBackWithdrawal{},
	PlaceLegalHold{}, LiftLegalHold{}, SealChanged{}, DecideEnhancedRights{},
	RecordFinding{}, MergeCase{}, TakeOver{},
	MessageFailed{}, MessageDelivered{}, ReplyReceived{},
	RecordConsent{}, ReferOnward{}, OnwardProgress{},
	RecordRight{},
	SetPreferences{}, PauseContact{}, ResumeContact{}, AskChangeOfCaseworker{},
	RecordJusticeEvent{}, RecordTold{}, AdoptEdition{},
	RecordConversation{},
}

// Role is what somebody may do, as their token says.
type Role string

// The roles. Deny by default: a route that does not name a role refuses it.
const (
	Referrer    Role = "referrer"     // a police force's system, which refers victims
	Caseworker  Role = "caseworker"   // calls victims, assesses, plans and supports
	Supervisor  Role = "supervisor"   // a caseworker who also decides and signs off
	Manager     Role = "manager"      // a service manager: a supervisor to whom overdue decisions go
	WitnessCare Role = "witness-care" // a Witness Care Unit: hearings and dates
	Auditor     Role = "auditor"      // reads, changes nothing
	Admin       Role = "admin"        // runs the service; reads no case
	System      Role = "system"       // Beacon itself: webhooks and watches
)

// Roles lists the roles that a token may carry.
var Roles = []Role{Referrer, Caseworker, Supervisor, Manager, WitnessCare, Auditor, Admin}

// Decides says that a role may decide what is put to a supervisor.
func (r Role) Decides() bool { return r == Supervisor || r == Manager }

// Works says that a role works with victims.
func (r Role) Works() bool { return r == Caseworker || r.Decides() }

// Said is what every command carries: its key, who asked, and when it happened.
type Said struct {
	ID   string    `json:"id"`             // the idempotency key, opaque
	Body string    `json:"digest"`         // digest of what was sent, opaque
	By   string    `json:"by"`             // whose token it was: an opaque subject, never a name
	Role Role      `json:"role"`           // the role they used
	At   time.Time `json:"at,omitzero"`    // when it happened in the world, UTC; zero: when it was taken
	Text string    `json:"text,omitempty"` // ID of the words that came with it, which are kept outside the case
	If   int       `json:"if,omitempty"`   // the revision the asker had read; zero: any
}

// Key is the idempotency key.
func (s Said) Key() string { return s.ID }

// Digest is the digest of what was sent.
func (s Said) Digest() string { return s.Body }

// said is what a command says of itself, where it can be changed.
func (s *Said) said() *Said { return s }

// when is the moment it happened: as said, or else as taken.
func (s Said) when(taken time.Time) time.Time {
	if s.At.IsZero() {
		return taken
	}
	return s.At
}

// clockSkew is how far ahead of ours another system's clock may be before a time
// is called "in the future".
const clockSkew = 5 * time.Minute

// past adds a fault unless the moment it happened is between the case's referral and now.
func (s Said) past(f *faults, c *Case, now time.Time) {
	f.wrong(s.At.After(now.Add(clockSkew)), "/at", "in_the_future", "is in the future")
	f.wrong(!s.At.IsZero() && s.At.Before(c.Referred.Add(-clockSkew)), "/at", "before_the_referral", "is before the victim was referred")
}

// meant adds a fault for a date that nobody can mean. It also keeps out what JSON
// cannot write, a year before 0 or after 9999, which a change of zone can make.
func (f *faults) meant(t time.Time, pointer string) {
	year := t.UTC().Year()
	f.wrong(!t.IsZero() && (year < 1900 || year > 2200), pointer, "out_of_range", "is not in a year that can be meant")
}

// Receipt says that a command was taken. A repeat is answered with the same one.
type Receipt struct {
	Revision int   `json:"revision"`
	Stage    Stage `json:"stage"`
	Shown    bool  `json:"shown,omitempty"` // readers see it already; the case remembers this of no receipt
}

// taken remembers a command, so that a repeat is recognised.
type taken struct {
	Key     string  `json:"key"`
	Digest  string  `json:"digest"`
	Receipt Receipt `json:"receipt"`
}

// remembered is how many commands a case remembers. Temporal's own memory of an
// update lasts only for one run.
const remembered = 64

// anyOpen are the stages of a case that is not closed.
var anyOpen = []Stage{Reaching, Assessing, Planning, Supporting, Closing}

// anyStage are all stages: a closed case is then taken up from rest, if only to
// remember something.
var anyStage = append([]Stage{Closed}, anyOpen...)

// WhenClosed says that a command is taken by a closed case too, which does not have to
// be reopened for it.
func WhenClosed(m Command) bool { return slices.Contains(m.stages(), Closed) }
