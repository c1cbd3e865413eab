package app

import (
	"context"
	"errors"
	"slices"

	"beacon/casework"
	"beacon/messaging"
	"beacon/messaging/notify"
	"beacon/messaging/sendgrid"
	"beacon/messaging/twilio"
)

// The senders, as settings and the ledger name them.
const (
	twilioFirst  = "twilio"
	twilioSecond = "twilio2"
	bySendGrid   = "sendgrid"
	byNotify     = "notify"
)

// uses says whether a sender is one of those configured.
func (c Config) uses(sender string) bool {
	return slices.Contains([]string{c.Senders.Texts, c.Senders.Fallback, c.Senders.Emails}, sender)
}

// real says whether a provider that is used is not on this machine.
func (c Config) real() bool {
	at := map[string]string{
		twilioFirst: c.Twilio.BaseURL, twilioSecond: c.Twilio.BaseURL, bySendGrid: c.SendGrid.BaseURL, byNotify: c.Notify.BaseURL,
	}
	for sender, address := range at {
		if c.uses(sender) && !loopback(address) {
			return true
		}
	}
	return false
}

// checkSenders says what is wrong with who sends what, and with what those need who do.
func (c Config) checkSenders() error {
	var errs []error
	one := func(value, variable, wants string, of ...string) {
		if !slices.Contains(of, value) {
			errs = append(errs, problem(variable, wants))
		}
	}
	one(c.Senders.Texts, "BEACON_SMS_PROVIDER", "must be twilio or notify", twilioFirst, byNotify)
	one(c.Senders.Emails, "BEACON_EMAIL_PROVIDER", "must be sendgrid or notify", bySendGrid, byNotify)
	one(c.Senders.Fallback, "BEACON_SMS_FALLBACK", "must be twilio, twilio2 or notify, or empty", "", twilioFirst, twilioSecond, byNotify)
	if c.Senders.Fallback == c.Senders.Texts {
		errs = append(errs, problem("BEACON_SMS_FALLBACK", "must be another sender than BEACON_SMS_PROVIDER"))
	}
	if c.Senders.Rest < 0 || min(c.Twilio.PerSecond, c.SendGrid.PerSecond, c.Notify.PerSecond) < 0 {
		errs = append(errs, problem("BEACON_PROVIDER_REST", "and every BEACON_…_PER_SECOND must be 0 or more"))
	}
	for _, name := range c.Senders.Twice {
		one(string(name), "BEACON_RATHER_TWICE", "has "+string(name)+", which is no template", templateNames()...)
	}
	if c.uses(twilioFirst) {
		errs = append(errs, needTwilio("BEACON_TWILIO", c.Twilio.Account, c.Twilio.Token, c.Twilio.From, c.Twilio.Service))
	}
	if c.uses(twilioSecond) {
		errs = append(errs, needTwilio("BEACON_TWILIO2", c.Second.Account, c.Second.Token, c.Second.From, c.Second.Service))
	}
	if c.uses(bySendGrid) {
		errs = append(errs, need(c.SendGrid.Key, "BEACON_SENDGRID_API_KEY", "emails are sent with it"),
			need(c.SendGrid.From, "BEACON_SENDGRID_FROM", "emails come from it"))
	}
	if c.uses(byNotify) {
		errs = append(errs, c.needNotify())
	}
	return errors.Join(errs...)
}

func needTwilio(name, account, token, from, service string) error {
	var sender error
	switch {
	case from == "" && service == "":
		sender = problem(name+"_FROM", "is not set, and neither is "+name+"_MESSAGING_SERVICE_SID: one of them says who texts come from")
	case from != "" && service != "":
		sender = problem(name+"_FROM", "and "+name+"_MESSAGING_SERVICE_SID are both set: only one of them can say who texts come from")
	}
	return errors.Join(sender,
		need(account, name+"_ACCOUNT_SID", "texts are sent with it"), need(token, name+"_AUTH_TOKEN", "texts are sent with it"))
}

func (c Config) needNotify() error {
	errs := []error{need(c.Notify.Key, "BEACON_NOTIFY_API_KEY", "messages are sent with it")}
	if c.textsByNotify() {
		errs = append(errs, need(c.Notify.SMS, "BEACON_NOTIFY_SMS_TEMPLATE", "it carries the words of texts"))
	}
	if c.Senders.Emails == byNotify {
		errs = append(errs, need(c.Notify.Email, "BEACON_NOTIFY_EMAIL_TEMPLATE", "it carries the words of emails"))
	}
	return errors.Join(errs...)
}

