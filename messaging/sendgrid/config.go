package sendgrid

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"beacon/messaging"
)

// Config is an account at SendGrid and how it is to be used.
type Config struct {
	APIKey      string
	FromName    string // what a reader sees first; it must reveal nothing
	FromAddress string

	// EU sends by SendGrid's European region. What its webhooks report passes through
	// the United States all the same.
	EU bool
	// Activity says that the account has bought email activity history, so that
	// SendGrid can be asked whether it took a letter.
	Activity bool

	BaseURL   string            // instead of https://api.sendgrid.com; with it EU has no effect
	Timeout   time.Duration     // for one answer; zero: DefaultTimeout
	Transport http.RoundTripper // nil: net/http's own
}

// DefaultTimeout is how long SendGrid is waited for, once for each letter.
const DefaultTimeout = 10 * time.Second

// Where SendGrid is. Source: sendgrid-go, SetDataResidency.
const (
	global = "https://api.sendgrid.com"
	europe = "https://api.eu.sendgrid.com"
)

// Validate says everything that is wrong with a configuration, naming each setting
// and never its value.
func (c Config) Validate() error {
	var errs []error
	wrong := func(setting, why string) { errs = append(errs, fmt.Errorf("sendgrid: %s %s", setting, why)) }
	if c.APIKey == "" || strings.ContainsFunc(c.APIKey, func(r rune) bool { return r <= ' ' || r > '~' }) {
		wrong("APIKey", "is needed, and has no spaces")
	}
	if !address(c.FromAddress) {
		wrong("FromAddress", "must be one email address")
	}
	if strings.ContainsFunc(c.FromName, func(r rune) bool { return r < ' ' || r == '<' || r == '>' || r == '"' }) {
		wrong("FromName", "must be a plain name")
	}
	if c.BaseURL != "" && !messaging.WholeURL(c.BaseURL) {
		wrong("BaseURL", "must be a whole URL, or empty")
	}
	if c.Timeout < 0 {
		wrong("Timeout", "must not be negative")
	}
	return errors.Join(errs...)
}

// address is the last look at where a letter goes: one reader, and nothing that
// could become a header. Whether it is a good address is decided before.
func address(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && strings.Contains(domain, ".") && len(s) <= 254 &&
		!strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`@<>,;:"()[]\`, r) && r != '@' }) &&
		strings.Count(s, "@") == 1
}

func (c Config) host() string {
	switch {
	case c.BaseURL != "":
		return strings.TrimSuffix(c.BaseURL, "/")
	case c.EU:
		return europe
	}
	return global
}
