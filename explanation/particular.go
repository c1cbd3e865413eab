package explanation

import (
	"slices"
	"strings"

	"beacon/casework"
	"beacon/safecontact"
)

// ground is by which rule a line is there: the rule of its kind, or, where a table has
// a row for what it tells of, that row.
func (a account) ground(l casework.Line, r casework.LineRule) Ground {
	if row, ok := a.owed(l, r); ok {
		return row
	}
	if find, ok := particulars[l.What]; ok && (!a.victim() || slices.Contains(forEverybody, l.What)) {
		if row, ok := find(l, r); ok {
			return row
		}
	}
	return groundOf(r.Why, r.Source)
}

// owed is the row of the Victims' Code of which a line tells.
func (a account) owed(l casework.Line, r casework.LineRule) (Ground, bool) {
	i := slices.IndexFunc(a.Case.Owed, func(o casework.Owed) bool { return o.ID == l.About && l.About != "" })
	if i < 0 {
		return Ground{}, false
	}
	d := a.duty(a.Case.Owed[i])
	why := r.Why + ". By row " + d.Row + " of edition " + d.Edition + ", " + casework.BodyInWords(d.Owner) + ": " + d.Says
	if d.Limit != "" {
		why += ", within " + d.Limit
	}
	return Ground{why, d.Source, d.Verified}, true
}

// forEverybody are those of particulars of which a victim, too, is told the row. The rows
// of the others may say what would not be safe if somebody else read it.
var forEverybody = []string{"task-raised", "kept-until", "enhanced-rights"}

// particulars are the lines whose rule is a row of a table of its own.
var particulars = map[string]func(casework.Line, casework.LineRule) (Ground, bool){
	"task-raised":     taskRaised,
	"attempt":         attempted,
	"marac-trigger":   maracTriggered,
	"most-in-need":    mostInNeed,
	"kept-until":      keptUntil,
	"enhanced-rights": entitled,
	"message-refused": refused,
	"message-waits":   refused,
}

func taskRaised(l casework.Line, _ casework.LineRule) (Ground, bool) {
	kind, ok := casework.TaskKindOf(l.About)
	why := kind.Reason()
	return groundOf(why.Why, why.Source), ok
}

// attempted says what follows the outcome that a line tells of: the longest that fits.
func attempted(l casework.Line, r casework.LineRule) (Ground, bool) {
	var found casework.AttemptOutcome
	for _, o := range casework.AttemptOutcomes {
		if strings.Contains(l.Says, ": "+o.Says) && len(o.Says) > len(found.Says) {
			found = o
		}
	}
	return groundOf(r.Why+". While the victim is being reached, this one is followed by: "+found.Then, r.Source), found.Code != ""
}

func maracTriggered(l casework.Line, r casework.LineRule) (Ground, bool) {
	for _, t := range casework.MaracTriggers {
		if t.Code == l.About {
			return Ground{r.Why + ". This ground: " + t.Says, t.Source, true}, true
		}
	}
	return Ground{}, false
}

func mostInNeed(l casework.Line, r casework.LineRule) (Ground, bool) {
	var says, sources []string
	for _, n := range casework.NeedRules {
		if strings.Contains(l.Says, n.Code) {
			says, sources = append(says, n.Says), append(sources, n.Source)
		}
	}
	return Ground{r.Why + ". Here: " + strings.Join(says, "; "), strings.Join(sources, "; "), true}, len(says) > 0
}

func keptUntil(l casework.Line, r casework.LineRule) (Ground, bool) {
	for _, p := range casework.Periods {
		if strings.Contains(l.Says, p.Says) {
			return Ground{r.Why, p.Source, true}, true
		}
	}
	return Ground{}, false
}

func entitled(l casework.Line, r casework.LineRule) (Ground, bool) {
	for _, e := range casework.EnhancedRows {
		if strings.Contains(l.Says, "category "+e.Category+": "+e.Reason+".") {
			return Ground{r.Why + ". Category " + e.Category + ": " + e.Says, r.Source.Says, e.Verified}, true
		}
	}
	return Ground{}, false
}

// refused is the rule of safe contact that a line names, with what it says.
func refused(l casework.Line, r casework.LineRule) (Ground, bool) {
	_, named, _ := strings.Cut(l.Says, "): ")
	named, _, _ = strings.Cut(strings.TrimSuffix(named, "."), ",")
	i := slices.IndexFunc(safecontact.Rules, func(o safecontact.Rule) bool { return o.Name == named })
	if i < 0 {
		return Ground{}, false
	}
	return Ground{r.Why + ". Here: " + safecontact.Rules[i].Says, safecontact.Rules[i].Source, true}, true
}
