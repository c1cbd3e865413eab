package twilio

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"beacon/messaging"
)

// Config is an account at Twilio and how it is to be used.
type Config struct {
	// Name is what the ledger calls this account; empty: "twilio". A second account has
	// another.
	Name string

	AccountSID string
	AuthToken  string

	// From is the number or the name that texts come from. MessagingServiceSID lets a
	// Messaging Service choose it. One of the two is needed, and not both.
	From                string
	MessagingServiceSID string

	// PublicURL is where Twilio can reach this service; status callbacks go to
	// StatusPath under it.
	PublicURL string

	// DiscardContent and ObfuscateAddress ask Twilio to keep neither the words nor the
	// number. The account must have the feature. With either, Twilio cannot be asked
	// afterwards whether it took a text, and a doubtful one goes to a person.
	DiscardContent   bool
	ObfuscateAddress bool

	BaseURL   string            // instead of https://api.twilio.com
	Timeout   time.Duration     // for one answer; zero: DefaultTimeout
	Transport http.RoundTripper // nil: net/http's own
}

// DefaultTimeout is how long Twilio is waited for, once for each text.
const DefaultTimeout = 10 * time.Second

// StatusPath is where Twilio's status callbacks go, with the MessageID as m.
const StatusPath = "/v1/webhooks/twilio/status"

var (
	alphanumeric = regexp.MustCompile(`^[a-zA-Z0-9]+$`) // what the SDK takes; it refuses anything else at each send
	e164         = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	senderName   = regexp.MustCompile(`^[A-Za-z0-9 ]{1,11}$`)
	hasLetter    = regexp.MustCompile(`[A-Za-z]`)
)

// Validate says everything that is wrong with a configuration, naming each setting
// and never its value.
func (c Config) Validate() error {
	var errs []error
	wrong := func(setting, why string) { errs = append(errs, fmt.Errorf("twilio: %s %s", setting, why)) }
	if !alphanumeric.MatchString(c.AccountSID) {
		wrong("AccountSID", "must be letters and digits only")
	}
	if !alphanumeric.MatchString(c.AuthToken) {
		wrong("AuthToken", "must be letters and digits only")
	}
	switch {
	case (c.From == "") == (c.MessagingServiceSID == ""):
		wrong("From", "or MessagingServiceSID is needed, and not both")
	case c.From != "" && !e164.MatchString(c.From) && !(senderName.MatchString(c.From) && hasLetter.MatchString(c.From)):
		wrong("From", "must be a number like +441632960001 or a name of at most 11 letters, digits and spaces")
	case c.MessagingServiceSID != "" && !alphanumeric.MatchString(c.MessagingServiceSID):
		wrong("MessagingServiceSID", "must be letters and digits only")
	}
	if !messaging.WholeURL(c.PublicURL) {
		wrong("PublicURL", "must be a whole URL, like https://beacon.example.org")
	}
	if c.BaseURL != "" && !messaging.WholeURL(c.BaseURL) {
		wrong("BaseURL", "must be a whole URL, or empty")
	}
	if c.Timeout < 0 {
		wrong("Timeout", "must not be negative")
	}
	return errors.Join(errs...)
}

// statusCallback is where the reports on one message go.
func (c Config) statusCallback(messageID string) string {
	return strings.TrimSuffix(c.PublicURL, "/") + StatusPath + "?m=" + url.QueryEscape(messageID)
}
