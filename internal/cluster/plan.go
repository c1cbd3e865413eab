package cluster

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	mathrand "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Plan is everything that makes a cluster this one. It is kept in its folder, readable by
// its owner only, so that whoever comes later finds the same places and keys.
type Plan struct {
	Dir      string        `json:"dir"`
	Beacon   string        `json:"beacon"` // the binary of APIs, workers and migrations
	Self     string        `json:"self"`   // the binary of Temporal and the emulator
	Day      time.Duration `json:"day"`    // how long a day of the policy lasts
	Shards   int32         `json:"shards"` // of Temporal's history
	Places   Places        `json:"places"`
	Password string        `json:"password"` // of PostgreSQL
	DataKeys string        `json:"data_keys"`
	Payloads string        `json:"payload_keys"`
	Twilio   string        `json:"twilio_auth_token"`
	SendGrid string        `json:"sendgrid_api_key"`
	EventKey string        `json:"sendgrid_event_key"` // the emulator's; known once it runs

	// Faults is the share of what the Temporal server asks of its database that fails on
	// purpose, from its next start on, drawn by FaultSeed; 0: none.
	Faults    float64 `json:"faults,omitempty"`
	FaultSeed int64   `json:"fault_seed,omitempty"`

	// More is set for Beacon's own processes beside what makes them this cluster's.
	More map[string]string `json:"more,omitempty"`

	Running map[string]Process `json:"running"` // by part
}

// Places are the addresses, host:port on loopback.
type Places struct {
	Postgres   string `json:"postgres"`
	Temporal   string `json:"temporal"`
	TemporalUI string `json:"temporal_ui"`
	Emulator   string `json:"emulator"` // the outbox page, and tokens for whoever asks
	API1       string `json:"api_1"`
	API2       string `json:"api_2"`
	Worker1    string `json:"worker_1"` // how it stands, and its metrics
	Worker2    string `json:"worker_2"`
}

func (p *Places) all() []*string {
	return []*string{&p.Postgres, &p.Temporal, &p.TemporalUI, &p.Emulator, &p.API1, &p.API2, &p.Worker1, &p.Worker2}
}

// Usual are the places of `make cluster`, from a first port on.
func Usual(first int) (p Places) {
	for i, place := range p.all() {
		*place = net.JoinHostPort("127.0.0.1", strconv.Itoa(first+i))
	}
	return p
}

// Free are places that nobody has now. They are below the ports that systems hand out by
// themselves, so that a part which is started again finds its own still free.
func Free() (p Places, err error) {
	for _, place := range p.all() {
		l, err := listenFree()
		if err != nil {
			return p, fmt.Errorf("find a free port: %w", err)
		}
		defer l.Close()
		*place = l.Addr().String()
	}
	return p, nil
}

func listenFree() (l net.Listener, err error) {
	for range 100 {
		port := 20000 + mathrand.IntN(12000) //nolint:gosec // a free port is no secret
		if l, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return l, nil
		}
	}
	return nil, err
}

// New makes a plan with keys of its own. Nothing is written yet.
func New(dir, beacon, self string, day time.Duration, places Places) *Plan {
	return &Plan{
		Dir: dir, Beacon: beacon, Self: self, Day: day, Shards: 4, Places: places,
		Password: rand.Text(), DataKeys: newKey(), Payloads: newKey(), Twilio: rand.Text(), SendGrid: rand.Text(),
		Running: map[string]Process{},
	}
}

func newKey() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // it never fails: crypto/rand ends the process instead
	return "cluster:" + base64.StdEncoding.EncodeToString(key)
}

// ErrNone says that there is no cluster in the folder.
var ErrNone = errors.New("there is no cluster here")

// Load reads the plan of the cluster in a folder; ErrNone where there is none.
func Load(dir string) (*Plan, error) {
	b, err := os.ReadFile(filepath.Join(dir, "cluster.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w (%s)", ErrNone, dir)
	}
	p := &Plan{}
	if err == nil {
		err = json.Unmarshal(b, p)
	}
	if err != nil {
		return nil, fmt.Errorf("read the cluster's plan: %w", err)
	}
	if p.Running == nil {
		p.Running = map[string]Process{}
	}
	return p, nil
}

// save writes the plan, whole or not at all.
func (p *Plan) save() error {
	b, err := json.MarshalIndent(p, "", "  ") //nolint:gosec // passwords of this cluster alone, in a file that only its owner reads
	file := p.file("cluster.json")
	if err == nil {
		err = os.WriteFile(file+".new", b, 0o600)
	}
	if err == nil {
		err = os.Rename(file+".new", file)
	}
	if err != nil {
		return fmt.Errorf("keep the cluster's plan: %w", err)
	}
	return nil
}

func (p *Plan) file(name ...string) string { return filepath.Join(append([]string{p.Dir}, name...)...) }

// Ledger is the file of what the emulator accepted.
func (p *Plan) Ledger() string { return p.file("emulator.ndjson") }

// Hurry is what the policy's lengths are divided by.
func (p *Plan) Hurry() int64 { return max(1, int64(24*time.Hour/p.Day)) }
