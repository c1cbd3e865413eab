package messaging

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"

	"beacon/safecontact"
)

// Contacts knows how a victim may be reached. It is asked at the moment of sending,
// so that what changed a minute ago counts.
type Contacts interface {
	// Contact is how the victim of a case may be reached today. A victim with no
	// contact points is an answer, not an error.
	Contact(ctx context.Context, caseID string) (Contact, error)
}

// Contact is how one victim may be reached. It prints as its CaseID only.
type Contact struct {
	CaseID   string
	Name     string // what the victim chose to be called in messages; may be empty
	Language string // BCP 47 tag; empty: English
	Points   []PointValue
	Sealed   bool // a supervisor sealed the case: nothing may leave
	Needs    []AccessNeed
}

// needs says that the victim has an access need.
func (c Contact) needs(n AccessNeed) bool { return slices.Contains(c.Needs, n) }

// tongue is the language to write in to a point: the victim's own, in easy words where
// they need them, or in plain ones where they chose them, and where we have them.
func (c Contact) tongue(p safecontact.Point) string {
	base, _, _ := strings.Cut(strings.ToLower(c.Language), "-")
	switch english := base == "" || base == English; {
	case english && c.needs(EasyRead):
		return EasyEnglish
	case english && p.Plain():
		return PlainEnglish
	}
	return c.Language
}

// AccessNeed is what a victim needs in order to be reached at all.
type AccessNeed string

// The access needs. CallNotText, LargePrint and EasyRead are met by what is sent; the
// others are for the people who call.
const (
	CallNotText AccessNeed = "call_not_text"
	LargePrint  AccessNeed = "large_print"
	EasyRead    AccessNeed = "easy_read"
	SignLang    AccessNeed = "bsl"
	TextRelay   AccessNeed = "text_relay"
)

// AccessNeeds lists every access need.
var AccessNeeds = []AccessNeed{CallNotText, LargePrint, EasyRead, SignLang, TextRelay}

// PointValue is a contact point with the number or address it stands for. It prints
// as its ID only.
type PointValue struct {
	safecontact.Point
	Value string
}

// String is the CaseID, so that no log or error can hold the contact.
func (c Contact) String() string { return "contact of case " + c.CaseID }

// GoString is the same as String.
func (c Contact) GoString() string { return c.String() }

// LogValue is the same as String.
func (c Contact) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON is the same as String.
func (c Contact) MarshalJSON() ([]byte, error) { return json.Marshal(c.String()) }

// String is the ID, so that no log or error can hold the value.
func (p PointValue) String() string { return "contact point " + p.ID }

// GoString is the same as String.
func (p PointValue) GoString() string { return p.String() }

// LogValue is the same as String.
func (p PointValue) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalJSON writes the point without its value.
func (p PointValue) MarshalJSON() ([]byte, error) { return json.Marshal(p.Point) }
