package victimscode

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What a row of an edition may say. To add one, add it here and to its constants.
var (
	Bases  = []Basis{FromOccurred, FromReceived, FromTold}
	Bodies = []Body{
		Police, YouthTeam, WitnessCare, CPS, Court, Probation, ComplainedOf, Ombudsman, Provider, Victim,
	}
	Shares     = []Ours{ToDo, ToChase, ToEvidence, ToWatch}
	Conditions = []Condition{
		IfBereaved, IfSpecified, IfYoungOffender, IfAdultOffender, IfContactScheme,
		IfReviewable, IfGuilty, IfDissatisfied, IfUpheld, IfMinor, IfNotMinor,
	}
	Stages   = []Stage{CourtToCareUnit, CareUnitToVictim}
	Meetings = []Meeting{
		MetByTelling, MetByReceipt, MetByReferral, MetByDoing, MetByAsking, MetByDeciding, MetByWaiving,
	}
)

// faults collects what is wrong.
type faults []string

func (f *faults) when(bad bool, format string, args ...any) {
	if bad {
		*f = append(*f, fmt.Sprintf(format, args...))
	}
}

// wrong lists what is wrong with an edition.
func (e Edition) wrong() []string {
	var f faults
	f.when(e.ID == "" || strings.ContainsAny(e.ID, " \t\n/"), "its id is missing, or has a space or a slash in it")
	f.when(e.Name == "", "it has no name")
	f.when(e.Source == "", "it has no source")
	f.when(e.InForce == "" && !e.Draft, "it does not say from when it is in force, and is no draft")
	if e.InForce != "" {
		_, err := time.Parse(time.DateOnly, e.InForce)
		f.when(err != nil, "in_force %q is no date, such as 2021-04-01", e.InForce)
	}
	f.when(len(e.Duties) == 0, "it has no duties")
	seen := map[string]bool{}
	for i, d := range e.Duties {
		who := named(d.ID, i)
		f.when(d.ID == "", "%s: it has no id", who)
		f.when(d.ID != "" && seen[d.ID], "%s: its id is used twice", who)
		seen[d.ID] = true
		for _, w := range append(d.wrong(), e.unpaired(d)...) {
			f = append(f, who+": "+w)
		}
	}
	return f
}

// unpaired says that what a court tells the Witness Care Unit goes on to nobody.
func (e Edition) unpaired(d Duty) (f faults) {
	for _, by := range d.Begins {
		f.when(d.Stage == CourtToCareUnit && !slices.ContainsFunc(e.Duties, func(o Duty) bool {
			return o.Stage == CareUnitToVictim && slices.Contains(o.Begins, by)
		}), "nobody tells the victim of %s", by)
	}
	return f
}

// wrong lists what is wrong with a row.
func (d Duty) wrong() []string {
	var f faults
	f.when(d.Right < 0 || d.Right > 12, "right %d is none of the 12, and not 0", d.Right)
	f.when(d.Says == "", "it does not say what is to be done")
	f.when(d.Source == "", "it has no source")
	f.when(!d.Verified && d.Note == "", "it is not verified, and no note says why")
	f.when(len(d.Begins) == 0, "nothing begins it")
	f.when(len(d.Met) == 0, "nothing meets it")
	known(&f, "begins", d.Begins, Triggers)
	known(&f, "before", d.Before, Triggers)
	known(&f, "only", d.Only, Conditions)
	known(&f, "met", d.Met, Meetings)
	known(&f, "from", []Basis{d.From}, Bases)
	known(&f, "owner", []Body{d.Owner}, Bodies)
	known(&f, "ours", []Ours{d.Ours}, Shares)
	if d.Stage != "" {
		known(&f, "stage", []Stage{d.Stage}, Stages)
	}
	for _, b := range d.Before {
		f.when(slices.Contains(d.Begins, b), "%s both begins it and comes too late for it", b)
	}
	f.when((d.Owner == Victim) != (d.Ours == ToWatch), "what is the victim's own, and only that, is to_watch")
	f.when((d.Owner == Provider) != (d.Ours == ToDo), "what every provider owes, and only that, is to_do")
	f.when(d.Stage == CourtToCareUnit && d.From != FromOccurred, "the court's time runs from when it happened")
	f.when(d.Stage == CareUnitToVictim && d.From != FromReceived, "the Witness Care Unit's time runs from when it received it, never from the hearing")
	return append(f, d.unlimited()...)
}

// unlimited lists what is wrong with a row's limits.
func (d Duty) unlimited() (f faults) {
	standard, enhanced := d.Standard, d.Enhanced
	f.when(standard.IsZero() != enhanced.IsZero(), "it has a limit for standard rights or for Enhanced Rights, but not for both")
	f.when(standard.IsZero() && enhanced.IsZero() && d.Aim.IsZero() && len(d.Before) == 0,
		"it has neither a limit nor an aim, and nothing that it must be done before: it could never be missed")
	f.when(!standard.IsZero() && !d.Aim.IsZero(), "it has a limit, and an aim of our own beside it")
	f.when(standard.Unit == enhanced.Unit && enhanced.N > standard.N, "Enhanced Rights have the longer time")
	return f
}

// known says which of what was said is unknown, or said twice.
func known[T ~string](f *faults, field string, said, may []T) {
	for i, s := range said {
		f.when(s == "", "%s: it is missing", field)
		f.when(s != "" && !slices.Contains(may, s), "%s: %q is unknown", field, s)
		f.when(slices.Contains(said[:i], s), "%s: %q is said twice", field, s)
	}
}
