package safecontact

import "time"

// Kind is what a contact point is.
type Kind string

// The kinds of contact point.
const (
	PhonePoint   Kind = "phone"
	EmailPoint   Kind = "email"
	AddressPoint Kind = "address"
)

// Kinds lists every kind of contact point.
var Kinds = []Kind{PhonePoint, EmailPoint, AddressPoint}

// Channel is a way of using a contact point.
type Channel string

// The channels.
const (
	ByCall      Channel = "call"
	ByText      Channel = "text"
	ByVoicemail Channel = "voicemail"
	ByEmail     Channel = "email"
	ByPost      Channel = "post"
)

// Channels lists every channel.
var Channels = []Channel{ByCall, ByText, ByVoicemail, ByEmail, ByPost}

// uses is the kind of point that each channel needs.
var uses = map[Channel]Kind{
	ByCall: PhonePoint, ByText: PhonePoint, ByVoicemail: PhonePoint, ByEmail: EmailPoint, ByPost: AddressPoint,
}

// Sharing is who else can see or answer a contact point.
type Sharing string

// Who else has it. SharingUnknown is not the same as Nobody: it was not asked.
const (
	SharingUnknown Sharing = ""
	Nobody         Sharing = "nobody"
	Household      Sharing = "household"
	AnotherPerson  Sharing = "another_person" // somebody else whom the service knows
	Suspect        Sharing = "suspect"
)

// Allowed is what the victim has agreed a contact point may be used for. The zero
// value allows nothing.
type Allowed struct {
	Call      bool `json:"call"`
	Text      bool `json:"text"`
	Voicemail bool `json:"voicemail"`
	Email     bool `json:"email"`
	Post      bool `json:"post"`

	// WithheldNumber says that a call may, and should, hide the caller's number. It
	// allows no channel by itself.
	WithheldNumber bool `json:"withheld_number"`

	// PlainWords says that the victim chose to be written to, at this very point, in words
	// that say what it is about. It allows no channel by itself, and counts only where
	// nobody else has the point; police cannot choose it for them.
	PlainWords bool `json:"plain_words,omitempty"`
}

// Neutral is what is allowed, without the choice of plain words.
func (a Allowed) Neutral() Allowed {
	a.PlainWords = false
	return a
}

// Allows says whether a channel is among those agreed.
func (a Allowed) Allows(c Channel) bool {
	switch c {
	case ByCall:
		return a.Call
	case ByText:
		return a.Text
	case ByVoicemail:
		return a.Voicemail
	case ByEmail:
		return a.Email
	case ByPost:
		return a.Post
	}
	return false
}

// Point is what is known of one contact point, without its value: it may be
// stored, logged by ID and returned to staff. Times are UTC; zero means never.
type Point struct {
	ID      string  `json:"id"`
	Kind    Kind    `json:"kind"`
	Mobile  bool    `json:"mobile,omitempty"` // a UK mobile number, as ParsePhone found
	Allowed Allowed `json:"allowed"`

	VerifiedAt time.Time `json:"verified_at,omitzero"` // when the victim last confirmed that it is safe
	VerifiedBy string    `json:"verified_by,omitempty"`
	ExpiresAt  time.Time `json:"expires_at,omitzero"` // the confirmation counts until then; zero: no set end

	// Windows are the times the victim agreed. None means that no times were asked
	// for, and the service's own hours are the only limit.
	Windows []Window `json:"windows,omitempty"`

	DoNotUse       bool   `json:"do_not_use,omitempty"`
	DoNotUseReason string `json:"do_not_use_reason,omitempty"` // a code, never words about a person

	FrozenAt     time.Time `json:"frozen_at,omitzero"` // a third party answered, or a signal was unsafe
	FrozenReason string    `json:"frozen_reason,omitempty"`

	OptedOut   bool    `json:"opted_out,omitempty"` // the reader of it asked for no more written messages
	SharedWith Sharing `json:"shared_with,omitempty"`

	LastSuccess time.Time `json:"last_success,omitzero"` // when the victim was last reached by it
}

// Plain says that what is written to the point may say what it is about.
func (p Point) Plain() bool { return p.Allowed.PlainWords && p.SharedWith == Nobody }

// heard is the last sign that the point still is the victim's.
func (p Point) heard() time.Time {
	if p.LastSuccess.After(p.VerifiedAt) {
		return p.LastSuccess
	}
	return p.VerifiedAt
}
