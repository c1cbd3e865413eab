package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"beacon/victimscode"
)

// showDuties shows the Victims' Code as this program has it: its rows, what another
// edition says otherwise, and when a duty is due. A case comes to its dates by the
// same functions.
func showDuties(ctx context.Context, args, environ []string, s streams) error {
	d := dutyQuestion{streams: s}
	d.days = func() (victimscode.Calendar, error) { return calendarOf(ctx, d.calendar, environ) }
	f := flags("duties", "list|compare|due", s)
	f.BoolVar(&d.asJSON, "json", false, "answer in JSON")
	f.StringVar(&d.edition, "edition", "", "list, due: which edition (without it "+victimscode.Current+")")
	f.StringVar(&d.file, "edition-file", "", "list, due: an edition from a file, such as a draft; no case can take it")
	f.StringVar(&d.from, "from", victimscode.Current, "compare: from which edition, or file")
	f.StringVar(&d.to, "to", "", "compare: to which edition, or file")
	f.StringVar(&d.id, "id", "", "due: which duty, such as R6a")
	f.StringVar(&d.at, "at", "", "due: when it began: with an offset, as 2026-04-02T10:00:00+01:00, or by the clock in London, as 2026-04-02T10:00")
	f.BoolVar(&d.enhanced, "enhanced", false, "due: the victim has Enhanced Rights")
	f.StringVar(&d.calendar, "calendar", "", "due: "+calendarFlag)
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	do, known := map[string]func() error{"list": d.list, "compare": d.compare, "due": d.due}[rest[0]]
	if !known {
		return misused(s, "duties", fmt.Errorf("%q is none of list, compare and due", rest[0]))
	}
	return do()
}

// misused says what is wrong with a command line, or with a file that it names.
func misused(s streams, name string, err error) error {
	var gaps *victimscode.Gaps
	if errors.As(err, &gaps) {
		fmt.Fprintf(s.err, "beacon %s: edition %q has gaps:\n  %s\n", name, gaps.Edition, strings.Join(gaps.All, "\n  "))
		return errUsage
	}
	fmt.Fprintf(s.err, "beacon %s: %v\n", name, err)
	return errUsage
}

type dutyQuestion struct {
	streams
	days             func() (victimscode.Calendar, error)
	asJSON, enhanced bool
	edition, file    string
	from, to         string
	id, at, calendar string
}

// chosen is the edition that list and due are asked about.
func (d *dutyQuestion) chosen() (victimscode.Edition, error) {
	switch {
	case d.edition != "" && d.file != "":
		return victimscode.Edition{}, errors.New("say --edition or --edition-file, not both")
	case d.file != "":
		return readEdition(d.file)
	case d.edition == "":
		d.edition = victimscode.Current
	}
	if e, found := victimscode.Find(d.edition); found {
		return e, nil
	}
	return victimscode.Edition{}, fmt.Errorf("there is no edition %q: there are %s", d.edition, published())
}

func published() string {
	var ids []string
	for _, e := range victimscode.Editions() {
		ids = append(ids, e.ID)
	}
	return strings.Join(ids, ", ")
}

// mostEdition is the largest file that is read as an edition.
const mostEdition = 1 << 20

// readEdition reads an edition from a file. One that has a published edition's ID, but
// says something else, is refused: what was published never changes.
func readEdition(name string) (victimscode.Edition, error) {
	f, err := os.Open(name)
	if err != nil {
		return victimscode.Edition{}, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostEdition+1))
	if err != nil {
		return victimscode.Edition{}, err
	}
	if len(text) > mostEdition {
		return victimscode.Edition{}, fmt.Errorf("%s is larger than any edition", name)
	}
	e, err := victimscode.ParseEdition(text)
	if err != nil {
		return e, err
	}
	if was, found := victimscode.Find(e.ID); found && !victimscode.Compare(was, e).Same() {
		return e, fmt.Errorf("%s says otherwise than edition %q, which was published and never changes: give it an id of its own", name, e.ID)
	}
	return e, nil
}

// named finds an edition by its ID, or else reads the file of that name.
func named(name string) (victimscode.Edition, error) {
	if e, found := victimscode.Find(name); found {
		return e, nil
	}
	e, err := readEdition(name)
	if errors.Is(err, os.ErrNotExist) {
		return e, fmt.Errorf("%q is neither a file nor an edition: there are %s", name, published())
	}
	return e, err
}

func (d *dutyQuestion) list() error {
	e, err := d.chosen()
	if err != nil {
		return misused(d.streams, "duties", err)
	}
	if d.asJSON {
		return printJSON(d.out, e)
	}
	inForce := "in force from " + e.InForce
	if e.Draft {
		inForce = "a draft: no case can take it"
	}
	fmt.Fprintf(d.out, "%s: %s, %s\nsource: %s\n", e.ID, e.Name, inForce, e.Source)
	if e.Note != "" {
		fmt.Fprintln(d.out, e.Note)
	}
	for _, row := range e.Duties {
		fmt.Fprintln(d.out)
		showRow(d.out, row)
	}
	return nil
}

func (d *dutyQuestion) compare() error {
	if d.to == "" {
		return misused(d.streams, "duties", errors.New("say what to compare with: --to 2027, or --to draft.json"))
	}
	from, err := named(d.from)
	if err != nil {
		return misused(d.streams, "duties", err)
	}
	to, err := named(d.to)
	if err != nil {
		return misused(d.streams, "duties", err)
	}
	c := victimscode.Compare(from, to)
	if d.asJSON {
		return printJSON(d.out, c)
	}
	fmt.Fprintf(d.out, "from %s (%s) to %s (%s)\n", from.ID, from.Name, to.ID, to.Name)
	for _, row := range c.Added {
		fmt.Fprint(d.out, "\nadded: ")
		showRow(d.out, row)
	}
	for _, row := range c.Removed {
		fmt.Fprint(d.out, "\nremoved: ")
		showRow(d.out, row)
	}
	for _, change := range c.Changed {
		fmt.Fprintf(d.out, "\nchanged: %s\n", change.ID)
		for _, f := range change.Fields {
			fmt.Fprintf(d.out, "    %s: %q -> %q\n", f.Field, f.From, f.To)
		}
	}
	if c.Same() {
		fmt.Fprintln(d.out, "no duty changes")
	}
	return nil
}
