package casework

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write golden states and docs/lifecycle.md anew")

// TestTheLifecyclePageSaysWhatTheTablesSay writes docs/lifecycle.md from the
// tables, and from what happens when they are used.
func TestTheLifecyclePageSaysWhatTheTablesSay(t *testing.T) {
	t.Parallel()
	golden(t, filepath.Join("..", "docs", "lifecycle.md"), lifecycle(t))
}

// golden compares what is made now with a file made before.
func golden(t *testing.T, path, now string) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(now), 0o644))
	}
	before, err := os.ReadFile(path)
	require.NoError(t, err, "go test ./casework -update writes it")
	require.Equal(t, string(before), now, "if this is meant: go test ./casework -update, and read the difference")
}

func lifecycle(t *testing.T) string {
	p := &page{t: t}
	p.line("# The life of a case\n")
	p.line("Drawn from the tables of package casework by its tests; to draw it again: `go test ./casework -update`.\n")
	p.stages()
	p.commands()
	p.tasks()
	p.ladder()
	p.clocks()
	p.attempts()
	p.moments()
	p.court()
	p.decisions()
	p.rights()
	p.justice()
	p.endings()
	p.messages()
	p.explanations()
	p.policy()
	return p.String()
}

// page is a page of Markdown being written.
type page struct {
	strings.Builder
	t *testing.T
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

func (p *page) heading(title, says string) { p.line("## %s\n\n%s\n", title, says) }

// table writes a table; no cell may hold a bar.
func (p *page) table(head []string, rows [][]string) {
	for _, r := range slices.Concat([][]string{head, slices.Repeat([]string{"---"}, len(head))}, rows) {
		if r[0] == "---" {
			p.line("|%s|", strings.Join(r, "|"))
			continue
		}
		p.line("| %s |", strings.Join(r, " | "))
	}
	p.line("")
}

func (p *page) stages() {
	p.heading("Stages", "What moves a case from one stage to another. Hearings, risk, withdrawal, replies and safeguarding are taken in every open stage.")
	p.line("```mermaid\nstateDiagram-v2\n    [*] --> %s: refer", Stages[0].Stage)
	found := journeys(p.t)
	for _, r := range Stages {
		for _, next := range r.Next {
			var by []string
			for _, e := range found {
				if e.from == r.Stage && e.to == next {
					by = append(by, strings.ReplaceAll(e.by, ": ", " – "))
				}
			}
			p.line("    %s --> %s: %s", r.Stage, next, strings.Join(by, "<br/>"))
		}
	}
	p.line("    %s --> [*]\n```\n", Closed)
	var rows [][]string
	for _, r := range Stages {
		tasks, clocks := waitsFor(p.t, r.Stage)
		rows = append(rows, []string{string(r.Stage), r.Says, codes(tasks), codes(clocks), codes(r.Drops)})
	}
	p.table([]string{"Stage", "What happens", "It waits for", "and for the clocks", "Tasks no longer needed after it"}, rows)
}

// waitsFor is what a case of high risk waits for when it has just come to a stage.
func waitsFor(t *testing.T, stage Stage) (tasks []TaskKind, clocks []Kind) {
	s := begin(t, HighRisk)
	switch stage {
	case Reaching:
	case Assessing:
		s.assessing()
	case Planning:
		s.planning()
	case Supporting:
		s.supporting()
	case Closing:
		s.supporting().agenciesDecided()
		s.takes(s.closing("needs_met"))
	case Closed:
		s.closed()
	}
	for _, task := range s.Tasks {
		if task.Open() && task.Kind != ReferMarac && task.Kind != ReferIdva {
			tasks = append(tasks, task.Kind)
		}
	}
	for _, k := range s.Clocks {
		if k.Kind != TaskOverdue && k.Kind != TaskReminder && k.Kind != RiskReview {
			clocks = append(clocks, k.Kind)
		}
	}
	return tasks, clocks
}

// codes writes a list of names.
func codes[S ~string](list []S) string {
	if len(list) == 0 {
		return "–"
	}
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = "`" + string(s) + "`"
	}
	return strings.Join(quoted, ", ")
}

func tick(yes bool) string {
	if yes {
		return "yes"
	}
	return ""
}

func (p *page) commands() {
	p.heading("Commands", "What people, and providers on the victim's behalf, can ask of a case, and when it is taken.")
	var rows [][]string
	for _, m := range Commands {
		row := []string{"`" + m.Name() + "`"}
		for _, s := range Stages {
			row = append(row, tick(slices.Contains(m.stages(), s.Stage)))
		}
		rows = append(rows, row)
	}
	head := []string{"Command"}
	for _, s := range Stages {
		head = append(head, string(s.Stage))
	}
	p.table(head, rows)
}

