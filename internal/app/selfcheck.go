package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"time"

	"beacon/messaging/notify"
)

// Finding is what is unsafe, or could be safer, about a setting. Its words name no
// value.
type Finding struct {
	Setting string // the variable
	Why     string
	Unsafe  bool // a worker must not run with it
}

func (f Finding) String() string { return f.Setting + " " + f.Why }

// check is one row of the self-check: what is looked for in a configuration in which
// every setting is present.
type check struct {
	Finding
	found func(c Config) bool
}

const (
	refuses = true
	warns   = false
)

// checks is the self-check as far as it needs to ask nobody. To add one, add a line.
var checks = []check{
	{Finding{"BEACON_TWILIO_REDACTION", "is off with the real Twilio: it would keep the words and the number of every text", refuses},
		func(c Config) bool { return c.realTwilio() && !c.Twilio.Retention }},
	{Finding{"BEACON_PUBLIC_URL", "must begin with https:// with real providers: what they report about victims would cross the network in clear", refuses},
		func(c Config) bool { return c.real() && scheme(c.PublicURL) != "https" }},
	{Finding{"BEACON_TWILIO_BASE_URL", "must begin with https:// unless it is on this machine: texts would cross the network in clear", refuses},
		func(c Config) bool { return c.realTwilio() && inClear(c.Twilio.BaseURL) }},
	{Finding{"BEACON_SENDGRID_BASE_URL", "must begin with https:// unless it is on this machine: emails would cross the network in clear", refuses},
		func(c Config) bool { return c.uses(bySendGrid) && inClear(c.SendGrid.BaseURL) }},
	{Finding{"BEACON_NOTIFY_BASE_URL", "must begin with https:// unless it is on this machine: messages would cross the network in clear", refuses},
		func(c Config) bool { return c.uses(byNotify) && inClear(c.Notify.BaseURL) }},
	{Finding{"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION", "is on, so that anybody in between could be the server: name its authority by TEMPORAL_TLS_SERVER_CA_CERT_PATH instead", refuses},
		func(c Config) bool { return yes(c.Temporal.Unchecked) && !c.nearTemporal() }},
	{Finding{"TEMPORAL_TLS", "is false with an API key, which would cross the network in clear", refuses},
		func(c Config) bool { return no(c.Temporal.TLS) && c.Temporal.APIKey != "" && !c.nearTemporal() }},
	{Finding{"BEACON_TEMPORAL_ADDR", "is not on this machine, and TLS to it is off (TEMPORAL_TLS): cases cross the network in clear", warns},
		func(c Config) bool { return !c.nearTemporal() && !c.sealedTemporal() && c.Temporal.APIKey == "" }},
	{Finding{"BEACON_TWILIO_FROM", "is a name: nobody can reply STOP to it, or anything else", warns},
		func(c Config) bool { return c.uses(twilioFirst) && named.MatchString(c.Twilio.From) }},
	{Finding{"BEACON_TWILIO2_FROM", "is a name: nobody can reply STOP to it, or anything else", warns},
		func(c Config) bool { return c.uses(twilioSecond) && named.MatchString(c.Second.From) }},
	{Finding{"BEACON_SMS_PROVIDER", "or BEACON_SMS_FALLBACK is notify: it takes no validity period, so that a text it could not deliver may arrive up to three days late, outside a victim's safe times", warns},
		Config.textsByNotify},
	{Finding{"BEACON_NOTIFY_CALLBACK_TOKEN", "is not set, and texts go by Notify: nobody would hear a victim who replies STOP, or asks for help", refuses},
		func(c Config) bool { return c.textsByNotify() && c.Notify.Token == "" }},
	{Finding{"BEACON_NOTIFY_CALLBACK_TOKEN", "is not set: that a message by Notify came back is never heard", warns},
		func(c Config) bool { return c.uses(byNotify) && !c.textsByNotify() && c.Notify.Token == "" }},
	{Finding{"BEACON_SENDGRID_WEBHOOK_KEY", "is not set: that an email came back is never heard", warns},
		func(c Config) bool { return c.uses(bySendGrid) && c.SendGrid.WebhookKey == "" }},
	{Finding{"BEACON_SENDGRID_EU", "is off: emails pass through SendGrid's region in the United States", warns},
		func(c Config) bool { return c.uses(bySendGrid) && !loopback(c.SendGrid.BaseURL) && !c.SendGrid.EU }},
	{Finding{"BEACON_SENDING_HOURS", "is any with real providers: messages may leave at night", warns},
		func(c Config) bool { return c.real() && c.QuietHours == "any" }},
	{Finding{"BEACON_PROVIDER_REST", "is 0: a provider that fails is asked again for every message", warns},
		func(c Config) bool { return c.real() && c.Senders.Rest == 0 }},
}

