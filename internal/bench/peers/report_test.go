//go:build unix

package peers_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// report is what docs/bench/peers.json holds.
type report struct {
	At       time.Time `json:"at"`
	Go       string    `json:"go"`
	Postgres string    `json:"postgres"`
	CPUs     int       `json:"cpus"`
	Load     string    `json:"load"` // of the machine before it began: one, five and fifteen minutes
	Seconds  float64   `json:"seconds"`

	Span    float64 `json:"referred_for_seconds"` // in each round
	People  int     `json:"people"`
	Workers int     `json:"workers"`
	Senders int     `json:"senders"`
	Shards  int     `json:"shards"`
	Seed    int     `json:"seed"`

	Peers     []figures      `json:"peers"`
	Campaigns []campaign     `json:"kills"`
	Lines     map[string]int `json:"lines"`
}

// figures are one peer's.
type figures struct {
	Name   string            `json:"name"`
	Sum    map[string]spread `json:"sum"`
	Rounds []measured        `json:"rounds"`
}

// measured is one round. What is per case has the idle peer's part taken out.
type measured struct {
	Load      string  `json:"load"`
	Cases     int     `json:"cases"`
	Seconds   float64 `json:"seconds"` // from the first referral until the last case was closed
	PerSecond float64 `json:"cases_per_second"`
	CPU       float64 `json:"cpu_ms_per_case"` // of the whole machine, with whoever asks and the provider
	Commits   float64 `json:"commits_per_case"`
	WAL       float64 `json:"wal_bytes_per_case"`
	Size      float64 `json:"database_bytes_per_case"`
	Own       float64 `json:"app_bytes_per_case"`      // of these, in the peer's own database
	Temporal  float64 `json:"temporal_bytes_per_case"` // and in Temporal's

	Transitions float64 `json:"state_transitions_per_case"`
	Events      float64 `json:"history_events_per_case"`
	IdleCommits float64 `json:"idle_commits_per_second"`

	Steps map[string]quantiles `json:"steps"`
	verdict
}

// campaign is what became of the cases of one peer while its workers were killed.
type campaign struct {
	Peer    string        `json:"peer"`
	Variant string        `json:"variant"`
	Cases   int           `json:"cases"`
	Kills   int           `json:"kills"`
	At      map[point]int `json:"at"`
	verdict
	Recovered float64 `json:"recovered_seconds"` // from the last kill until the last case was closed
}

// columns are the figures of a round that are summed up, in the order in which they are
// shown.
var columns = []struct {
	name, says, form string
	of               func(measured) float64
}{
	{"cases_per_second", "cases a second, whole lives", "%.1f", func(m measured) float64 { return m.PerSecond }},
	{"cpu_ms_per_case", "ms of CPU a case, all the machine's", "%.1f", func(m measured) float64 { return m.CPU }},
	{"commits_per_case", "commits a case", "%.1f", func(m measured) float64 { return m.Commits }},
	{"wal_bytes_per_case", "bytes of WAL a case", "%.0f", func(m measured) float64 { return m.WAL }},
	{"database_bytes_per_case", "bytes of database a case", "%.0f", func(m measured) float64 { return m.Size }},
	{"app_bytes_per_case", "— its own", "%.0f", func(m measured) float64 { return m.Own }},
	{"temporal_bytes_per_case", "— Temporal's", "%.0f", func(m measured) float64 { return m.Temporal }},
	{"idle_commits_per_second", "commits a second while idle", "%.0f", func(m measured) float64 { return m.IdleCommits }},
	{"state_transitions_per_case", "state transitions a case", "%.1f", func(m measured) float64 { return m.Transitions }},
	{"history_events_per_case", "history events a case", "%.1f", func(m measured) float64 { return m.Events }},
}

// steps in the order in which they are shown.
var steps = []struct{ name, says string }{
	{"refer", "a referral is answered"}, {"accept", "help is accepted"}, {"close", "closing is asked for"},
	{"text", "from that to the provider: the text"}, {"reminder", "from its due time to the provider: the reminder"},
}

