package notify

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"beacon/messaging"
)

// Config is a service at GOV.UK Notify and how it is to be used. One of the two
// templates is needed for a channel that sends.
type Config struct {
	// APIKey is as Notify shows it: a name, the service's ID and a secret, joined by
	// hyphens.
	APIKey string
	// Template is the ID of the template that carries our words.
	Template string
	// Sender is the ID of one of the service's text senders, or of its reply-to
	// addresses for email; empty: the service's default.
	Sender string

	BaseURL   string            // instead of https://api.notifications.service.gov.uk
	Timeout   time.Duration     // for one answer; zero: DefaultTimeout
	Transport http.RoundTripper // nil: net/http's own
	Now       func() time.Time  // stamps each request; nil: time.Now
}

// DefaultTimeout is how long Notify is waited for, once for each letter.
const DefaultTimeout = 10 * time.Second

// production is where Notify is. Source: GOV.UK Notify, REST API documentation.
const production = "https://api.notifications.service.gov.uk"

var (
	uuid  = `[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`
	isID  = regexp.MustCompile(`^` + uuid + `$`)
	isKey = regexp.MustCompile(`^[^\s]*?-?(` + uuid + `)-(` + uuid + `)$`)
)

// Validate says everything that is wrong with a configuration, naming each setting and
// never its value.
func (c Config) Validate() error {
	var errs []error
	wrong := func(setting, why string) { errs = append(errs, fmt.Errorf("notify: %s %s", setting, why)) }
	if !isKey.MatchString(c.APIKey) {
		wrong("APIKey", "must be a name, the service's ID and a secret, joined by hyphens, as Notify shows it")
	}
	if !isID.MatchString(c.Template) {
		wrong("Template", "must be the ID of a template, a UUID")
	}
	if c.Sender != "" && !isID.MatchString(c.Sender) {
		wrong("Sender", "must be the ID of a sender, a UUID, or empty")
	}
	if c.BaseURL != "" && !messaging.WholeURL(c.BaseURL) {
		wrong("BaseURL", "must be a whole URL, or empty")
	}
	if c.Timeout < 0 {
		wrong("Timeout", "must not be negative")
	}
	return errors.Join(errs...)
}

func (c Config) withDefaults() Config {
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.BaseURL == "" {
		c.BaseURL = production
	}
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	return c
}
