package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"

	"beacon/internal/app"
)

// settings are what only a standalone has, beside the service's configuration.
type settings struct {
	Data         string `env:"BEACON_DATA" envDefault:".beacon" says:"the folder of a standalone's databases, keys and outbox"`
	EmulatorAddr string `env:"BEACON_EMULATOR_ADDR" envDefault:"127.0.0.1:8090" says:"where the provider emulator and its outbox page listen"`
	UIAddr       string `env:"BEACON_TEMPORAL_UI_ADDR" envDefault:"127.0.0.1:8233" says:"where Temporal's web UI listens"`
}

// read takes the settings from the environment. What ties the parts of a
// standalone together is set here and cannot be set from outside.
func read(environ []string) (settings, app.Config, error) {
	var s settings
	if err := env.ParseWithOptions(&s, env.Options{Environment: env.ToMap(environ)}); err != nil {
		return s, app.Config{}, fmt.Errorf("configuration: %w", err)
	}
	c, err := app.FromEnv(slices.DeleteFunc(slices.Clone(environ), elsewhere))
	if err != nil {
		return s, c, err
	}
	if !slices.ContainsFunc(environ, func(v string) bool { return strings.HasPrefix(v, "BEACON_LOG_LEVEL=") }) {
		c.LogLevel = "warn" // whoever runs this reads the terminal
	}
	c.Database = s.file("beacon.db")
	c.PublicURL = "http://" + c.APIAddr
	c.Senders.Texts, c.Senders.Fallback, c.Senders.Emails = "twilio", "", "sendgrid"
	c.Twilio.BaseURL, c.SendGrid.BaseURL, c.Notify.BaseURL = s.emulatorURL(), s.emulatorURL(), s.emulatorURL()
	c.Twilio.Account, c.Twilio.From, c.Twilio.Service = "ACstandalone", "+441632960001", ""
	c.Twilio.Retention = false // the outbox page is there to show the words
	c.SendGrid.From = "hello@example.org"
	c.Issuer = c.PublicURL + "/dev"
	return s, c, nil
}

// elsewhere says whether a variable is of Temporal's own configuration, which names
// another server than the one that a standalone has in itself.
func elsewhere(variable string) bool { return strings.HasPrefix(variable, "TEMPORAL_") }

func (s settings) file(name string) string { return filepath.Join(s.Data, name) }

func (s settings) emulatorURL() string { return "http://" + s.EmulatorAddr }
