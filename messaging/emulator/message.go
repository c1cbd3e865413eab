package emulator

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"slices"
	"time"
)

// Channel is how a message travels.
type Channel string

// The two channels.
const (
	SMS   Channel = "sms"
	Email Channel = "email"
)

// The providers, as faults and messages name them.
const (
	Twilio   = "twilio"
	SendGrid = "sendgrid"
	Notify   = "notify"
)

// Message is one text or one email to one recipient, as the provider took it.
type Message struct {
	ID      string  `json:"id"`  // unique; for email it is the sg_message_id of events
	SID     string  `json:"sid"` // what the sender was answered: Twilio's sid, SendGrid's X-Message-Id, Notify's id
	Channel Channel `json:"channel"`
	Carrier string  `json:"carrier,omitempty"` // Notify; "" is Twilio for texts, SendGrid for emails
	Inbound bool    `json:"inbound,omitempty"` // came from a person
	OptOut  string  `json:"opt_out,omitempty"` // inbound: STOP, START or HELP where it was such a word

	From     string `json:"from"`
	To       string `json:"to"`
	Service  string `json:"service,omitempty"` // Messaging Service SID; Notify's template
	Subject  string `json:"subject,omitempty"`
	Body     string `json:"body"`           // the text, or an email's plain words
	HTML     string `json:"html,omitempty"` // an email's HTML words
	Segments int    `json:"segments,omitempty"`

	Accepted   time.Time `json:"accepted"`             // UTC
	SendAt     time.Time `json:"send_at,omitzero"`     // scheduled for, UTC
	ValidUntil time.Time `json:"valid_until,omitzero"` // not sent after this, UTC
	Statuses   []Status  `json:"statuses"`             // oldest first, never empty
	Redacted   time.Time `json:"redacted,omitzero"`    // the sender blanked the words at the provider
	Deleted    time.Time `json:"deleted,omitzero"`     // the sender deleted it at the provider

	Callback         string            `json:"callback,omitempty"` // Twilio's StatusCallback
	ContentRetention string            `json:"content_retention,omitempty"`
	AddressRetention string            `json:"address_retention,omitempty"`
	Args             map[string]string `json:"args,omitempty"` // SendGrid's custom arguments; Notify's reference
	Categories       []string          `json:"categories,omitempty"`
	Tracking         []string          `json:"tracking,omitempty"` // click, open, subscription: those which were on

	Voiced bool `json:"voiced,omitempty"` // a UK landline: the network may read it aloud to whoever answers
	Test   bool `json:"test,omitempty"`   // from Twilio's test number: nothing more becomes of it
	Fate   Fate `json:"fate,omitzero"`
}

// Status is one step of a message's journey, in the provider's own word.
type Status struct {
	Name   string    `json:"name"`
	At     time.Time `json:"at"`               // UTC
	Code   int       `json:"code,omitempty"`   // Twilio's error code
	Reason string    `json:"reason,omitempty"` // SendGrid's reason
	Told   bool      `json:"told,omitempty"`   // the webhook was called, or given up on
	Answer int       `json:"answer,omitempty"` // the webhook's last HTTP status; 0 is none
	Posts  int       `json:"posts,omitempty"`  // how often the webhook was called
}

// Statuses of texts and emails, in the providers' words.
const (
	scheduled   = "scheduled"
	accepted    = "accepted"
	queued      = "queued"
	sent        = "sent"
	delivered   = "delivered"
	undelivered = "undelivered"
	canceled    = "canceled"
	received    = "received"
	processed   = "processed"
	bounced     = "bounce"
	dropped     = "dropped"
	spamreport  = "spamreport"

	created          = "created"
	sending          = "sending"
	permanentFailure = "permanent-failure"
	temporaryFailure = "temporary-failure"
)

// Status is where the message has got to.
func (m *Message) Status() Status { return m.Statuses[len(m.Statuses)-1] }

// SentAt is when the message left the provider; zero if it has not.
func (m *Message) SentAt() time.Time {
	for _, s := range m.Statuses {
		if slices.Contains([]string{sent, processed, received, sending}, s.Name) {
			return s.At
		}
	}
	return time.Time{}
}

// over says whether nothing more can become of it but a complaint.
func (m *Message) over() bool {
	ends := []string{delivered, undelivered, canceled, received, bounced, dropped, spamreport, permanentFailure, temporaryFailure}
	return m.Test || slices.Contains(ends, m.Status().Name)
}

// Provider is who took the message: Twilio, SendGrid or Notify.
func (m *Message) Provider() string {
	switch {
	case m.Carrier != "":
		return m.Carrier
	case m.Channel == Email:
		return SendGrid
	}
	return Twilio
}

func (m *Message) clone() Message {
	c := *m
	c.Statuses = slices.Clone(m.Statuses)
	c.Args = maps.Clone(m.Args)
	return c
}

// newSID makes a Twilio identifier: two letters and 32 hexadecimal digits.
func newSID(prefix string) string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, by its documentation
	return prefix + hex.EncodeToString(b[:])
}

// newMessageID makes an identifier as in SendGrid's X-Message-Id.
func newMessageID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}