func (p *page) tasks() {
	p.heading("Tasks", "What is asked of people. Doing the work ends the task. One not done in time is put to a supervisor, and again until it is done.")
	var rows [][]string
	for _, r := range TaskRules {
		by := codes(r.EndedBy)
		if r.Kind == PlanAction {
			by = "`agree-plan`, when the plan says that it is done or dropped"
		}
		rows = append(rows, []string{"`" + string(r.Kind) + "`", string(r.Role), tick(r.Urgent), r.Says, by, codes(r.EndedFor)})
	}
	p.table([]string{"Task", "For a", "Urgent", "What it asks", "Ended by", "Ended, when it is named, by"}, rows)
}

func (p *page) ladder() {
	p.heading("The ladder", "What happens to a task that is not done. It stays with who has it; each rung is a line of the timeline, and the last comes again until the work is done, less and less often unless it is urgent by its nature.")
	o := Ordinary()
	classes := []Climb{o.UrgentClimb, o.DecisionClimb, o.WorkClimb}
	var rows [][]string
	for _, r := range Ladder {
		when := fmt.Sprintf("at %d %% of its time", r.Percent)
		row := []string{"`" + string(r.Rung) + "`", r.Says, "", string(r.To)}
		for _, k := range classes {
			switch r.Rung {
			case Reminder:
				row = append(row, from(k.RemindFrom))
			case Warning:
				row = append(row, from(k.WarnFrom))
			case Overdue:
				row = append(row, "every task")
			case ForManager:
				when = "when it was overdue so long"
				row = append(row, written(k.ManagerAfter))
			}
		}
		row[2] = when
		rows = append(rows, row)
	}
	p.table([]string{"Rung", "What happens", "When", "Then on the list of a", "Urgent by its nature", "A supervisor's decision", "A caseworker's work"}, rows)
}

// from is which tasks a rung is for.
func from(least time.Duration) string {
	if least == 0 {
		return "never"
	}
	return "tasks of " + written(least) + " or more"
}

func (p *page) clocks() {
	p.heading("Clocks", "Everything that happens by itself happens because one of these rings.")
	var rows [][]string
	for _, k := range constants(p.t, "Kind") {
		r := Kind(k.value).Rule()
		rows = append(rows, []string{"`" + k.value + "`", k.says, r.Says, r.Why, cited(r.Source)})
	}
	p.table([]string{"Clock", "When it rings", "What happens then", "Why", "Source"}, rows)
}

func (p *page) attempts() {
	p.heading("What can come of an attempt to reach the victim", "An attempt that counts is one of those the protocol allows. One that halts stops every message and every planned call until somebody has found a safe way.")
	var rows [][]string
	for _, o := range AttemptOutcomes {
		rows = append(rows, []string{"`" + o.Code + "`", o.Says, tick(o.Spoke), tick(o.Counts), tick(o.Halts), o.Then})
	}
	p.table([]string{"Outcome", "What happened", "Spoken to", "Counts", "Halts", "While the victim is being reached, what follows"}, rows)
	p.line("A call is planned for one two-hour window of the London day, in a part of the day that has not been tried in this round, while there is one. An attempt in a two-hour window that has been tried already is kept and does not count. Where the victim said when calls are safe, calls are planned for those hours; where those and the hours below have nothing in common, theirs decide.\n")
	rows = nil
	for _, d := range Dayparts {
		rows = append(rows, []string{"`" + d.Name + "`", fmt.Sprintf("%02d:00 to %02d:00", d.From, d.To), tick(d.IfSafe)})
	}
	p.table([]string{"Part of the day", "London clock", "Only where the victim said that it is safe, or the protocol says any day"}, rows)
	rows = nil
	for _, h := range []CallHours{OrdinaryCalls, AnyDayCalls} {
		var days []string
		for _, d := range h.Days {
			days = append(days, d.String()[:3])
		}
		rows = append(rows, []string{h.Says, strings.Join(days, " "), fmt.Sprintf("%02d:00 to %02d:00", h.From, h.To), tick(h.Holidays)})
	}
	p.table([]string{"Calls are made", "Days", "London clock", "On bank holidays"}, rows)
}

func (p *page) moments() {
	p.heading("When needs are assessed", "Every assessment is kept. How far a victim has come is counted from the start to the latest and to the end, by their own scores and by the worker's, and only where both are numbers.")
	var rows [][]string
	for _, m := range Moments {
		rows = append(rows, []string{"`" + string(m.Moment) + "`", m.Says, codes(m.Stages)})
	}
	p.table([]string{"Moment", "What it is", "While the case is"}, rows)
}

func (p *page) decisions() {
	p.heading("Decisions", "What somebody has to answer for: the choices that there are about a task, each of which needs its reason in words.")
	var rows [][]string
	for _, d := range Decisions {
		rows = append(rows, []string{"`" + string(d.Task) + "`", "`" + d.Code + "`", d.Says})
	}
	p.table([]string{"Task", "Decision", "What was decided"}, rows)
}

