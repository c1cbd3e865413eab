package cluster

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"beacon/internal/postgres"
)

// part is one process of the topology.
type part struct {
	name    string
	at      string // where it answers
	command func() (*exec.Cmd, error)
	ready   func(context.Context) error
	tries   int            // PostgreSQL ends at once while the remains of a killed one are still there
	stop    syscall.Signal // that ends it cleanly
	once    bool           // a step, which ends by itself
}

// How long a part may take to be ready, and to end once asked.
const (
	readyWithin = 2 * time.Minute
	endWithin   = 45 * time.Second
)

// parts lists the topology in the order of its start. To add one, add a line.
func (p *Plan) parts() []part {
	at := p.Places
	asked := func(url string) func(context.Context) error {
		return func(ctx context.Context) error { return answers(ctx, url) }
	}
	return []part{
		{name: "postgres", at: at.Postgres, command: p.postgres, ready: p.databases, stop: syscall.SIGINT, tries: 20},
		{name: "temporal", at: at.Temporal, command: p.own("temporal", p.failing()...), ready: asked("http://" + at.TemporalUI + "/healthz"), stop: syscall.SIGTERM},
		{name: "emulator", at: at.Emulator, command: p.own("emulator"), ready: p.eventKey, stop: syscall.SIGTERM},
		{name: "migrate", command: p.beacon("migrate", nil), once: true},
		{name: "namespace", command: p.beacon("namespace", nil), once: true},
		{name: "api-1", at: at.API1, command: p.beacon("api", map[string]string{"BEACON_API_ADDR": at.API1}), ready: asked("http://" + at.API1 + "/readyz"), stop: syscall.SIGTERM},
		{name: "api-2", at: at.API2, command: p.beacon("api", map[string]string{"BEACON_API_ADDR": at.API2}), ready: asked("http://" + at.API2 + "/readyz"), stop: syscall.SIGTERM},
		{name: "worker-1", at: at.Worker1, command: p.beacon("worker", map[string]string{"BEACON_WORKER_ADDR": at.Worker1}), ready: asked("http://" + at.Worker1 + "/readyz"), stop: syscall.SIGTERM},
		{name: "worker-2", at: at.Worker2, command: p.beacon("worker", map[string]string{"BEACON_WORKER_ADDR": at.Worker2}), ready: asked("http://" + at.Worker2 + "/readyz"), stop: syscall.SIGTERM},
	}
}

// part finds one by its name.
func (p *Plan) part(name string) (part, error) {
	for _, one := range p.parts() {
		if one.name == name && !one.once {
			return one, nil
		}
	}
	return part{}, fmt.Errorf("no part of a cluster is called %q", name)
}

// failing has the Temporal server's database fail on purpose, where it is to.
func (p *Plan) failing() []string {
	if p.Faults == 0 {
		return nil
	}
	return []string{"-faults", fmt.Sprint(p.Faults), "-faults-seed", fmt.Sprint(p.FaultSeed)}
}

// own is this cluster's own binary in another role.
func (p *Plan) own(role string, more ...string) func() (*exec.Cmd, error) {
	return func() (*exec.Cmd, error) {
		c := exec.Command(p.Self, append([]string{role, "-dir", p.Dir}, more...)...) //nolint:gosec // the binary that runs the cluster
		c.Env = postgres.Environment(plain(os.Environ()))
		return c, nil
	}
}

// beacon is the production binary, with the same configuration for all of its roles.
func (p *Plan) beacon(role string, more map[string]string) func() (*exec.Cmd, error) {
	return func() (*exec.Cmd, error) {
		c := exec.Command(p.Beacon, role) //nolint:gosec // the binary that the cluster is made of
		c.Env = append(postgres.Environment(plain(os.Environ())), p.Environ()...)
		for name, value := range more {
			c.Env = append(c.Env, name+"="+value)
		}
		return c, nil
	}
}

// Environ is how a process of this cluster is configured, as KEY=value.
func (p *Plan) Environ() (environ []string) {
	all := p.configuration()
	maps.Copy(all, p.More)
	for name, value := range all {
		environ = append(environ, name+"="+value)
	}
	return environ
}

func (p *Plan) configuration() map[string]string {
	emulator, public := "http://"+p.Places.Emulator, "http://"+p.Places.API1
	return map[string]string{
		"BEACON_DATABASE_URL": p.DatabaseURL("beacon"), "BEACON_DATA_KEYS": p.DataKeys, "BEACON_PAYLOAD_KEYS": p.Payloads,
		"BEACON_TEMPORAL_ADDR": p.Places.Temporal, "BEACON_PUBLIC_URL": public,
		"BEACON_OIDC_ISSUER": emulator + "/dev", "BEACON_OIDC_JWKS_URL": emulator + "/dev/keys",
		"BEACON_TWILIO_ACCOUNT_SID": Account, "BEACON_TWILIO_AUTH_TOKEN": p.Twilio, "BEACON_TWILIO_FROM": "+441632960001",
		"BEACON_TWILIO_BASE_URL": emulator, "BEACON_TWILIO_REDACTION": "false",
		"BEACON_SENDGRID_API_KEY": p.SendGrid, "BEACON_SENDGRID_FROM": "hello@example.org", "BEACON_SENDGRID_BASE_URL": emulator,
		"BEACON_SENDGRID_WEBHOOK_KEY": p.EventKey,
		"BEACON_DRAIN_FOR":            "0s", // nobody balances here
		"BEACON_SENDING_HOURS":        "any", "BEACON_HURRY": fmt.Sprint(p.Hurry()),
	}
}

// Account is the account at Twilio that the emulator plays.
const Account = "ACcluster"

// plain is an environment without what would move a cluster elsewhere.
func plain(environ []string) (kept []string) {
	for _, v := range environ {
		if !hasAnyPrefix(v, "BEACON_", "TEMPORAL_", "DATABASE_URL=") {
			kept = append(kept, v)
		}
	}
	return kept
}

// browser asks parts how they are; each is on this machine.
var browser = &http.Client{Timeout: 5 * time.Second}

// answers is nil once a page is there and well.
func answers(ctx context.Context, url string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("ask %s: %w", url, err)
	}
	got, err := browser.Do(r)
	if err != nil {
		return fmt.Errorf("ask %s: %w", url, err)
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %d", url, got.StatusCode)
	}
	return nil
}

// logFile is where a part says what it does.
func (p *Plan) logFile(name string) string { return filepath.Join(p.Dir, "logs", name+".log") }