func (c Config) textsByNotify() bool {
	return c.Senders.Texts == byNotify || c.Senders.Fallback == byNotify
}

// named is a sender that is no number.
var named = regexp.MustCompile(`[A-Za-z]`)

func (c Config) realTwilio() bool {
	return (c.uses(twilioFirst) || c.uses(twilioSecond)) && !loopback(c.Twilio.BaseURL)
}

func yes(value string) bool { return value == "1" || strings.EqualFold(value, "true") }
func no(value string) bool  { return value == "0" || strings.EqualFold(value, "false") }

// nearTemporal says whether Temporal is on this machine.
func (c Config) nearTemporal() bool {
	o, err := c.temporalOptions()
	return err == nil && loopback("//"+o.HostPort)
}

// sealedTemporal says whether what goes to Temporal is encrypted on its way.
func (c Config) sealedTemporal() bool {
	o, err := c.temporalOptions()
	return err == nil && o.ConnectionOptions.TLS != nil && !o.ConnectionOptions.TLSDisabled
}

func scheme(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme
}

func inClear(address string) bool {
	return address != "" && !loopback(address) && scheme(address) != "https"
}

// askWithin bounds the questions to providers at start-up.
const askWithin = 10 * time.Second

// SelfCheck looks for what is unsafe in a configuration that CheckWorker accepts: in
// the settings, and in the accounts at the providers that they name. A provider that
// cannot be asked is a warning: an outage of its must not keep the worker from raising
// tasks.
func (c Config) SelfCheck(ctx context.Context) []Finding {
	var all []Finding
	for _, row := range checks {
		if row.found(c) {
			all = append(all, row.Finding)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	return append(all, c.askProviders(ctx)...)
}

// refuseUnsafe says every warning to the log, and fails with everything that is unsafe.
func refuseUnsafe(ctx context.Context, c Config, log *slog.Logger) error {
	var errs []error
	for _, f := range c.SelfCheck(ctx) {
		if f.Unsafe {
			errs = append(errs, problem(f.Setting, f.Why))
			continue
		}
		log.WarnContext(ctx, "a setting could be safer", "setting", f.Setting, "why", f.Why)
	}
	if len(errs) == 0 {
		return nil
	}
	return fmt.Errorf("this configuration is unsafe: %w", errors.Join(errs...))
}

// askProviders looks at the accounts: SendGrid's tracking settings, and Notify's
// templates.
func (c Config) askProviders(ctx context.Context) (all []Finding) {
	if c.uses(bySendGrid) {
		all = append(all, c.askSendGrid(ctx)...)
	}
	if c.textsByNotify() {
		channel, err := notify.NewTexts(c.notify(c.Notify.SMS, c.Notify.Sender))
		all = append(all, askNotify(ctx, "BEACON_NOTIFY_SMS_TEMPLATE", channel, err)...)
	}
	if c.Senders.Emails == byNotify {
		channel, err := notify.NewEmails(c.notify(c.Notify.Email, ""))
		all = append(all, askNotify(ctx, "BEACON_NOTIFY_EMAIL_TEMPLATE", channel, err)...)
	}
	return all
}

func (c Config) askSendGrid(ctx context.Context) []Finding {
	const key = "BEACON_SENDGRID_API_KEY"
	channel, err := c.sendGrid()
	if err != nil {
		return []Finding{{key, "or another setting of SendGrid's cannot be used: " + err.Error(), refuses}}
	}
	on, err := channel.Tracking(ctx)
	if err != nil {
		return []Finding{{key, "belongs to an account whose tracking settings could not be read: " + err.Error(), warns}}
	}
	var all []Finding
	for _, kind := range on {
		all = append(all, Finding{key, "belongs to an account in which " + kind + " tracking is on: turn it off in SendGrid's settings, so that no email can follow its reader", refuses})
	}
	return all
}

func askNotify(ctx context.Context, setting string, channel *notify.Channel, err error) []Finding {
	if err != nil {
		return []Finding{{setting, "or another setting of Notify's cannot be used: " + err.Error(), refuses}}
	}
	switch err := channel.CheckTemplate(ctx); {
	case err == nil:
		return nil
	case errors.Is(err, notify.ErrTemplate):
		return []Finding{{setting, "names a template with words of its own: " + err.Error(), refuses}}
	default:
		return []Finding{{setting, "names a template that could not be read: " + err.Error(), warns}}
	}
}
