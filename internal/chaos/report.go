package chaos

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Report is what came of a run.
type Report struct {
	Size
	Commit   string         `json:"commit"`
	Took     time.Duration  `json:"took"`
	Well     bool           `json:"well"` // every line is true
	Findings []Finding      `json:"findings"`
	Faults   []Struck       `json:"faults"`
	Counts   map[string]int `json:"counts"`
	Disk     string         `json:"disk,omitempty"` // in which way it was full
	Logs     string         `json:"logs,omitempty"` // where the cluster's logs are, of a run that failed
}

// Struck is how often a kind of fault struck, and how soon there was progress again.
type Struck struct {
	Kind  string        `json:"kind"`
	Says  string        `json:"says"`
	Times int           `json:"times"`
	First time.Duration `json:"first_p50"` // from the fault to the first progress
	Worst time.Duration `json:"first_max"`
	All   time.Duration `json:"all_p50"` // until every case that was asked had made progress
	Last  time.Duration `json:"all_max"`
}

// struckBy sums up the recoveries, in the order of the kinds.
func struckBy(all []Recovery) (list []Struck) {
	for _, k := range Kinds {
		var first, last []time.Duration
		for _, r := range all {
			if r.Kind == k.Name {
				first, last = append(first, r.First), append(last, r.All)
			}
		}
		if len(first) > 0 {
			list = append(list, Struck{k.Name, k.Says, len(first), middle(first), slices.Max(first), middle(last), slices.Max(last)})
		}
	}
	return list
}

// middle is the median; of an even number, the greater of the two in the middle.
func middle(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// count says how much of everything there was.
func count(e Evidence, j *journal) map[string]int {
	n := map[string]int{
		"cases": len(e.Workflows), "requests sent": j.sent, "requests without an answer": j.failed,
		"answered": len(e.Answered), "messages decided": len(e.Deliveries), "texts of victims": len(e.Replies), "deadlines": len(e.Deadlines),
	}
	for _, of := range e.Accepted {
		n["messages accepted"] += of
	}
	for _, d := range e.Deadlines {
		n["deadlines "+d.Outcome]++
	}
	for _, d := range e.Deliveries {
		n["messages "+string(d.State)]++
		if d.Attempt > 1 {
			n["messages tried more than once"]++
		}
	}
	for _, a := range e.Answered {
		if a.What == referralStep {
			n["referrals answered"]++
		}
	}
	return n
}

// WriteJSON writes the whole report for programs.
func (r Report) WriteJSON(out io.Writer) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// Print writes it for people.
func (r Report) Print(out io.Writer) {
	fmt.Fprintf(out, "\nseed %d, commit %s, %d cases, %d kills, in %s\n\n", r.Seed, cmp.Or(r.Commit, "unknown"), r.Cases, r.Kills, r.Took.Round(time.Second))
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "fault\ttimes\tfirst progress after (p50, max)\tall after (p50, max)\t")
	for _, f := range r.Faults {
		fmt.Fprintf(t, "%s\t%d\t%s, %s\t%s, %s\t\n", f.Kind, f.Times, short(f.First), short(f.Worst), short(f.All), short(f.Last))
	}
	_ = t.Flush() // a terminal that is gone has nobody to tell
	if r.Disk != "" {
		fmt.Fprintln(out, "\nfull disk: "+r.Disk)
	}
	var counts []string
	for _, what := range slices.Sorted(maps.Keys(r.Counts)) {
		counts = append(counts, fmt.Sprintf("%s %d", what, r.Counts[what]))
	}
	fmt.Fprintf(out, "\n%s\n\n", strings.Join(counts, ", "))
	for _, f := range r.Findings {
		f.print(out)
	}
	if !r.Well {
		fmt.Fprintf(out, "\nFAILED. The logs of the cluster are in %s. The same again: %s\n", r.Logs, r.Again())
		return
	}
	fmt.Fprintln(out, "\nNothing was lost, nothing was done twice, and nobody was left standing.")
}

// mostShown is how much of what is against a line people are shown.
const mostShown = 10

func (f Finding) print(out io.Writer) {
	mark := "ok  "
	if len(f.Against) > 0 {
		mark = "FAIL"
	}
	fmt.Fprintf(out, "%s  %-14s %s\n", mark, f.Line, f.Says)
	for i, a := range f.Against {
		if i == mostShown {
			fmt.Fprintf(out, "        and %d more\n", len(f.Against)-i)
			return
		}
		fmt.Fprintln(out, "        "+a)
	}
}

// Again is the command that does the same again.
func (r Report) Again() string {
	say := fmt.Sprintf("make chaos SEED=%d CASES=%d KILLS=%d", r.Seed, r.Cases, r.Kills)
	if len(r.Only) > 0 {
		say = fmt.Sprintf("bin/cluster chaos -seed %d -cases %d -kills %d -only %s", r.Seed, r.Cases, r.Kills, strings.Join(r.Only, ","))
	}
	return say
}

func short(d time.Duration) string { return d.Round(10 * time.Millisecond).String() }
