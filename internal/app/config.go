// Package app is the configuration, and the one place where everything is wired.
// It decides what is connected to what, and nothing about a case.
package app

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"beacon/casework"
	"beacon/internal/telemetry"
	"beacon/worker"
)

// Config is everything that can be set. Each field is one environment variable;
// docs and README list them from here.
type Config struct {
	Database string `env:"BEACON_DATABASE_URL" says:"PostgreSQL address (postgres://…), or the path of a SQLite file" secret:"true"`
	DataKeys string `env:"BEACON_DATA_KEYS" says:"the keys of what is encrypted in the database (postal addresses, referrals as received, how to speak when somebody listens): id:key[,id:key], each key 32 bytes in base64 (openssl rand -base64 32); the first encrypts, every one decrypts: keep an old one at the end" secret:"true"`

	PayloadKeys string `env:"BEACON_PAYLOAD_KEYS" says:"the keys of all that Temporal keeps of cases, written as BEACON_DATA_KEYS; the same for every API, worker and command. Keep an old one for as long as a history is kept that was written with it" secret:"true"`

	APIAddr    string        `env:"BEACON_API_ADDR" envDefault:"127.0.0.1:8080" says:"where the API listens"`
	WorkerAddr string        `env:"BEACON_WORKER_ADDR" says:"where a worker answers /healthz, /readyz and /metrics; empty: nowhere"`
	Cached     int           `env:"BEACON_CACHED_CASES" envDefault:"20000" says:"how many open cases a worker keeps in memory; what happens in any other has its history read again first. docs/capacity.md says what one takes"`
	Drain      time.Duration `env:"BEACON_DRAIN_FOR" envDefault:"5s" says:"how long an API that is asked to stop goes on taking requests, while /healthz and /readyz tell whoever balances to turn to another: 0s to 10s"`
	PublicURL  string        `env:"BEACON_PUBLIC_URL" says:"the API's address as providers see it; their webhooks are signed against it"`

	TemporalAddr      string `env:"BEACON_TEMPORAL_ADDR" envDefault:"127.0.0.1:7233" says:"where Temporal's frontend is"`
	TemporalNamespace string `env:"BEACON_TEMPORAL_NAMESPACE" envDefault:"beacon" says:"the Temporal namespace of this service"`
	Temporal          Temporal
	Release           Release

	Issuer   string `env:"BEACON_OIDC_ISSUER" says:"who issues bearer tokens; their keys are found by OpenID discovery"`
	JWKS     string `env:"BEACON_OIDC_JWKS_URL" says:"where the issuer's keys are, when it has no discovery page"`
	Audience string `env:"BEACON_OIDC_AUDIENCE" envDefault:"beacon" says:"the audience that a token must name"`

	Senders  Senders
	Twilio   Twilio
	Second   SecondTwilio
	SendGrid SendGrid
	Notify   Notify
	Brakes   Brakes
	Codec    Codec

	CallBack     string        `env:"BEACON_CALL_BACK_NUMBER" says:"the number that a message may offer to call back on"`
	QuietHours   string        `env:"BEACON_SENDING_HOURS" envDefault:"mon-sat 09:00-19:00" says:"when messages may leave at all, Europe/London; a victim's own hours narrow it further"`
	Hurry        int64         `env:"BEACON_HURRY" envDefault:"1" says:"divides every length of the policy, for demonstrations; refused with real providers"`
	AnswerWithin time.Duration `env:"BEACON_ANSWER_WITHIN" envDefault:"1s" says:"how long a referral waits for its case while no case answers anybody; then it is answered 202, and its case opens when one does: up to 5s"`
	StuckAfter   time.Duration `env:"BEACON_STUCK_AFTER" envDefault:"15m" says:"how long after its time an unrung clock makes the service not ready"`

	OverdueAfter time.Duration `env:"BEACON_OVERDUE_AFTER" envDefault:"30s" says:"how long after its time a clock that has not rung is noticed, and its case made to go on"`
	OverdueEvery time.Duration `env:"BEACON_OVERDUE_EVERY" envDefault:"15s" says:"how often an API looks for such clocks; 0: not at all"`

	Holidays string `env:"BEACON_BANK_HOLIDAYS" says:"where the bank holidays are read from as they are proclaimed: a file, or an address such as https://www.gov.uk/bank-holidays.json; empty: those that this version knows. The same for every worker"`
	Edition  string `env:"BEACON_EDITION" says:"the edition of the Victims' Code that a new case takes, by its ID; empty: the current one"`
	LogLevel string `env:"BEACON_LOG_LEVEL" envDefault:"info" says:"debug, info, warn or error"`

	Traces Traces

	traced *telemetry.Traces // what Trace began; nil: nothing is traced
}