func (r *report) sum() {
	for i := range r.Peers {
		p := &r.Peers[i]
		p.Sum = map[string]spread{}
		for _, c := range columns {
			p.Sum[c.name] = spreadOf(p.Rounds, c.of)
		}
		for _, s := range steps {
			p.Sum[s.name+"_p50_ms"] = spreadOf(p.Rounds, func(m measured) float64 { return m.Steps[s.name].P50 })
			p.Sum[s.name+"_p99_ms"] = spreadOf(p.Rounds, func(m measured) float64 { return m.Steps[s.name].P99 })
		}
	}
}

func (r *report) write(t *testing.T, folder, page string) {
	t.Helper()
	whole, err := json.MarshalIndent(r, "", "  ")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(folder, 0o750))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "peers.json"), append(whole, '\n'), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "peers.md"), []byte(page), 0o600))
}

func (r *report) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, header, r.Workers, r.Senders, r.People, r.Span, len(r.Peers[0].Rounds), r.At.Format(time.DateTime), r.Go, r.Postgres, r.CPUs, r.Load, r.Seconds)
	r.table(&b)
	b.WriteString(reading)
	r.killed(&b)
	fmt.Fprintf(&b, killReading, r.Seed, remindLater, 100*droppedAnswer, 100*slowAnswer, slowBy, restartAfter, stuckAfter)
	b.WriteString("\n## Lines of code\n\nWithout empty lines and comments.\n\n| of | lines |\n|---|---|\n")
	for _, l := range counted {
		fmt.Fprintf(&b, "| %s | %d |\n", l.says, r.Lines[l.name])
	}
	b.WriteString(linesReading)
	return b.String()
}

// table is the medians, with the least and the most in brackets, and how many times
// Beacon's is the SQL peer's.
func (r *report) table(b *strings.Builder) {
	b.WriteString("| median (least to most) |")
	for _, p := range r.Peers {
		fmt.Fprintf(b, " %s |", p.Name)
	}
	b.WriteString(" Beacon to SQL | Beacon to River |\n|---|" + strings.Repeat("---|", len(r.Peers)+2) + "\n")
	row := func(says, name, form string) {
		fmt.Fprintf(b, "| %s |", says)
		for _, p := range r.Peers {
			s := p.Sum[name]
			fmt.Fprintf(b, " **"+form+"** ("+form+" to "+form+") |", s.Median, s.Least, s.Most)
		}
		beacon := r.Peers[len(r.Peers)-1].Sum[name].Median
		for _, p := range r.Peers[:2] {
			if of := p.Sum[name].Median; of > 0 {
				fmt.Fprintf(b, " %.3g× |", beacon/of)
			} else {
				b.WriteString(" |")
			}
		}
		b.WriteString("\n")
	}
	for _, c := range columns {
		row(c.says, c.name, c.form)
	}
	for _, s := range steps {
		row(s.says+", p50, ms", s.name+"_p50_ms", "%.1f")
		row(s.says+", p99, ms", s.name+"_p99_ms", "%.1f")
	}
}

func (r *report) killed(b *strings.Builder) {
	b.WriteString("\n## Under the same kills\n\n| peer | a text that may have left | cases | workers killed | lost | left twice | stuck | closed, last of all, after the last kill |\n|---|---|---|---|---|---|---|---|\n")
	for _, c := range r.Campaigns {
		fmt.Fprintf(b, "| %s | %s | %d | %d | %d | %d | %d | %.1f s |\n", c.Peer, c.Variant, c.Cases, c.Kills, c.Lost, c.Twice, c.Stuck, c.Recovered)
	}
}