// post is every sender, within its limits.
type post struct {
	channels  map[casework.Channel]messaging.Channel
	fallbacks map[casework.Channel][]messaging.Channel
}

// all are the senders, each once.
func (p post) all() []messaging.Channel {
	var all []messaging.Channel
	for name, channel := range p.channels {
		all = append(append(all, channel), p.fallbacks[name]...)
	}
	return all
}

// openPost makes the configured senders. It calls nobody.
func openPost(c Config) (post, error) {
	texts, err := c.texts(c.Senders.Texts)
	if err != nil {
		return post{}, err
	}
	emails, err := c.emails()
	if err != nil {
		return post{}, err
	}
	p := post{
		channels:  map[casework.Channel]messaging.Channel{casework.Text: texts, casework.Email: emails},
		fallbacks: map[casework.Channel][]messaging.Channel{},
	}
	if c.Senders.Fallback != "" {
		second, err := c.texts(c.Senders.Fallback)
		if err != nil {
			return post{}, err
		}
		p.fallbacks[casework.Text] = []messaging.Channel{second}
	}
	return p, nil
}

func (c Config) guarded(channel messaging.Channel, perSecond int) messaging.Channel {
	return messaging.Guarded(channel, messaging.Limits{PerSecond: perSecond, Rest: c.Senders.Rest})
}

// texts is one sender of texts.
func (c Config) texts(sender string) (messaging.Channel, error) {
	if sender == byNotify {
		channel, err := notify.NewTexts(c.notify(c.Notify.SMS, c.Notify.Sender))
		if err != nil {
			return nil, err
		}
		return c.guarded(channel, c.Notify.PerSecond), nil
	}
	account := twilio.Config{
		Name: sender, AccountSID: c.Twilio.Account, AuthToken: c.Twilio.Token, From: c.Twilio.From, MessagingServiceSID: c.Twilio.Service,
		PublicURL: c.PublicURL, BaseURL: c.Twilio.BaseURL, DiscardContent: c.Twilio.Retention, ObfuscateAddress: c.Twilio.Retention,
		Transport: c.traced.Transport(sender),
	}
	if sender == twilioSecond {
		account.AccountSID, account.AuthToken = c.Second.Account, c.Second.Token
		account.From, account.MessagingServiceSID = c.Second.From, c.Second.Service
	}
	channel, err := twilio.New(account)
	if err != nil {
		return nil, err
	}
	return c.guarded(channel, c.Twilio.PerSecond), nil
}

// emails is the sender of emails.
func (c Config) emails() (messaging.Channel, error) {
	if c.Senders.Emails == byNotify {
		channel, err := notify.NewEmails(c.notify(c.Notify.Email, ""))
		if err != nil {
			return nil, err
		}
		return c.guarded(channel, c.Notify.PerSecond), nil
	}
	channel, err := c.sendGrid()
	if err != nil {
		return nil, err
	}
	return c.guarded(channel, c.SendGrid.PerSecond), nil
}

func (c Config) sendGrid() (*sendgrid.Channel, error) {
	return sendgrid.New(sendgrid.Config{
		APIKey: c.SendGrid.Key, FromAddress: c.SendGrid.From, FromName: c.SendGrid.FromName, EU: c.SendGrid.EU, BaseURL: c.SendGrid.BaseURL,
		Transport: c.traced.Transport(bySendGrid),
	})
}

func (c Config) notify(template, sender string) notify.Config {
	return notify.Config{APIKey: c.Notify.Key, Template: template, Sender: sender, BaseURL: c.Notify.BaseURL, Transport: c.traced.Transport(byNotify)}
}

// Redaction has whoever took a message forget its words once it is final; see
// messaging.Redact.
func Redaction(c Config) (Redactor, error) {
	p, err := openPost(c)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, d messaging.Delivery) error { return messaging.Redact(ctx, p.all(), d) }, nil
}

// templateNames are the names of every message that a case can ask for.
func templateNames() (names []string) {
	for _, t := range casework.Templates {
		names = append(names, string(t))
	}
	return names
}
