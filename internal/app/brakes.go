package app

import (
	"errors"
	"log/slog"
	"slices"
	"time"

	"beacon/messaging"
	"beacon/store"
)

// Brakes are how much may leave, and what stops everything. Where each figure comes
// from is said at messaging.CeilingRules and messaging.Anomalies.
type Brakes struct {
	VictimHour    int `env:"BEACON_MAX_PER_VICTIM_HOUR" envDefault:"4" says:"how many messages one case may be sent in an hour; 0: no limit"`
	VictimDay     int `env:"BEACON_MAX_PER_VICTIM_DAY" envDefault:"8" says:"how many messages one case may be sent in 24 hours; 0: no limit"`
	Template      int `env:"BEACON_MAX_PER_TEMPLATE_HOUR" envDefault:"2000" says:"how many messages of one template may leave in an hour; 0: no limit"`
	Overall       int `env:"BEACON_MAX_PER_HOUR" envDefault:"5000" says:"how many messages may leave in an hour; 0: no limit"`
	RateFactor    int `env:"BEACON_PAUSE_RATE_FACTOR" envDefault:"3" says:"everything is paused when so many times a sixth of BEACON_MAX_PER_HOUR leaves in ten minutes; 0: never"`
	FailedPercent int `env:"BEACON_PAUSE_FAILED_PERCENT" envDefault:"50" says:"a channel is paused when more than so many in a hundred of a provider's last 50 finished messages failed for good; 0: never"`
}

// check says every setting that is wrong.
func (b Brakes) check() error {
	var errs []error
	for _, s := range []struct {
		variable string
		value    int
	}{
		{"BEACON_MAX_PER_VICTIM_HOUR", b.VictimHour}, {"BEACON_MAX_PER_VICTIM_DAY", b.VictimDay},
		{"BEACON_MAX_PER_TEMPLATE_HOUR", b.Template}, {"BEACON_MAX_PER_HOUR", b.Overall},
		{"BEACON_PAUSE_RATE_FACTOR", b.RateFactor}, {"BEACON_PAUSE_FAILED_PERCENT", b.FailedPercent},
	} {
		if s.value < 0 {
			errs = append(errs, problem(s.variable, "must be 0 or more"))
		}
	}
	if b.FailedPercent > 99 {
		errs = append(errs, problem("BEACON_PAUSE_FAILED_PERCENT", "must be less than 100"))
	}
	return errors.Join(errs...)
}

// braking has couriers brake by what is configured; a hurried hour is shorter, as
// every other length of time is. log hears of what is paused without anybody's asking.
func (c Config) braking(db *store.DB, log *slog.Logger) messaging.Braking {
	b := c.Brakes
	return messaging.Braking{
		Brakes: db,
		Ceilings: messaging.Ceilings{
			VictimHour: b.VictimHour, VictimDay: b.VictimDay, Template: b.Template, Overall: b.Overall,
			Hour: max(time.Hour/time.Duration(c.Hurry), time.Second),
		},
		Anomalies: messaging.Anomalies{RateFactor: b.RateFactor, FailedPercent: b.FailedPercent},
		Alarm: func(p messaging.Pause) {
			log.Warn("messages are paused: something looks wrong; look, then beacon messages resume", "scope", string(p.Scope), "why", p.Why)
		},
	}
}

// Pause is a pause as an operator orders it, from a moment on; lasting zero: until it
// is resumed. messaging.Pause.Check says whether it makes sense.
func Pause(scope, why, by string, at time.Time, lasting time.Duration) messaging.Pause {
	p := messaging.Pause{Scope: messaging.Scope(scope), Since: at.UTC(), By: by, Why: why}
	if lasting != 0 {
		p.Until = p.Since.Add(lasting)
	}
	return p
}

// Scope is the scope of a name; empty: every one. messaging.ErrScope: there is none.
func Scope(name string) (messaging.Scope, error) {
	if name != "" && !slices.Contains(messaging.Scopes(), messaging.Scope(name)) {
		return "", messaging.ErrScope
	}
	return messaging.Scope(name), nil
}
