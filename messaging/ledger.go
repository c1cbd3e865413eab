package messaging

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"beacon/casework"
	"beacon/safecontact"
)

// Ledger keeps one row a message: what was decided of it and how far it came. Each
// method is one transaction; what a row becomes is decided by Entered, Settled and
// Reported, which a ledger applies and does not repeat.
type Ledger interface {
	// Standing is the row of a message; not found: nothing has been decided of it.
	Standing(ctx context.Context, messageID string) (row Delivery, found bool, err error)
	// Enter applies Entered and answers with the row as it then stands. fresh says that
	// d was entered: whoever enters a StateSending with fresh, and nobody else, may
	// call the provider, after Enter has returned.
	Enter(ctx context.Context, d Delivery) (row Delivery, fresh bool, err error)
	// Settle applies Settled. Settling a message that has no row is an error.
	Settle(ctx context.Context, s Settlement) error
	// Twins are the rows of which row is a Twin, in any order, among those to the same
	// victim.
	Twins(ctx context.Context, row Delivery, since time.Time) ([]Delivery, error)
}

// Delivery is one row of the ledger. It holds no name, number, address or words.
// Times are UTC.
type Delivery struct {
	MessageID string `json:"message_id"` // opaque; the same for every attempt
	EffectID  string `json:"effect_id"`  // what the case calls it
	CaseID    string `json:"case_id"`

	Template casework.Template `json:"template"`
	Version  string            `json:"version,omitempty"`  // of the template's files
	Language string            `json:"language,omitempty"` // of the words
	Channel  casework.Channel  `json:"channel"`
	Provider string            `json:"provider,omitempty"` // Channel.ID
	Point    string            `json:"point,omitempty"`    // the contact point, by ID

	About string    `json:"about,omitempty"` // what it is about within the case: a hearing's ID
	When  time.Time `json:"when,omitzero"`   // the moment its words speak of

	State       State       `json:"state"`
	Attempt     int         `json:"attempt"` // how many attempts have begun; a fencing number
	ProviderRef ProviderRef `json:"provider_ref,omitempty"`

	Rule   string              `json:"rule,omitempty"`   // the safe-contact rule that decided, where one did
	Reason string              `json:"reason,omitempty"` // the rule's words, or a stable code
	Until  time.Time           `json:"until,omitzero"`   // for StateWaiting: the next safe moment
	Inputs *safecontact.Inputs `json:"inputs,omitempty"` // what safe contact looked at
	// Imprint is a few bits of a hash of the letter: enough to tell that a letter
	// written again is the same one, too few to tell whose it is.
	Imprint string `json:"imprint,omitempty"`

	UsefulUntil time.Time `json:"useful_until"`
	EnteredAt   time.Time `json:"entered_at"`           // when the row was first made
	BegunAt     time.Time `json:"begun_at,omitzero"`    // when the latest attempt began
	SettledAt   time.Time `json:"settled_at,omitzero"`  // when its answer was known
	ReportedAt  time.Time `json:"reported_at,omitzero"` // when the provider last reported on it
}

// Settlement is what came of one attempt.
type Settlement struct {
	MessageID   string
	Attempt     int
	State       State
	ProviderRef ProviderRef
	Reason      string // a stable code
	At          time.Time
}

// Report is what a provider says of a message afterwards.
type Report struct {
	MessageID   string
	State       State
	ProviderRef ProviderRef
	Reason      string // a stable code: "twilio_30005"
	At          time.Time
}

// MessageID is the opaque name of a message: always the same for an effect, and
// telling nothing of it. It goes to providers and comes back from them. It has the
// form of a UUID (version 8, RFC 9562).
func MessageID(effectID string) string {
	sum := sha256.Sum256([]byte("beacon message\x00" + effectID))
	id := sum[:16]
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// Entered is what a row becomes when d is entered, and whether it was. The zero row
// is one that does not exist. Nothing is entered over an attempt that has left or
// may have. Entering StateSending begins the next attempt.
func (row Delivery) Entered(d Delivery) (Delivery, bool) {
	if !row.State.free() {
		return row, false
	}
	d.Attempt = row.Attempt
	if d.State == StateSending {
		d.Attempt++
	} else {
		d.BegunAt = row.BegunAt
	}
	if !row.EnteredAt.IsZero() {
		d.EnteredAt = row.EnteredAt
	}
	return d, true
}

// Settled is what a row becomes by a settlement, and whether it changed. One of an
// earlier attempt changes nothing.
func (row Delivery) Settled(s Settlement) (Delivery, bool) {
	if s.Attempt != row.Attempt {
		return row, false
	}
	next, moved := row.told(s.State, s.Reason, s.ProviderRef)
	if moved {
		next.SettledAt = s.At.UTC()
	}
	return next, next != row
}

// Reported is what a row becomes by a provider's report, and whether it changed.
// Reports may come before the attempt is settled, twice, and in any order.
func (row Delivery) Reported(r Report) (Delivery, bool) {
	if !r.State.Left() {
		return row, false
	}
	next, moved := row.told(r.State, r.Reason, r.ProviderRef)
	if moved {
		next.ReportedAt = r.At.UTC()
	}
	return next, next != row
}

// Another says that a report is of another text than the one that is known of a message:
// the provider took it twice. Nothing here should ever make that happen, and whoever
// runs the service is to know of it. Of emails it cannot be told.
func (row Delivery) Another(r Report) bool {
	return row.Channel == casework.Text && row.ProviderRef != "" && r.ProviderRef != "" && r.ProviderRef != row.ProviderRef
}

// told is what a row becomes by what somebody knows of it. Its state moves forward only,
// and the provider's first name for it stays.
func (row Delivery) told(s State, reason string, ref ProviderRef) (next Delivery, moved bool) {
	if next = row; next.ProviderRef == "" {
		next.ProviderRef = ref
	}
	if moved = Forward(row.State, s); moved {
		next.State, next.Reason = s, reason
	}
	return next, moved
}

// Twin says that another message has left or may have, by the same provider and in an
// attempt that began at a moment or later, and that its words to one address would be
// the same. Whoever looks for a letter by its words may find that one.
func (row Delivery) Twin(other Delivery, since time.Time) bool {
	return other.MessageID != row.MessageID && (other.State.Doubtful() || other.State.Left()) && !other.BegunAt.Before(since) &&
		other.Provider == row.Provider && other.Channel == row.Channel && other.Template == row.Template && other.When.Equal(row.When)
}

// Outcome is what the case is told of a row, if the row is settled for good.
func (row Delivery) Outcome() (casework.Outcome, bool) {
	out := casework.Outcome{Rule: row.Rule, Point: row.Point}
	switch {
	case row.State.Left():
		return casework.Outcome{State: casework.Sent, Point: row.Point}, true
	case row.State == StateRefused:
		out.State = casework.Refused
	case row.State == StateMissed:
		out.State = casework.Missed
	default:
		return casework.Outcome{}, false
	}
	out.Reason = row.Rule
	if row.Rule == "" {
		out.Reason = row.Reason
	}
	return out, true
}
