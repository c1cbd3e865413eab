package chaos

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Bite is a guard, and a small run that must fail without it.
type Bite struct {
	Guard string
	Says  string
	Tag   string // of the build without it
	Size
	Caught []string      // by one of these lines
	Day    time.Duration // how long a day lasts in it; 0: as long as otherwise

	// Beside is a tag of both builds: without it what the guard is for does not come about.
	// The same run with the guard must then be well.
	Beside string
}

// Bites lists every guard. To add one, add a row, and its constant to internal/guard.
var Bites = []Bite{
	{Guard: "ledger of deliveries", Says: "a message that may have left is not sent again", Tag: "unguarded_ledger",
		Size: Size{Cases: 5, Kills: 3, Only: []string{"workers-after-post"}, Calm: true}, Caught: []string{"message-once"}},
	{Guard: "revision of the read model", Says: "readers are shown nothing older than they have seen", Tag: "unguarded_revision", Beside: "stopped_clock",
		Size: Size{Cases: 3, Only: []string{"publish-held"}, Calm: true}, Caught: []string{"read-model"}},
	{Guard: "keys of commands", Says: "a command that is sent again is taken once", Tag: "unguarded_repeats",
		Size: Size{Cases: 15, Kills: 1, Only: []string{"kill-api"}, Calm: true}, Caught: []string{"command-once"}},
	{Guard: "ties of referrals", Says: "a referral that is sent again is the one that is known", Tag: "unguarded_ties",
		Size: Size{Cases: 15, Kills: 1, Only: []string{"kill-api"}, Calm: true}, Caught: []string{"referral-once"}},
	{Guard: "watch of clocks", Says: "a timer that was lost is noticed", Tag: "unguarded_watchdog",
		Size: Size{Cases: 15, Kills: 1, Only: []string{"kill-api", "timers-deleted"}, Wait: 45 * time.Second, Calm: true}, Caught: []string{"deadline-once", "never-stuck", "message-once"}, Day: 40 * time.Second},
}

// Bitten is what came of one guard's absence.
type Bitten struct {
	Guard   string        `json:"guard"`
	Says    string        `json:"says"`
	Tag     string        `json:"tag"`
	Well    bool          `json:"well"`         // the run without it failed, by a line that it is for
	By      []string      `json:"by,omitempty"` // every line that failed
	Example string        `json:"example,omitempty"`
	Why     string        `json:"why,omitempty"` // not
	Took    time.Duration `json:"took"`
}

// BiteAll makes a build without each guard, or without those that are named by their tags
// alone, and runs what must then fail. build makes
// Beacon with tags and says where.
func BiteAll(ctx context.Context, o Options, build func(ctx context.Context, tags string) (string, error)) (all []Bitten, err error) {
	for _, b := range Bites {
		if len(o.Only) > 0 && !slices.Contains(o.Only, b.Tag) {
			continue
		}
		began := time.Now()
		found := b.bite(ctx, o, build)
		found.Took = time.Since(began)
		all = append(all, found)
		fmt.Fprintf(o.Out, "== %s\n", found)
		if ctx.Err() != nil {
			return all, ctx.Err()
		}
	}
	if i := slices.IndexFunc(all, func(b Bitten) bool { return !b.Well }); i >= 0 {
		return all, fmt.Errorf("nobody noticed that there was no %s", all[i].Guard)
	}
	return all, nil
}

func (b Bite) bite(ctx context.Context, o Options, build func(ctx context.Context, tags string) (string, error)) Bitten {
	found := Bitten{Guard: b.Guard, Says: b.Says, Tag: b.Tag}
	if b.Beside != "" {
		fmt.Fprintf(o.Out, "\n== with the %s, as it is to be (%s)\n", b.Guard, b.Beside)
		r, err := b.run(ctx, o, build, b.Beside)
		if err != nil || !r.Well {
			found.Why = fmt.Sprintf("the same run with it failed, too: %v %v", failed(r), err)
			return found
		}
	}
	fmt.Fprintf(o.Out, "\n== without the %s\n", b.Guard)
	r, err := b.run(ctx, o, build, strings.TrimSuffix(b.Tag+","+b.Beside, ","))
	if err != nil {
		found.Why = err.Error()
		return found
	}
	for _, f := range r.Findings {
		if len(f.Against) == 0 {
			continue
		}
		found.By = append(found.By, f.Line)
		if slices.Contains(b.Caught, f.Line) && !found.Well {
			found.Well, found.Example = true, f.Against[0]
		}
	}
	if !found.Well {
		found.Why = fmt.Sprintf("none of %v failed", b.Caught)
	}
	return found
}

// run is one run of a build with tags.
func (b Bite) run(ctx context.Context, o Options, build func(ctx context.Context, tags string) (string, error), tags string) (Report, error) {
	binary, err := build(ctx, tags)
	if err != nil {
		return Report{}, err
	}
	seed, usual := o.Seed, o.Day
	o.Size, o.Beacon, o.Patience = b.Size, binary, unguardedPatience
	o.Size.Seed, o.Day = seed, cmp.Or(b.Day, usual)
	if o.Dir, err = o.Folder(); err != nil {
		return Report{}, err
	}
	o.Discard = true
	return Run(ctx, o)
}

// unguardedPatience is how long what will never come to rest is waited for: longer than a
// case may be stuck.
const unguardedPatience = 100 * time.Second

// failed are the lines that something is against.
func failed(r Report) (lines []string) {
	for _, f := range r.Findings {
		if len(f.Against) > 0 {
			lines = append(lines, f.Line+": "+f.Against[0])
		}
	}
	return lines
}

func (b Bitten) String() string {
	if !b.Well {
		return fmt.Sprintf("NOT CAUGHT: %s (%s): %s", b.Guard, b.Tag, b.Why)
	}
	return fmt.Sprintf("caught: %s (%s), by %v: %s", b.Guard, b.Tag, b.By, b.Example)
}

// PrintBites writes them for people.
func PrintBites(all []Bitten, out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nguard that was removed\tcaught by\tin\tfor instance\t")
	for _, b := range all {
		by, says := "nobody", b.Why
		if b.Well {
			by, says = fmt.Sprint(b.By), b.Example
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t\n", b.Guard, by, b.Took.Round(time.Second), says)
	}
	return t.Flush()
}
