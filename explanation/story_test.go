package explanation_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/explanation"
	"beacon/messaging"
	"beacon/safecontact"
	"beacon/store"
	"beacon/victimscode"
)

func last(t *testing.T, e explanation.Explanation, what string) explanation.Happening {
	t.Helper()
	for i := len(e.Happened) - 1; i >= 0; i-- {
		if e.Happened[i].What == what {
			return e.Happened[i]
		}
	}
	require.Fail(t, "nothing of this was told", what)
	return explanation.Happening{}
}

func stop(e explanation.Explanation, kind string) (explanation.Stop, bool) {
	for _, s := range e.Stopped {
		if s.Kind == kind {
			return s, true
		}
	}
	return explanation.Stop{}, false
}

func TestAMessageIsExplainedByTheGatesRuleAndByWhatItLookedAt(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		point func(*safecontact.Point)
		what  string
		rule  string
	}{
		"sent":                  {func(*safecontact.Point) {}, "message-sent", ""},
		"waits for the hour":    {func(p *safecontact.Point) { p.Windows = evenings() }, "message-waits", "window"},
		"never confirmed":       {func(p *safecontact.Point) { p.VerifiedAt = time.Time{} }, "message-refused", "never_verified"},
		"frozen":                {func(p *safecontact.Point) { p.FrozenAt = monday }, "message-refused", "frozen"},
		"the suspect has it":    {func(p *safecontact.Point) { p.SharedWith = safecontact.Suspect }, "message-refused", "shared_with_suspect"},
		"asked for no messages": {func(p *safecontact.Point) { p.OptedOut = true }, "message-refused", "opted_out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := referred(t, casework.MediumRisk)
			l.attempt("accepted")
			p := point()
			row.point(&p)
			l.settles(p)
			h := last(t, l.told(explanation.ForInspector), row.what)
			require.True(t, h.Automatic)
			if strings.HasPrefix(h.Says, "No email") { // the text was refused, and then another channel was tried
				h = first(t, l.told(explanation.ForInspector), row.what)
			}
			require.NotNil(t, h.Gate)
			require.Equal(t, row.rule, h.Gate.Rule)
			require.Equal(t, "point-1", h.Gate.Inputs.Point.ID)
			require.NotEmpty(t, h.Gate.MessageID)
			require.Equal(t, row.rule != "", h.Gate.Source != "")
			staff := l.told(explanation.ForStaff)
			require.Nil(t, first(t, staff, row.what).Gate.Inputs, "no ID but for an inspector")
			for _, told := range l.told(explanation.ForVictim).Happened {
				require.Nil(t, told.Gate)
				require.NotContains(t, told.Says+told.Why+told.Source, "suspect has it")
			}
		})
	}
}

func evenings() []safecontact.Window {
	return []safecontact.Window{{Days: safecontact.Days[:], From: safecontact.At(16, 0), To: safecontact.At(18, 0)}}
}

func first(t *testing.T, e explanation.Explanation, what string) explanation.Happening {
	t.Helper()
	for _, h := range e.Happened {
		if h.What == what {
			return h
		}
	}
	require.Fail(t, "nothing of this was told", what)
	return explanation.Happening{}
}

func TestWhatDoesNotHappenByItselfSaysWhyNot(t *testing.T) {
	t.Parallel()
	said := func(l *life, m casework.SetPreferences) { m.Said = l.worker(); l.does(m) }
	for kind, does := range map[string]func(*life){
		"halted":     func(l *life) { l.attempt("unsafe_signal") },
		"paused":     func(l *life) { l.does(casework.PauseContact{Said: l.worker(), Until: l.now.Add(48 * time.Hour)}) },
		"sealed":     func(l *life) { l.facts.Sealed = &store.Sealed{At: l.now, By: "supervisor-1", Why: "safety"} },
		"not_wanted": func(l *life) { said(l, casework.SetPreferences{Untold: []string{"hearings"}}) },
		"messages_paused": func(l *life) {
			l.facts.Pauses = messaging.Pauses{{Scope: messaging.ScopeAll, Since: l.now, By: "ops-1", Why: "wrong-template"}}
		},
		"attempts_over": func(l *life) {
			for range 4 {
				l.passes(26 * time.Hour)
				l.attempt("no_answer")
				l.passes(3 * time.Hour)
			}
			for l.c.Contact.Next != nil {
				l.passes(5 * time.Hour)
				l.attempt("no_answer")
			}
		},
		"closed": func(l *life) { l.attempt("declined"); l.passes(26 * time.Hour) },
		"merged": func(l *life) {
			l.does(casework.MergeCase{Said: l.boss(), Into: "00000000-0000-4000-8000-000000000002", Other: casework.Party{Stage: casework.Reaching}})
		},
		"frozen":    func(l *life) { p := point(); p.FrozenAt = monday; l.facts.Points = append(l.facts.Points, p) },
		"opted_out": func(l *life) { p := point(); p.OptedOut = true; l.facts.Points = append(l.facts.Points, p) },
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			l := referred(t, casework.MediumRisk)
			does(l)
			for _, to := range []explanation.Reader{explanation.ForStaff, explanation.ForInspector} {
				s, found := stop(l.told(to), kind)
				require.True(t, found, printed(t, l.told(to)))
				require.NotEmpty(t, s.Why)
				require.NotEmpty(t, s.Source)
				require.Equal(t, to == explanation.ForInspector && (kind == "frozen" || kind == "opted_out" || kind == "halted"), s.Point != "", s.Point)
			}
			told := printed(t, l.told(explanation.ForVictim))
			require.NotContains(t, told, "seal")
			require.NotContains(t, told, "point-1")
			require.NotContains(t, told, caseID)
		})
	}
}

