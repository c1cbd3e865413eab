package simulate

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"beacon/casework"
)

// Print writes a report for people.
func (r *Report) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d referrals, %d of them after the first month; %d days; seed %d\n\n", r.Referrals.In, r.Referrals.Later, r.Days, r.Seed)
	table(&b, func(t io.Writer) {
		for _, p := range places {
			fmt.Fprintf(t, "%d\t%s\n", r.Referrals.Places[p.Place], p.Says)
		}
	})
	fmt.Fprintf(&b, "\nReached %.1f %% of the cases; %.1f %% of those reached accepted help.\n\n", r.Cases.Reached, r.Cases.Accepted)
	table(&b, func(t io.Writer) {
		fmt.Fprintln(t, "risk as referred\tcases\treached\tfirst attempt, median\treached, median")
		for _, g := range r.Grades {
			fmt.Fprintf(t, "%s\t%d\t%.1f %%\t%.1f h\t%.1f h\n", g.Grade, g.Cases, g.Reached, g.FirstAttempt, g.FirstReached)
		}
	})
	fmt.Fprintln(&b)
	table(&b, func(t io.Writer) {
		fmt.Fprintln(t, "task\traised\tdone\tno longer needed\toverdue\tput up\topen")
		for _, k := range r.Tasks {
			fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t%d\n", k.Kind, k.Raised, k.Done, k.Dropped, k.Overdue, k.Escalated, k.Open)
		}
	})
	r.printEnds(&b)
	_, err := io.WriteString(w, b.String())
	if err != nil {
		return fmt.Errorf("print the year: %w", err)
	}
	return nil
}

func (r *Report) printEnds(b *strings.Builder) {
	fmt.Fprintln(b, "\nEndings, of which a case may have had several:")
	table(b, func(t io.Writer) {
		for _, one := range r.Closures.most() {
			fmt.Fprintf(t, "%d\t%s\n", r.Closures[one], one)
		}
	})
	fmt.Fprintf(b, "\nOpen at the end: %d of %d cases", r.Cases.Open, r.Cases.Opened)
	for _, s := range casework.Stages {
		if n := r.Cases.Stages[s.Stage]; n > 0 && s.Stage != casework.Closed {
			fmt.Fprintf(b, ", %d %s", n, s.Stage)
		}
	}
	fmt.Fprintf(b, ". Reopened: %d times.\n", r.Cases.Reopened)
	fmt.Fprintf(b, "%d steps, %d checks of %d invariants, %d violations.\n", r.Steps, r.Checks, len(Invariants), r.Violated)
	for _, v := range r.Violations {
		fmt.Fprintf(b, "  %s: case %d, %s, after %s: %s\n", v.Invariant, v.Case, v.At.Format("2006-01-02 15:04:05"), v.Did, v.Says)
	}
}

// places says in words where a referral can end, in the order of the door.
var places = []struct {
	Place
	Says string
}{
	{Opened, "opened a case"}, {Joined, "joined the case of the same victim"}, {Updated, "were a newer version of one that was known"},
	{Repeated, "were known, and changed nothing"}, {OutOfScope, "were another service's to help"}, {UnderAge, "were children's services' to help"},
	{NotRead, "could not be read, and went back to their sender"},
}

func table(b *strings.Builder, rows func(io.Writer)) {
	t := tabwriter.NewWriter(b, 2, 0, 2, ' ', 0)
	rows(t)
	_ = t.Flush() // into memory
}

// most lists the names, the most frequent first.
func (c Counts) most() []string {
	return slices.SortedFunc(maps.Keys(c), func(a, b string) int { return cmp.Or(c[b]-c[a], strings.Compare(a, b)) })
}
