package capacity

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Page is docs/capacity.md.
func Page(in Inputs) string {
	var b strings.Builder
	b.WriteString(preface)
	b.WriteString("| |")
	var all []Needs
	for _, s := range Services {
		all = append(all, Compute(s, in))
		fmt.Fprintf(&b, " %s |", s.Name)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(all)) + "\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s |", r.says)
		for _, n := range all {
			fmt.Fprintf(&b, " %s |", r.of(n))
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
	for _, s := range Services {
		fmt.Fprintf(&b, "- **%s**: %s.\n", s.Name, s.Says)
	}
	b.WriteString(formulas)
	b.WriteString("| figure | value | |\n|---|---|---|\n")
	for _, f := range in.All() {
		from := f.From
		if f.Measured {
			from = "**measured**: " + f.From
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", f.Says, f.written(), from)
	}
	b.WriteString(doubts)
	return b.String()
}

// rows are the lines of the table.
var rows = []struct {
	says string
	of   func(Needs) string
}{
	{"cases a year", func(n Needs) string { return count(n.Yearly) }},
	{"open at a time", func(n Needs) string { return count(n.Open) }},
	{"state transitions of a case of this mixture", func(n Needs) string { return fmt.Sprintf("%.0f", n.CaseTransitions) }},
	{"state transitions a second: the year's mean", func(n Needs) string { return rate(n.Mean) }},
	{"— in office hours", func(n Needs) string { return rate(n.OfficeHours) }},
	{"— at the peak", func(n Needs) string { return rate(n.Peak) }},
	{"commits a second at the peak", func(n Needs) string { return rate(n.CommitsPeak) }},
	{"**cores**, all together, with headroom", func(n Needs) string { return "**" + count(n.Cores) + "**" }},
	{"**shards**, chosen once and for ever", func(n Needs) string { return "**" + count(n.Shards) + "**" }},
	{"**disk**: Temporal, open cases", func(n Needs) string { return size(n.TemporalOpen) }},
	{"— Temporal, closed cases within retention", func(n Needs) string { return size(n.TemporalClosed) }},
	{"— Beacon's own database after a year", func(n Needs) string { return size(n.App) }},
	{"— all of it", func(n Needs) string { return "**" + size(n.TemporalOpen+n.TemporalClosed+n.App) + "**" }},
	{"**WAL** a day", func(n Needs) string { return "**" + size(n.WALDay) + "**" }},
	{"workers, and the memory of each", func(n Needs) string { return count(n.Workers) + " × " + size(n.WorkerMemory) }},
	{"reminders due at 09:00", func(n Needs) string { return count(n.Storm) }},
	{"— gone after, on those cores", func(n Needs) string { return minutes(n.Drain) }},
}

func count(x float64) string {
	if x >= 1e6 {
		return fmt.Sprintf("%.3g million", x/1e6)
	}
	whole := int(math.Round(x))
	if whole < 1000 {
		return strconv.Itoa(whole)
	}
	return fmt.Sprintf("%d,%03d", whole/1000, whole%1000)
}

// rate has two digits, or as many as a whole number has.
func rate(x float64) string {
	if x >= 10 {
		return count(x)
	}
	return fmt.Sprintf("%.2g", x)
}

func size(bytes float64) string {
	for _, unit := range []string{"B", "kB", "MB", "GB"} {
		if bytes < 1000 {
			return fmt.Sprintf("%.3g %s", bytes, unit)
		}
		bytes /= 1000
	}
	return fmt.Sprintf("%.3g TB", bytes)
}

func minutes(seconds float64) string {
	if seconds < 90 {
		return fmt.Sprintf("%.0f s", seconds)
	}
	return fmt.Sprintf("%.0f min", seconds/60)
}

const preface = `# How much machine a service needs

Computed by ` + "`go test ./internal/bench/capacity -update`" + ` from what ` + "`make bench`" + ` measured (docs/bench) and the model below; a test fails where page and figures differ.
It is an estimate to begin from and to be measured again on the machines that are to carry it, and no promise: measured figures are of one small machine, on which database, server, workers and load shared the cores.

`

const formulas = `
## The model

` + "```" + `
transitions_case = (1 − light) × whole + light × light_case            a mixture: four in five cases end after a few calls
mean             = cases_year × transitions_case / seconds_year
peak             = mean × office (168 h / 40 h) × burst
cores            = peak / transitions_per_core_second × headroom       at least 2
shards           = the power of two not below peak / transitions_per_shard_second, at least 4
temporal_open    = open × (state + events / 2 × bytes_event)           an open case has lived half of its events
temporal_closed  = cases_year × retention / 365 × events_case × bytes_event
own database     = (open + cases_year) × bytes_case                    after one year; what is kept longer adds cases_year × bytes_case a year
wal_day          = mean × 86,400 × wal_transition                      between checkpoints; just after one, whole pages make it about four times as much
09:00            = open × due_at_once; each is a ring and a text, 4 transitions; gone after 4 × due / (cores × transitions_per_core_second)
worker           = 60 MB + cached × bytes_cached_case
` + "```" + `

Disk is without backups, bloat and archived WAL: have three times as much. Cores are of Temporal, PostgreSQL, workers and API together, as they were measured together; what they need is mostly Temporal's and
PostgreSQL's. For staying up when a machine fails there are two of each, whatever the sum says.

## The figures

`

const doubts = `
What these figures cannot say: how a network between the parts slows each transition (it lengthens it, and costs no core), how PostgreSQL behaves once its data are larger than its memory, and what a provider allows a second.
`