// Senders is who sends what, and how fast.
type Senders struct {
	Texts    string              `env:"BEACON_SMS_PROVIDER" envDefault:"twilio" says:"who sends texts: twilio or notify"`
	Fallback string              `env:"BEACON_SMS_FALLBACK" says:"who sends a text that the first certainly did not take: nobody, or twilio, twilio2 or notify"`
	Emails   string              `env:"BEACON_EMAIL_PROVIDER" envDefault:"sendgrid" says:"who sends emails: sendgrid or notify"`
	Twice    []casework.Template `env:"BEACON_RATHER_TWICE" says:"templates, with commas between, of which a second copy is better than none where it cannot be settled whether the first left; every other is put to a person then"`
	Rest     time.Duration       `env:"BEACON_PROVIDER_REST" envDefault:"15s" says:"how long a provider that fails is left alone before one message tries it again; 0: not at all"`
}

// Twilio is how texts are sent.
type Twilio struct {
	Account   string `env:"BEACON_TWILIO_ACCOUNT_SID" says:"Twilio account"`
	Token     string `env:"BEACON_TWILIO_AUTH_TOKEN" says:"Twilio's primary auth token" secret:"true"`
	OldToken  string `env:"BEACON_TWILIO_AUTH_TOKEN_SECONDARY" says:"a second token whose webhook signatures are also accepted, while rotating" secret:"true"`
	From      string `env:"BEACON_TWILIO_FROM" says:"the number texts come from"`
	Service   string `env:"BEACON_TWILIO_MESSAGING_SERVICE_SID" says:"a Messaging Service to send from, instead of a number"`
	BaseURL   string `env:"BEACON_TWILIO_BASE_URL" says:"another address for Twilio's API, such as the emulator's"`
	Retention bool   `env:"BEACON_TWILIO_REDACTION" envDefault:"true" says:"ask Twilio to keep neither words nor number; the account must have Message Redaction"`
	PerSecond int    `env:"BEACON_TWILIO_PER_SECOND" envDefault:"100" says:"how many texts a worker hands to a Twilio account in a second; 0: no limit"`
}

// SecondTwilio is a second account at Twilio, for BEACON_SMS_FALLBACK=twilio2. What is
// not said here is as for the first.
type SecondTwilio struct {
	Account string `env:"BEACON_TWILIO2_ACCOUNT_SID" says:"a second Twilio account, for BEACON_SMS_FALLBACK=twilio2"`
	Token   string `env:"BEACON_TWILIO2_AUTH_TOKEN" says:"its auth token" secret:"true"`
	From    string `env:"BEACON_TWILIO2_FROM" says:"the number its texts come from"`
	Service string `env:"BEACON_TWILIO2_MESSAGING_SERVICE_SID" says:"its Messaging Service, instead of a number"`
}

