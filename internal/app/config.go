// Package app is the configuration, and the one place where everything is wired.
// It decides what is connected to what, and nothing about a case.
package app

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"beacon/casework"
)

// Config is everything that can be set. Each field is one environment variable;
// docs and README list them from here.
type Config struct {
	Database string `env:"BEACON_DATABASE_URL" says:"PostgreSQL address (postgres://…), or the path of a SQLite file" secret:"true"`

	APIAddr   string `env:"BEACON_API_ADDR" envDefault:"127.0.0.1:8080" says:"where the API listens"`
	PublicURL string `env:"BEACON_PUBLIC_URL" says:"the API's address as providers see it; their webhooks are signed against it"`

	TemporalAddr      string `env:"BEACON_TEMPORAL_ADDR" envDefault:"127.0.0.1:7233" says:"where Temporal's frontend is"`
	TemporalNamespace string `env:"BEACON_TEMPORAL_NAMESPACE" envDefault:"beacon" says:"the Temporal namespace of this service"`

	Issuer   string `env:"BEACON_OIDC_ISSUER" says:"who issues bearer tokens; their keys are found by OpenID discovery"`
	JWKS     string `env:"BEACON_OIDC_JWKS_URL" says:"where the issuer's keys are, when it has no discovery page"`
	Audience string `env:"BEACON_OIDC_AUDIENCE" envDefault:"beacon" says:"the audience that a token must name"`

	Twilio   Twilio
	SendGrid SendGrid

	CallBack   string        `env:"BEACON_CALL_BACK_NUMBER" says:"the number that a message may offer to call back on"`
	QuietHours string        `env:"BEACON_SENDING_HOURS" envDefault:"mon-sat 09:00-19:00" says:"when messages may leave at all, Europe/London; a victim's own hours narrow it further"`
	Hurry      int64         `env:"BEACON_HURRY" envDefault:"1" says:"divides every length of the policy, for demonstrations; refused with real providers"`
	StuckAfter time.Duration `env:"BEACON_STUCK_AFTER" envDefault:"15m" says:"how long after its time an unrung clock makes the service not ready"`
	LogLevel   string        `env:"BEACON_LOG_LEVEL" envDefault:"info" says:"debug, info, warn or error"`
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
}

// SendGrid is how emails are sent.
type SendGrid struct {
	Key        string `env:"BEACON_SENDGRID_API_KEY" says:"SendGrid API key" secret:"true"`
	From       string `env:"BEACON_SENDGRID_FROM" says:"the address emails come from"`
	FromName   string `env:"BEACON_SENDGRID_FROM_NAME" says:"a neutral sender name; may be empty"`
	WebhookKey string `env:"BEACON_SENDGRID_WEBHOOK_KEY" says:"public key of SendGrid's signed event webhook (base64)"`
	EU         bool   `env:"BEACON_SENDGRID_EU" envDefault:"false" says:"send through SendGrid's EU region"`
	BaseURL    string `env:"BEACON_SENDGRID_BASE_URL" says:"another address for SendGrid's API, such as the emulator's"`
}

// FromEnv reads the configuration from variables written KEY=value. It fails with
// every value that cannot be read, naming its variable.
func FromEnv(environ []string) (Config, error) {
	var c Config
	err := env.ParseWithOptions(&c, env.Options{Environment: env.ToMap(environ)})
	if err != nil {
		return c, fmt.Errorf("configuration: %w", err)
	}
	return c, nil
}

// problem is one setting that is missing or wrong.
func problem(variable, wants string) error { return fmt.Errorf("%s %s", variable, wants) }

// need is a problem when a value is missing.
func need(value, variable, wants string) error {
	if value != "" {
		return nil
	}
	return problem(variable, "is not set: "+wants)
}

// CheckStore says what is wrong with what the database needs.
func (c Config) CheckStore() error {
	return need(c.Database, "BEACON_DATABASE_URL", "it is a PostgreSQL address or the path of a SQLite file")
}

// CheckAPI says everything that is wrong with what the API needs.
func (c Config) CheckAPI() error {
	u, err := url.Parse(c.PublicURL)
	var public error
	if err != nil || u.Scheme == "" || u.Host == "" {
		public = problem("BEACON_PUBLIC_URL", "must be a whole address such as https://beacon.example.org")
	}
	return errors.Join(c.CheckStore(), public,
		need(c.Issuer, "BEACON_OIDC_ISSUER", "tokens from nobody are accepted"),
		need(c.Twilio.Token, "BEACON_TWILIO_AUTH_TOKEN", "webhooks are verified with it"))
}

// CheckWorker says everything that is wrong with what the worker needs. A worker
// that could send to real people in a hurry is refused.
func (c Config) CheckWorker() error {
	var hurry error
	if c.Hurry != 1 && (!loopback(c.Twilio.BaseURL) || !loopback(c.SendGrid.BaseURL)) {
		hurry = problem("BEACON_HURRY", "may differ from 1 only where both providers are emulated on this machine")
	}
	if c.Hurry < 1 {
		hurry = problem("BEACON_HURRY", "must be 1 or more")
	}
	var sender error
	if c.Twilio.From == "" && c.Twilio.Service == "" {
		sender = problem("BEACON_TWILIO_FROM", "is not set, and neither is BEACON_TWILIO_MESSAGING_SERVICE_SID: one of them says who texts come from")
	}
	_, hours := SendingHours(c.QuietHours)
	return errors.Join(c.CheckStore(), hurry, sender, hours,
		need(c.PublicURL, "BEACON_PUBLIC_URL", "providers report there"),
		need(c.Twilio.Account, "BEACON_TWILIO_ACCOUNT_SID", "texts are sent with it"),
		need(c.Twilio.Token, "BEACON_TWILIO_AUTH_TOKEN", "texts are sent with it"),
		need(c.SendGrid.Key, "BEACON_SENDGRID_API_KEY", "emails are sent with it"),
		need(c.SendGrid.From, "BEACON_SENDGRID_FROM", "emails come from it"))
}

func loopback(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost" || u.Hostname() == "::1")
}

// Policy is the policy that cases run under.
func (c Config) Policy() casework.Policy { return casework.Ordinary().Hurried(c.Hurry) }

// Variable is one environment variable, as the documentation lists it.
type Variable struct{ Name, Default, Says string }

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
		list = append(list, Variable{f.Tag.Get("env"), f.Tag.Get("envDefault"), f.Tag.Get("says")})
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
		case f.Tag.Get("secret") == "true" && !v.Field(i).IsZero():
			fmt.Fprintf(b, "%s=(set) ", f.Tag.Get("env"))
		default:
			fmt.Fprintf(b, "%s=%v ", f.Tag.Get("env"), v.Field(i).Interface())
		}
	}
}