func (p *page) justice() {
	p.heading("What happens in the criminal justice process", "Each begins duties to the victim, by the rows of the edition of the Victims' Code that the case follows. Of two that contradict each other both are kept, and a person says which is right.")
	var rows [][]string
	for _, r := range JusticeRows {
		rows = append(rows, []string{"`" + string(r.Kind) + "`", r.Says, codes(r.Facts), tick(r.Must), tick(r.Court), tick(r.Once), tick(r.Alert)})
	}
	p.table([]string{"Event", "What happened", "Facts that may be said", "One must be", "A court decided it", "Once in a prosecution", "Of domestic abuse, a supervisor is alerted"}, rows)
	rows = nil
	for _, o := range Owings {
		rows = append(rows, []string{"`" + o.Code + "`", o.Says})
	}
	p.table([]string{"Nothing is owed any more", "Because"}, rows)
}

func (p *page) endings() {
	p.heading("Why a case may end", "High risk always needs a supervisor, and a sign-off always needs its reason in words.")
	var rows [][]string
	for _, r := range Reasons {
		rows = append(rows, []string{"`" + r.Code + "`", r.Says, tick(r.SignOff), tick(r.Tell), tick(r.Silent), tick(r.Scored)})
	}
	p.table([]string{"Reason", "Because", "A supervisor signs it off", "The victim is told how to come back", "Nothing more is written"}, rows)
	p.line("### Whether and how the victim was told\n\nA closure waits while somebody is still to tell them.\n")
	rows = nil
	for _, r := range Tellings {
		rows = append(rows, []string{"`" + r.Code + "`", r.Says})
	}
	p.table([]string{"Told", "Which means"}, rows)
	p.line("### How long a case is kept that has ended\n\nUntil the last day of its period, or while a legal hold stands. Whoever was being helped is kept as a service user whatever the reason was, and a later ending never shortens that.\n")
	rows = nil
	for _, r := range Retentions {
		k := period(r.Period)
		length := fmt.Sprintf("%d months", k.Months)
		if k.Months == 0 {
			length = fmt.Sprintf("%d days", k.Days)
		}
		rows = append(rows, []string{"`" + r.Reason + "`", "`" + k.Code + "`", length, tick(r.Always), k.Source})
	}
	p.table([]string{"Reason", "Kept as", "For", "Whatever went before", "Source"}, rows)
	p.line("### What holds a closure up\n\nEverything that does is named at once. What comes up while a case is closing holds it up too.\n")
	rows = nil
	for _, g := range Guards {
		rows = append(rows, []string{"`" + g.Code + "`", g.Says, codes(g.Despite)})
	}
	p.table([]string{"Guard", "It holds a closure up while", "but not for"}, rows)
}

func (p *page) messages() {
	p.heading("Messages", "What may be written to the victim, and only where safe contact allows it at the moment of sending.")
	var rows [][]string
	for _, k := range constants(p.t, "Template") {
		rows = append(rows, []string{"`" + k.value + "`", k.says})
	}
	p.table([]string{"Message", "What it is for"}, rows)
}

func (p *page) policy() {
	p.heading("Policy", "What operations may tune, and what it is where nothing else is set. Lengths are clock time unless they say working days.")
	grades := []Protocol{Ordinary().High, Ordinary().Medium, Ordinary().Standard, Ordinary().Other}
	var rows [][]string
	for _, f := range fields(p.t, "Protocol") {
		row := []string{f.says}
		for _, g := range grades {
			row = append(row, written(reflect.ValueOf(g).FieldByName(f.value).Interface()))
		}
		rows = append(rows, row)
	}
	p.table([]string{"Reaching a victim", string(HighRisk), string(MediumRisk), string(StandardRisk), "standard, not domestic abuse"}, rows)
	rows = nil
	for _, f := range fields(p.t, "Policy") {
		if f.says != "" {
			rows = append(rows, []string{f.says, written(reflect.ValueOf(Ordinary()).FieldByName(f.value).Interface())})
		}
	}
	p.table([]string{"Everything else", "Ordinarily"}, rows)
}

// written writes a setting as people say it.
func written(v any) string {
	switch v := v.(type) {
	case time.Duration:
		days, hours := v/day, v%day/time.Hour
		switch {
		case v == 0:
			return "–"
		case v < time.Hour:
			return fmt.Sprintf("%d min", v/time.Minute)
		case days == 0:
			return fmt.Sprintf("%d h", hours)
		case hours == 0:
			return fmt.Sprintf("%d d", days)
		}
		return fmt.Sprintf("%d d %d h", days, hours)
	case int:
		if v == 0 {
			return "–"
		}
		return fmt.Sprint(v)
	case bool:
		return tick(v)
	}
	return cmp.Or(fmt.Sprint(v), "–")
}
