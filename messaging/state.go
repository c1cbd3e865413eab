package messaging

// State is how far a message has come, as far as is known.
type State string

// The states. Waiting, refused and missed are also kept for messages that never
// reached a provider, so that why it was not sent is one read.
const (
	StateWaiting     State = "waiting"     // not safe now; nothing has left
	StateSending     State = "sending"     // an attempt has begun; written before the provider is called
	StateUnknown     State = "unknown"     // the attempt may or may not have left
	StateNotSent     State = "not_sent"    // the attempt certainly did not leave; another may follow
	StateMissed      State = "missed"      // its useful time had passed; it never left
	StateRefused     State = "refused"     // safe contact or the provider said no; it never left
	StateAccepted    State = "accepted"    // the provider has it
	StateSent        State = "sent"        // the provider passed it on
	StateDelivered   State = "delivered"   // a handset or a mailbox has it; no more is ever known
	StateUndelivered State = "undelivered" // it came back, or was given up on the way
)

// rank orders the states by what is known. What a provider reports outranks what
// was believed here; and a message that came back after it was said to be delivered
// did come back.
var rank = map[State]int{
	StateWaiting: 1, StateSending: 2, StateUnknown: 3, StateNotSent: 4, StateMissed: 5, StateRefused: 5,
	StateAccepted: 6, StateSent: 7, StateDelivered: 8, StateUndelivered: 9,
}

// Forward says whether knowing to tells more than knowing from. A ledger moves a
// row forward only, so that reports may come late, twice and in any order. A state
// that does not exist is never forward.
func Forward(from, to State) bool { return rank[to] > rank[from] }

// Left says that a provider has the message, whatever came of it afterwards.
func (s State) Left() bool { return rank[s] >= rank[StateAccepted] }

// Doubtful says that an attempt has begun and it is not known whether it left.
func (s State) Doubtful() bool { return s == StateSending || s == StateUnknown }

// free says that nothing can have left: the row may be entered again.
func (s State) free() bool { return s == "" || s == StateWaiting || s == StateNotSent }

// twilioStatuses are the words of Twilio's status callbacks. Its first status is
// not called back. Source: Twilio, Message resource, status values.
var twilioStatuses = map[string]State{
	"accepted": StateAccepted, "scheduled": StateAccepted, "queued": StateAccepted, "sending": StateAccepted,
	"sent": StateSent, "delivered": StateDelivered, "read": StateDelivered,
	"undelivered": StateUndelivered, "failed": StateUndelivered, "canceled": StateUndelivered,
}

// TwilioStatus is the state that a MessageStatus reports; not ok for a word that
// reports none.
func TwilioStatus(word string) (s State, ok bool) {
	s, ok = twilioStatuses[word]
	return s, ok
}

// sendGridEvents are the words of SendGrid's event webhook that tell of delivery.
// Source: SendGrid, event webhook reference.
var sendGridEvents = map[string]State{
	"processed": StateAccepted, "deferred": StateAccepted, "delivered": StateDelivered,
	"bounce": StateUndelivered, "dropped": StateUndelivered,
}

// SendGridEvent is the state that an event reports; not ok for an event that tells
// of something else.
func SendGridEvent(word string) (s State, ok bool) {
	s, ok = sendGridEvents[word]
	return s, ok
}

// SendGridOptOut says that an event means: write to this address no more.
func SendGridOptOut(word string) bool {
	return word == "spamreport" || word == "unsubscribe" || word == "group_unsubscribe"
}