func TestAVictimIsToldNothingThatIsAboutSomebodyElse(t *testing.T) {
	t.Parallel()
	plain, other := referred(t, casework.MediumRisk), referred(t, casework.MediumRisk)
	for _, l := range []*life{plain, other} {
		l.passes(time.Hour)
	}
	system := casework.Said{ID: "found-1", Body: "found-1", Role: casework.System}
	other.does(casework.RecordFinding{Said: system, Finding: "counter_allegation", About: "00000000-0000-4000-8000-000000000009"})
	other.does(casework.RecordFinding{Said: casework.Said{ID: "found-2", Body: "found-2", Role: casework.System}, Finding: "match_found", About: "match-1"})
	other.does(casework.RaiseConcern{Said: other.worker(), About: "child"})
	other.does(casework.SealChanged{Said: other.boss(), Sealed: true, Why: "safety"})
	a, err := json.Marshal(plain.told(explanation.ForVictim))
	require.NoError(t, err)
	b, err := json.Marshal(other.told(explanation.ForVictim))
	require.NoError(t, err)
	require.JSONEq(t, string(a), string(b), "not even that something was left out")
	require.Contains(t, printed(t, other.told(explanation.ForInspector)), "[2.0 counter-allegation]")
}

func TestADutyIsExplainedByItsRowAndHowItStands(t *testing.T) {
	t.Parallel()
	l := referred(t, casework.MediumRisk)
	l.attempt("accepted")
	friday := time.Date(2026, time.April, 3, 20, 0, 0, 0, time.UTC)
	l.passes(friday.Sub(l.now))
	l.does(casework.RecordJusticeEvent{Said: l.by(casework.WitnessCare), Event: "event-1", Kind: victimscode.BailChanged, Occurred: l.now.Add(-time.Hour), Source: "police"})
	of := func(to explanation.Reader) explanation.Duty {
		for _, d := range l.told(to).Duties {
			if d.Row == "R6d" {
				return d
			}
		}
		require.Fail(t, "no such duty")
		return explanation.Duty{}
	}
	require.Equal(t, "owed until Tuesday 7 April 2026, 23:59", of(explanation.ForStaff).Stands, "Good Friday and Easter Monday are no working days")
	require.Equal(t, "1 working day", of(explanation.ForStaff).Limit)
	require.NotEmpty(t, of(explanation.ForStaff).Source)
	require.Empty(t, of(explanation.ForStaff).ID)
	require.NotEmpty(t, of(explanation.ForInspector).ID)
	began := last(t, l.told(explanation.ForStaff), "duty-began")
	require.Contains(t, began.Why, "By row R6d of edition 2020, police")
	require.Equal(t, of(explanation.ForStaff).Source, began.Source)

	l.passes(100 * time.Hour)
	require.Contains(t, of(explanation.ForStaff).Stands, "breached: its time ended on Tuesday 7 April 2026, 23:59, 1 hour ago")
	l.passes(48 * time.Hour)
	l.does(casework.RecordTold{Said: l.worker(), Event: "event-1", How: "by_phone", Teller: "police"})
	require.Contains(t, of(explanation.ForVictim).Stands, "2 days late")
	require.Contains(t, printed(t, l.told(explanation.ForVictim)), "R6d, edition 2020: Police: tell the victim")
}

func TestEverythingAheadIsToldWithItsRule(t *testing.T) {
	t.Parallel()
	l := whole(t)
	e := l.told(explanation.ForInspector)
	seen := map[string]bool{}
	for _, n := range e.Next {
		seen[n.ID] = true
		require.NotEmpty(t, n.Why, n.Kind)
		require.NotEmpty(t, n.Source, n.Kind)
	}
	for _, k := range l.c.Clocks {
		told := seen[k.ID]
		if k.Kind == casework.TaskOverdue || k.Kind == casework.TaskReminder {
			told = seen[k.About]
		}
		require.True(t, told, k.ID)
	}
	for _, task := range l.c.Tasks {
		require.Equal(t, task.Open(), seen[task.ID], task.ID)
	}
}

func TestACaseOfWhichLittleIsLeftIsStillExplained(t *testing.T) {
	t.Parallel()
	l := referred(t, casework.StandardRisk)
	l.attempt("declined")
	l.passes(27 * time.Hour)
	require.Equal(t, casework.Closed, l.c.Stage)
	f := l.recorded()
	f.Points, f.Deliveries, f.Roles = nil, nil, nil
	f.Lines = append(f.Lines, casework.Line{Revision: 99, At: l.now, Noted: l.now, What: "of-another-version", Says: "Something."})
	for _, to := range explanation.Readers {
		e := explanation.Of(f, to, l.now)
		require.NotEmpty(t, e.Happened)
		require.NotEmpty(t, printed(t, e))
		kept := e.Next[len(e.Next)-1]
		require.Equal(t, "kept-until", kept.Kind)
		require.Equal(t, "Victim Support, published retention criteria: referred, contacted and declined", kept.Source)
	}
	e := explanation.Of(f, explanation.ForStaff, l.now)
	require.Contains(t, e.Happened[len(e.Happened)-1].Why, "no rule of this kind of line")
}
