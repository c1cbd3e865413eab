package casework

import "time"

// Channel is a way in which a written message may leave.
type Channel string

// The channels a case may ask for. A channel is a wish: safe contact decides at
// the moment of sending whether it may be used.
const (
	Text  Channel = "text"
	Email Channel = "email"
)

// Template names the words of a message; the words themselves live in
// messaging/templates, one folder a template.
type Template string

// Every template a case can ask for. To add one, add a line here and a folder there.
const (
	SupportAccepted Template = "support_accepted" // the victim said yes: what happens next
	PlanAgreed      Template = "plan_agreed"      // a support plan was agreed; When is its review
	HearingReminder Template = "hearing_reminder" // a hearing is near; When is its start
	HearingWarned   Template = "hearing_warned"   // a hearing may be soon, on a day that is not known; When is when its window begins, and is not told
	LeaveOpen       Template = "leave_open"       // not reached: the door stays open
	SupportEnded    Template = "support_ended"    // the case is closing: how to come back

	SomethingToDiscuss Template = "something_to_discuss" // a right whose time runs has not been decided on; When is the end of its time, which no words speak of
)

// Templates lists every template, in the order a case may use them.
var Templates = []Template{SupportAccepted, PlanAgreed, HearingReminder, HearingWarned, LeaveOpen, SupportEnded, SomethingToDiscuss}

// Effect is something decided and not yet done. Its ID is unique for ever and
// makes doing it twice harmless: it is the key of the delivery ledger.
type Effect struct {
	ID      string   `json:"id"`
	Message *Message `json:"message,omitempty"`

	// Withdrawn says that the case no longer wants it; it is then settled
	// without being done if it has not been done already.
	Withdrawn bool `json:"withdrawn,omitempty"`

	// Delivered says that its receipt came before we heard that it had left.
	Delivered bool `json:"delivered,omitempty"`
}

// Message is a wish to write to the victim. It holds no words, name or number.
type Message struct {
	Template    Template  `json:"template"`
	Channel     Channel   `json:"channel"`
	When        time.Time `json:"when,omitzero"`         // the moment the words speak of, UTC; zero where they speak of none
	UsefulUntil time.Time `json:"useful_until"`          // never sent at or after this moment, UTC
	About       string    `json:"about,omitempty"`       // what it is about within the case: a hearing's ID
	Alternative bool      `json:"alternative,omitempty"` // another channel was tried first
}

// OutcomeState is what came of an effect.
type OutcomeState string

// The outcomes of an effect. Only an outage is an error; everything here is an answer.
const (
	Sent    OutcomeState = "sent"    // the provider took it
	Waiting OutcomeState = "waiting" // not safe now; ask again at Until
	Refused OutcomeState = "refused" // safe contact or the provider said no; trying again cannot mend it
	Unclear OutcomeState = "unclear" // it may or may not have left, and that cannot be settled
	Missed  OutcomeState = "missed"  // its useful time had passed

	Withdrawn OutcomeState = "withdrawn" // the case no longer wanted it, and it had not left
	Broken    OutcomeState = "broken"    // the work itself failed in a way that trying again cannot mend
)

// Outcome is what came of an effect: a refusal is an outcome, not an error.
// Reason is a stable code, never words about a person.
type Outcome struct {
	State  OutcomeState `json:"state"`
	Reason string       `json:"reason,omitempty"`
	Rule   string       `json:"rule,omitempty"`  // the safe-contact rule that decided
	Until  time.Time    `json:"until,omitzero"`  // for Waiting: the earliest safe moment, UTC
	Point  string       `json:"point,omitempty"` // the contact point used or refused, by ID
}