const header = `# The same life on SQL, on River and on Beacon

Written by ` + "`make bench ONLY=peers`; `peers.json`" + ` has the same figures and each round's.

One life of a case: referred, a call is asked for with a deadline; help is accepted, and a text leaves; three seconds later a reminder leaves by itself; the case is closed, and is closed for good a second later.
*SQL* is that by hand: a state row, a row for what happened, timers and an outbox, polled with ` + "`for update skip locked`" + ` ten times a second. *River* is the same rows with River v0.51.1 for what is to
happen. *Beacon* is the product: case workflow, worker, ringer, courier, read model, API for the provider's reports, everything in Temporal encrypted, and a Temporal server of its own process.
All use one PostgreSQL that flushes every commit, the same adapter of Twilio's SDK, the same words, and a provider emulator that flushes before it answers; each has %d worker processes that send up to %d texts
at once. %d people refer as fast as they are answered for %.0f s, then close what is left; peers take turns, %d rounds each, on copies of fresh databases.

Beacon does more in each step: that help is accepted is three commands to it (the outcome of a call, a wish for reminders, a hearing) and that a case is closed two (the hearing is vacated first), as its rules
ask; it sets the dates that the Victims' Code asks for, raises and ends the tasks that follow, keeps a timeline that explains itself and the read model of worklists, decides at sending whether contact is safe, and
counts each receipt. None of that is in the two that are written by hand, which keep what this life needs and no more.

%s, %s, PostgreSQL %s, %d CPUs, load before it began %s. It took %.0f s.

`

const reading = `
Cases a second are those of a whole run, less the four seconds that no case can be spared. River looks every five seconds for what falls due in the next five, which is not configurable: a timer that is set for
sooner than its next look can ring late by up to that, and a short run pays for it at its end; its CPU a case says what it could do in a long one. What is per case has what the idle peer costs taken out; CPU is the whole machine's, with people and provider.
`

const killReading = `
The same seed (%d) draws for all which texts strike: the worker that hands one over is killed with SIGKILL while the text is on its way, just after it was taken, or within half a second. Here the reminder is due after %s, as a command that finds no worker may wait for one. Of the texts the
provider takes, %.0f %% never get their answer and %.0f %% wait for it for %s. A killed worker is back after %s. All have the same patience, in seconds instead of minutes. *Sends again* is what an outbox or a job
does by itself; *asks first* looks at the provider for the text before it sends it again, as Beacon does: the care is in the sending, and no engine gives it away. Stuck is not closed when nothing had moved for %s.
`

const linesReading = `
The two by hand hold this life, and would grow with every rule. Beacon's engine holds any life that the rules tell it; the rules, in ` + "`casework`" + `, hold the whole service, of which this life is a small part.
`

// counted is whose lines are shown.
var counted = []struct {
	name, says string
	files      []string
}{
	{"sql", "the life on SQL, with its schema", []string{"sql_test.go"}},
	{"river", "the life on River (and the schema and offices it shares with SQL)", []string{"river_test.go"}},
	{"sending", "how both send, and ask first", []string{"post_test.go"}},
	{"engine", "Beacon: what carries any case (workflows, activities, worker)", []string{"../../../workflows", "../../../activities", "../../../worker"}},
	{"courier", "Beacon: the courier and its ledger's rules (messaging)", []string{"../../../messaging"}},
	{"rules", "Beacon: the rules of the whole service (casework)", []string{"../../../casework"}},
}

// linesOf counts the lines of each that are neither empty nor a comment.
func linesOf(t *testing.T) map[string]int {
	t.Helper()
	lines := map[string]int{}
	for _, c := range counted {
		for _, path := range c.files {
			files := []string{path}
			if filepath.Ext(path) == "" {
				var err error
				files, err = filepath.Glob(filepath.Join(path, "*.go"))
				require.NoError(t, err)
				files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
			}
			for _, file := range files {
				text, err := os.ReadFile(file)
				require.NoError(t, err)
				for line := range strings.Lines(string(text)) {
					if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
						lines[c.name]++
					}
				}
			}
		}
	}
	return lines
}
