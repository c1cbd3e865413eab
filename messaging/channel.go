package messaging

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"
)

// Channel hands letters to one provider. It may be used by many at once.
type Channel interface {
	// ID names the provider in the ledger: "twilio".
	ID() string
	// Send hands a letter over. An error is a Refused, an Unknown or a NotSent, and
	// holds nothing of the letter.
	Send(ctx context.Context, l Letter) (ProviderRef, error)
}

// Finder is a Channel that can look for a letter that may have been handed over.
type Finder interface {
	// Find looks for a letter among those the provider took since a moment. Only where
	// the provider's answer proves that it never took it is a Sighting empty without an
	// error.
	Find(ctx context.Context, l Letter, since time.Time) (Sighting, error)
}

// Sighting is what a provider has that is a letter, or may be.
type Sighting struct {
	Refs []ProviderRef
	// Alike says that they are known by their words only: another message in the same
	// words, to the same place, may be among them.
	Alike bool
	// Partial says that the provider may have others, which it does not show.
	Partial bool
}

// ProviderRef is the provider's own name for a message it took.
type ProviderRef string

// Letter is one message, written and addressed. It prints as its MessageID only.
type Letter struct {
	MessageID string // opaque; goes with the letter and comes back in every report on it
	To        string // a number in E.164 form, or an email address
	Language  string // of the words: "en"

	Text    string
	Subject string // for email
	HTML    string // for email

	// ValidFor is how long the provider may still try; it is more than zero.
	ValidFor time.Duration
	// Wanted is asked as the first byte of the letter is about to leave; where it says
	// no, nothing leaves. Nil means yes. It is what stops a sender that slept.
	Wanted func() bool
}

// String is the MessageID, so that no log or error can hold the letter.
func (l Letter) String() string { return "letter " + l.MessageID }

// GoString is the same as String.
func (l Letter) GoString() string { return l.String() }

// LogValue is the same as String.
func (l Letter) LogValue() slog.Value { return slog.StringValue(l.String()) }

// MarshalJSON is the same as String: a letter is handed over, not stored.
func (l Letter) MarshalJSON() ([]byte, error) { return json.Marshal(l.String()) }
