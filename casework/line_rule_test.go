package casework

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// named are the lines whose names are put together from a table, by the words with
// which the source does so: to name one so, add a line here.
var named = map[string]func() []string{
	`"consent-"`: func() []string { return prefixed("consent-", ConsentStates) },
	`"hearing-"`: func() []string { return prefixed("hearing-", []HearingStatus{Listed, Vacated, Held}) },
	`"onward-"`: func() []string {
		return prefixed("onward-", slices.DeleteFunc(slices.Clone(OnwardSteps), func(s OnwardStep) bool { return s == OnwardEnded }))
	},
	`"action-"`: func() []string { return prefixed("action-", []ActionStatus{ActionDone, ActionDropped}) },
	`strings.ReplaceAll(row.Code)`: func() (all []string) {
		for _, f := range FindingRows {
			all = append(all, strings.ReplaceAll(f.Code, "_", "-"))
		}
		return all
	},
	`why`: func() []string { return []string{"hearing-outdated"} },
	`r.What`: func() (all []string) {
		for _, r := range Ladder {
			all = append(all, r.What)
		}
		return all
	},
}

func prefixed[S ~string](with string, list []S) (all []string) {
	for _, s := range list {
		all = append(all, with+string(s))
	}
	return all
}

// written is every name under which the source writes a line: by Beacon itself, or by
// what somebody said.
func writtenLines(t *testing.T) (noted, told map[string]bool) {
	noted, told = map[string]bool{}, map[string]bool{}
	for _, f := range source(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			fn, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch {
			case fn.Sel.Name == "note" && len(call.Args) >= 4:
				addNames(t, noted, call.Args[1])
			case fn.Sel.Name == "told" && len(call.Args) >= 5:
				addNames(t, told, call.Args[2])
			}
			return true
		})
	}
	return noted, told
}

func addNames(t *testing.T, to map[string]bool, e ast.Expr) {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		name, err := strconv.Unquote(lit.Value)
		require.NoError(t, err)
		to[name] = true
		return
	}
	list, known := named[shape(e)]
	require.True(t, known, "a line is named by %s: say in named, in line_rule_test.go, which names that can be", shape(e))
	for _, name := range list() {
		to[name] = true
	}
}

// shape writes an expression as the table above names it.
func shape(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Value
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return shape(e.X) + "." + e.Sel.Name
	case *ast.BinaryExpr:
		return shape(e.X)
	case *ast.CallExpr:
		return shape(e.Fun) + "(" + shape(e.Args[0]) + ")"
	}
	return "?"
}

func TestEveryLineThatIsWrittenHasARuleAndEveryRuleIsOfALineThatIs(t *testing.T) {
	t.Parallel()
	noted, told := writtenLines(t)
	rows := map[string]LineRule{}
	for _, r := range LineRules {
		require.NotContains(t, rows, r.What, "two rows of one line")
		rows[r.What] = r
	}
	for what := range maps.Keys(noted) {
		require.Contains(t, rows, what, "c.note writes this line: add its row to LineRules (casework/line_*.go): who acts, by which rule, its source, and what the victim is told")
		require.True(t, rows[what].Auto, "%s: Beacon writes it by itself (c.note): its row must say Auto", what)
	}
	for what := range maps.Keys(told) {
		require.Contains(t, rows, what, "c.told writes this line: add its row to LineRules (casework/line_*.go): who acts, by which rule, its source, and what the victim is told")
		require.True(t, rows[what].Who != "" || rows[what].Auto, "%s: somebody says it (c.told): its row must say who", what)
	}
	for what := range rows {
		require.True(t, noted[what] || told[what], "nothing writes the line %s any more: drop its row from LineRules", what)
	}
}

func TestEveryRuleOfALineSaysWhyAndWhereItComesFrom(t *testing.T) {
	t.Parallel()
	for _, r := range LineRules {
		require.NotEmpty(t, r.Why, r.What)
		require.NotEmpty(t, r.Source.Says, r.What)
		require.True(t, r.Who != "" || r.Auto, "%s: nobody does it", r.What)
		require.False(t, strings.HasSuffix(r.Why, "."), r.What)
		if r.Victim != "" {
			require.True(t, strings.HasSuffix(r.Victim, "."), r.What)
		}
	}
}

func TestATaskIsKnownByItsID(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk)
	for _, task := range s.Tasks {
		kind, known := TaskKindOf(task.ID)
		require.True(t, known)
		require.Equal(t, task.Kind, kind)
	}
	_, known := TaskKindOf("nothing")
	require.False(t, known)
	_, known = TaskKindOf("nothing-1")
	require.False(t, known)
}

func TestEveryKindOfTaskAndOfClockSaysWhyItExists(t *testing.T) {
	t.Parallel()
	for _, r := range TaskRules {
		why := r.Kind.Reason()
		require.NotEmpty(t, why.Why, "%s: add its row to TaskReasons (casework/taskreason.go)", r.Kind)
		require.NotEmpty(t, why.Source.Says, r.Kind)
	}
	require.Len(t, TaskReasons, len(TaskRules))
	for _, k := range Kinds {
		rule := k.Rule()
		require.NotEmpty(t, rule.Says, "%s: add its row to ClockRules (casework/clockrule.go)", k)
		require.NotEmpty(t, rule.Why, k)
		require.NotEmpty(t, rule.Source.Says, k)
	}
	require.Len(t, ClockRules, len(Kinds))
}

func TestWhatIsTakenBackSaysWhy(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.attempt("no_answer")
	s.attempt("third_party_answered")
	require.Equal(t, "The attempt that was planned is not made then: it may not be safe.", s.told("attempt-taken-back"))

	s = begin(t, MediumRisk)
	s.attempt("accepted")
	s.takes(RecordAttempt{Said: s.worker(), Outcome: "unsafe_signal", Point: "point-1"})
	require.Equal(t, "A text (support_accepted) is taken back, if it has not left: it may not be safe.", s.told("message-taken-back"))

	s = begin(t, MediumRisk)
	s.attempt("accepted")
	s.Settle(s.Outbox[0].ID, Outcome{State: Waiting, Rule: "quiet_hours", Until: s.now.Add(hour)}, s.now)
	require.Equal(t, "A text waits for a safe moment (support_accepted): quiet_hours, until Monday 2 March 2026, 10:00.", s.told("message-waits"))
	s.takes(PauseContact{Said: s.worker(), Until: s.now.Add(48 * hour)})
	require.Equal(t, "A text (support_accepted) is taken back, if it has not left: the victim asked for a pause of contact.", s.told("message-taken-back"))
}

func TestAReminderThatDoesNotLeaveSaysWhyNot(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).assessing()
	h := SetHearing{Said: s.by(WitnessCare), Hearing: "hearing-1", Type: "trial", Starts: s.now.Add(30 * hour), Status: Listed, Needed: true, Source: "witness_care"}
	s.takes(h)
	require.Equal(t, "Not sent, as its time had passed when this was known: a first reminder.", s.told("hearing-step-left-out"))
	n := len(s.Lines)
	h.Said = s.by(WitnessCare)
	s.takes(h)
	for _, l := range s.Lines[n:] {
		require.NotEqual(t, "hearing-step-left-out", l.What, "it is said once for a date")
	}
}
