package main

import (
	"errors"
	"fmt"
	"strings"

	"beacon/victimscode"
)

// dueDate is the answer of duties due: the row, and how its date comes about.
type dueDate struct {
	Edition string            `json:"edition"`
	Draft   bool              `json:"draft,omitempty"`
	ID      string            `json:"id"`
	Right   int               `json:"right"`
	Para    string            `json:"para,omitempty"`
	Says    string            `json:"says"`
	Owner   victimscode.Body  `json:"owner"`
	Ours    victimscode.Ours  `json:"ours"`
	Stage   victimscode.Stage `json:"stage,omitempty"`
	victimscode.Reckoning
	Note     string `json:"note,omitempty"`
	Source   string `json:"source"`
	Verified bool   `json:"verified"`
}

func (d *dutyQuestion) due() error {
	answer, err := d.reckon()
	if err != nil {
		return misused(d.streams, "duties", err)
	}
	if d.asJSON {
		return printJSON(d.out, answer)
	}
	d.explain(answer)
	return nil
}

func (d *dutyQuestion) reckon() (dueDate, error) {
	e, err := d.chosen()
	if err != nil {
		return dueDate{}, err
	}
	if d.id == "" || d.at == "" {
		return dueDate{}, errors.New("say which duty and when it began: --id R6a --at 2026-04-02T10:00:00+01:00")
	}
	row, found := e.Duty(d.id)
	if !found {
		return dueDate{}, fmt.Errorf("edition %q has no duty %q: beacon duties list shows them", e.ID, d.id)
	}
	at, err := victimscode.ParseTime(d.at)
	if err == nil {
		err = victimscode.Known(at)
	}
	if err != nil {
		return dueDate{}, fmt.Errorf("--at %s: %w", d.at, err)
	}
	days, err := d.days()
	if err != nil {
		return dueDate{}, err
	}
	return dueDate{
		Edition: e.ID, Draft: e.Draft, ID: row.ID, Right: row.Right, Para: row.Para, Says: row.Says, Owner: row.Owner, Ours: row.Ours,
		Stage: row.Stage, Reckoning: row.Reckon(at, d.enhanced, days), Note: row.Note, Source: row.Source, Verified: row.Verified,
	}, nil
}

// runsFrom says from what a time runs.
var runsFrom = map[victimscode.Basis]string{
	victimscode.FromOccurred: "from when it happened",
	victimscode.FromReceived: "from when the body that owes it received it",
	victimscode.FromTold:     "from when the victim was told",
}

func (d *dutyQuestion) explain(a dueDate) {
	line := func(name, format string, args ...any) {
		fmt.Fprintf(d.out, "  %-12s %s\n", name, fmt.Sprintf(format, args...))
	}
	fmt.Fprintf(d.out, "%s of edition %s: %s\n", a.ID, a.Edition, a.Says)
	line("owed by", "%s; ours: %s", a.Owner, a.Ours)
	line("began", "%s, %s; day 0 is %s", london(a.At), runsFrom[a.Basis], a.Day0)
	switch {
	case a.Due.IsZero():
		line("limit", "no number")
	case a.Aim:
		line("limit", "no number: this service looks after %s", a.Limit)
	case a.Enhanced:
		line("limit", "%s, with Enhanced Rights", a.Limit)
	default:
		line("limit", "%s", a.Limit)
	}
	switch {
	case a.Aim:
		line("looked at", "%s (London)", london(a.Due))
	case !a.Due.IsZero():
		line("due by", "%s", london(a.Target))
		line("late after", "%s (London)", london(a.Due))
	}
	if len(a.Before) > 0 {
		line("before", "%s, whenever that is", joined(a.Before))
	}
	if len(a.Skipped) > 0 {
		line("not counted", "%s", daysOff(a.Skipped))
	}
	line("stands at", "%s", right(a.Right, a.Para))
	line("source", "%s; %s", a.Source, verified(a.Verified))
	if a.Note != "" {
		line("note", "%s", a.Note)
	}
}

func daysOff(days []victimscode.DayOff) string {
	words := make([]string, len(days))
	for i, day := range days {
		words[i] = fmt.Sprintf("%s (%s)", day.Date, day.Why)
	}
	return strings.Join(words, ", ")
}
