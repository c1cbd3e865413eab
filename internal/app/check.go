package app

import (
	"errors"
	"net"
	"net/url"

	"beacon/internal/holidays"
	"beacon/store"
	"beacon/victimscode"
	"beacon/workflows"
)

// problem is one setting that is missing or wrong.
func problem(variable, wants string) error { return setting{variable, wants} }

// setting is an error of ours, which names the variable and never its value.
type setting struct{ variable, wants string }

func (s setting) Error() string { return s.variable + " " + s.wants }

// need is a problem when a value is missing.
func need(value, variable, wants string) error {
	if value != "" {
		return nil
	}
	return problem(variable, "is not set: "+wants)
}

// CheckStore says what is wrong with what the database needs.
func (c Config) CheckStore() error {
	if !store.IsAddress(c.Database) {
		return problem("BEACON_DATABASE_URL", "must be a PostgreSQL address (postgres://…) or the path of a SQLite file")
	}
	return need(c.Database, "BEACON_DATABASE_URL", "it is a PostgreSQL address or the path of a SQLite file")
}

// CheckCases says what is wrong with what is needed to read or write what Temporal keeps.
func (c Config) CheckCases() error { return errors.Join(c.checkPayloadKeys(), c.CheckTemporal()) }

// CheckAPI says everything that is wrong with what the API needs.
func (c Config) CheckAPI() error {
	errs := []error{
		c.CheckStore(), c.CheckDataKeys(), c.checkPayloadKeys(), c.CheckTemporal(), c.Traces.check(), listens(c.APIAddr, "BEACON_API_ADDR"),
		whole(c.PublicURL, "BEACON_PUBLIC_URL", "https://beacon.example.org"), c.checkIssuer(),
	}
	if c.Drain < 0 || c.Drain > longestDrain {
		errs = append(errs, problem("BEACON_DRAIN_FOR", "must be from 0s to "+longestDrain.String()+": whatever ends an API by force does not wait longer"))
	}
	if c.AnswerWithin <= 0 || c.AnswerWithin > workflows.AnswerWithin {
		errs = append(errs, problem("BEACON_ANSWER_WITHIN", "must be more than 0s, and "+workflows.AnswerWithin.String()+" at the most: nobody hands a referral over for longer"))
	}
	if c.uses(twilioFirst) {
		errs = append(errs, need(c.Twilio.Token, "BEACON_TWILIO_AUTH_TOKEN", "webhooks are verified with it"))
	}
	if c.uses(twilioSecond) {
		errs = append(errs, need(c.Second.Token, "BEACON_TWILIO2_AUTH_TOKEN", "webhooks are verified with it"))
	}
	return errors.Join(errs...)
}

// checkIssuer says what is wrong with how it is known whose tokens are good.
func (c Config) checkIssuer() error {
	errs := []error{need(c.Issuer, "BEACON_OIDC_ISSUER", "tokens from nobody are accepted")}
	if c.Issuer != "" {
		errs = append(errs, whole(c.Issuer, "BEACON_OIDC_ISSUER", "https://login.example.org"))
	}
	if c.JWKS != "" {
		errs = append(errs, whole(c.JWKS, "BEACON_OIDC_JWKS_URL", "https://login.example.org/keys"))
	}
	return errors.Join(errs...)
}

// CheckWorker says everything that is wrong with what the worker needs. A worker
// that could send to real people in a hurry is refused.
func (c Config) CheckWorker() error {
	var hurry error
	if c.Hurry != 1 && c.real() {
		hurry = problem("BEACON_HURRY", "may differ from 1 only where every provider is emulated on this machine")
	}
	if c.Hurry < 1 {
		hurry = problem("BEACON_HURRY", "must be 1 or more")
	}
	_, hours := SendingHours(c.QuietHours)
	var opened error
	if c.WorkerAddr != "" {
		opened = listens(c.WorkerAddr, "BEACON_WORKER_ADDR")
	}
	var cached error
	if c.Cached < 1 {
		cached = problem("BEACON_CACHED_CASES", "must be 1 or more")
	}
	return errors.Join(c.CheckStore(), c.checkPayloadKeys(), c.CheckTemporal(), c.Traces.check(), c.Release.check(), opened, cached, hurry, hours, c.checkCode(), c.checkSenders(), c.Brakes.check(),
		need(c.PublicURL, "BEACON_PUBLIC_URL", "providers report there"))
}

// checkCode says what is wrong with where bank holidays are read from, and with the
// edition of the Victims' Code.
func (c Config) checkCode() error {
	var edition, holiday error
	if err := holidays.Check(c.Holidays); err != nil {
		holiday = problem("BEACON_BANK_HOLIDAYS", err.Error())
	}
	if _, found := victimscode.Find(c.Edition); !found && c.Edition != "" {
		edition = problem("BEACON_EDITION", "is no edition of the Victims' Code that this version has: beacon duties list shows the current one")
	}
	return errors.Join(holiday, edition)
}

// whole is a problem unless a value is the whole address of a web page.
func whole(value, variable, such string) error {
	u, err := url.Parse(value)
	if err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
		return nil
	}
	return problem(variable, "must be a whole address such as "+such)
}

// listens is a problem unless a value is a host and a port.
func listens(value, variable string) error {
	if _, port, err := net.SplitHostPort(value); err == nil && port != "" {
		return nil
	}
	return problem(variable, "must be a host and a port such as 127.0.0.1:8080")
}

func loopback(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost" || u.Hostname() == "::1")
}