// SendGrid is how emails are sent.
type SendGrid struct {
	Key        string `env:"BEACON_SENDGRID_API_KEY" says:"SendGrid API key" secret:"true"`
	From       string `env:"BEACON_SENDGRID_FROM" says:"the address emails come from"`
	FromName   string `env:"BEACON_SENDGRID_FROM_NAME" says:"a neutral sender name; may be empty"`
	WebhookKey string `env:"BEACON_SENDGRID_WEBHOOK_KEY" says:"public key of SendGrid's signed event webhook (base64)"`
	EU         bool   `env:"BEACON_SENDGRID_EU" envDefault:"false" says:"send through SendGrid's EU region"`
	BaseURL    string `env:"BEACON_SENDGRID_BASE_URL" says:"another address for SendGrid's API, such as the emulator's"`
	PerSecond  int    `env:"BEACON_SENDGRID_PER_SECOND" envDefault:"100" says:"how many emails a worker hands to SendGrid in a second; 0: no limit"`
}

// Notify is how texts and emails are sent by GOV.UK Notify.
type Notify struct {
	Key       string `env:"BEACON_NOTIFY_API_KEY" says:"GOV.UK Notify API key, as Notify shows it" secret:"true"`
	SMS       string `env:"BEACON_NOTIFY_SMS_TEMPLATE" says:"ID of Notify's template for texts; its whole body is ((body))"`
	Email     string `env:"BEACON_NOTIFY_EMAIL_TEMPLATE" says:"ID of Notify's template for emails; its subject is ((subject)), its whole body ((body))"`
	Sender    string `env:"BEACON_NOTIFY_SMS_SENDER" says:"ID of the text sender to use; may be empty"`
	Token     string `env:"BEACON_NOTIFY_CALLBACK_TOKEN" says:"bearer token with which Notify tells of receipts (at /v1/webhooks/notify/status) and of received texts (at …/inbound)" secret:"true"`
	BaseURL   string `env:"BEACON_NOTIFY_BASE_URL" says:"another address for Notify's API, such as the emulator's"`
	PerSecond int    `env:"BEACON_NOTIFY_PER_SECOND" envDefault:"40" says:"how many messages a worker hands to Notify in a second (it takes 3,000 a minute); 0: no limit"`
}

// soonestReceipt is the least time that a provider, even an emulated one, needs to
// say that a message arrived: it does not hurry with the rest.
const soonestReceipt = 5 * time.Second

// Policy is the policy that cases run under.
func (c Config) Policy() casework.Policy {
	p := casework.Ordinary().Hurried(c.Hurry)
	p.ReceiptWithin = max(p.ReceiptWithin, soonestReceipt)
	p.Edition = c.Edition
	if c.Hurry == 1 { // in a hurry, ten minutes are a lifetime
		p.PatientFor = worker.PatientFor
	}
	return p
}

// Variable is one environment variable, as the documentation lists it. A secret may
// be given in a file instead, which is named by the variable's name with _FILE.
type Variable struct {
	Name, Default, Says string
	Secret              bool
}

// Variables lists every environment variable that a Config reads, in order.
func Variables() []Variable { return variables(reflect.TypeFor[Config]()) }

func variables(t reflect.Type) []Variable {
	var list []Variable
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type.Kind() == reflect.Struct {
			list = append(list, variables(f.Type)...)
			continue
		}
		if name := f.Tag.Get("env"); name != "" {
			list = append(list, Variable{name, f.Tag.Get("envDefault"), f.Tag.Get("says"), f.Tag.Get("secret") == "true"})
		}
	}
	return list
}

// String shows the configuration without its secrets.
func (c Config) String() string {
	var b strings.Builder
	show(&b, reflect.ValueOf(c))
	return strings.TrimSpace(b.String())
}

func show(b *strings.Builder, v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		switch {
		case f.Type.Kind() == reflect.Struct:
			show(b, v.Field(i))
		case f.Tag.Get("env") == "":
		case f.Tag.Get("secret") == "true" && !v.Field(i).IsZero():
			fmt.Fprintf(b, "%s=(set) ", f.Tag.Get("env"))
		default:
			fmt.Fprintf(b, "%s=%v ", f.Tag.Get("env"), v.Field(i).Interface())
		}
	}
}
