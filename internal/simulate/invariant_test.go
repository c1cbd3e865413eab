package simulate

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// monday is when the cases of these tests begin.
var monday = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// healthy is a look at a high-risk case that has just been opened, with everything as
// it must be.
func healthy(t *testing.T) Look {
	t.Helper()
	r := casework.Referral{
		Said: casework.Said{ID: "key-1", Body: "digest-1", By: "force/athena", Role: casework.Referrer}, Ref: "crime-1", Version: 1,
		Reported: monday.Add(-time.Hour), Offence: "8N", DomesticAbuse: true, SafeWay: true, Risk: casework.RiskMade{Tool: "DASH", Grade: casework.HighRisk},
	}
	c := casework.Open("00000000-0000-4000-8000-000000000001", r, casework.Ordinary(), casework.LatestLogic, monday)
	return Look{Case: c, Now: monday, Did: r.Name(), Decides: func(by string) bool { return by == "supervisor-1" }}
}

func closed(l *Look) {
	l.Case.Stage, l.Case.Clocks, l.Case.Tasks = casework.Closed, nil, nil
	l.Case.Closure = &casework.Closure{Reason: "needs_met", SignedBy: "supervisor-1"}
}

// breaks says, for every invariant, how a case is broken that it must find.
var breaks = map[string]func(*Look){
	"owned":               func(l *Look) { l.Case.Owner = "" },
	"due":                 func(l *Look) { l.Case.Clocks = nil },
	"nothing_left_behind": func(l *Look) { l.Now = l.Now.Add(100 * day) },
	"signed_off":          func(l *Look) { closed(l); l.Case.Closure.SignedBy = "caseworker-1" },
	"silent_while_unsafe": func(l *Look) {
		l.Unsafe = true
		l.Case.Outbox = []casework.Effect{{ID: "effect", Message: &casework.Message{Template: casework.LeaveOpen, Channel: casework.Text}}}
	},
	"looked_at_first":    func(l *Look) { l.Unlooked = true },
	"asked_while_unsafe": func(l *Look) { l.Unlooked = true },
	"task_whole":         func(l *Look) { l.Case.Tasks[0].Kind = "nonsense" },
	"in_window": func(l *Look) {
		l.Case.Contact.Next = &casework.Window{From: monday.Add(10 * time.Hour), Until: monday.Add(12 * time.Hour), Part: "morning"}
	},
	"rungs":             func(l *Look) { l.Case.Contact.Failed = l.Case.Policy.High.SupervisorAfter },
	"escalated":         func(l *Look) { l.Case.Tasks[0].Due = l.Now },
	"ended_with_case":   func(l *Look) { tasks := l.Case.Tasks; closed(l); l.Case.Tasks = tasks },
	"explained":         func(l *Look) { l.Case.Lines = nil },
	"only_grows":        func(l *Look) { l.Before.Revision = l.Case.Revision + 1 },
	"same_when_carried": func(l *Look) { l.Twin = &casework.Case{} },
	"repeat_changes_nothing": func(l *Look) {
		l.Repeat = &Repeat{Before: []byte("a case"), After: []byte("another")}
	},
	"duties_watched": func(l *Look) {
		l.Case.Owed = append(l.Case.Owed, casework.Owed{ID: "R6a-99", Row: "R6a", Edition: "2020", Due: l.Now})
	},
	"duties_straight": func(l *Look) {
		l.Case.Owed = append(l.Case.Owed, casework.Owed{ID: "R6a-99", Row: "R6a", Edition: "2020", Due: l.Now, Met: l.Now, Breached: l.Now})
	},
	"bad_input_refused": func(l *Look) { l.Wrong = &Repeat{} },
}

func TestEveryInvariantHoldsForAHealthyCaseAndFindsABrokenOne(t *testing.T) {
	t.Parallel()
	for _, i := range Invariants {
		require.Empty(t, i.Broken(healthy(t)), i.Name)
		require.Contains(t, breaks, i.Name, "nobody has shown that it can fail")
		l := healthy(t)
		breaks[i.Name](&l)
		require.NotEmpty(t, i.Broken(l), i.Name)
	}
	require.Len(t, breaks, len(Invariants))
}

func TestMoreWaysToBeBroken(t *testing.T) {
	t.Parallel()
	for name, ways := range map[string][]func(*Look){
		"owned":      {func(l *Look) { l.Case.Tasks = nil }},
		"signed_off": {func(l *Look) { closed(l); l.Case.Closure = nil }},
		"silent_while_unsafe": {func(l *Look) {
			l.Unsafe = true
			l.Case.Clocks = append(l.Case.Clocks, casework.Clock{ID: "try/1", Kind: casework.TryMessage})
		}},
		"explained": {
			func(l *Look) { l.Case.Lines[0].What = "nonsense" },
			func(l *Look) { l.Case.Clocks[0].Kind = "nonsense" },
			func(l *Look) { l.Case.Tasks[0].Kind = "nonsense" },
		},
		"looked_at_first": {func(l *Look) {
			l.Unlooked, l.Case.Tasks = true, nil
			l.Case.Clocks = append(l.Case.Clocks, casework.Clock{ID: "next-attempt", Kind: casework.NextAttempt})
		}},
		"task_whole": {
			func(l *Look) { l.Case.Tasks[0].Role = casework.Auditor },
			func(l *Look) { l.Case.Tasks[0].Due = time.Time{} },
			func(l *Look) { l.Case.Clocks = nil },
		},
		"only_grows": {
			func(l *Look) { l.Before.Serial = l.Case.Serial + 1 },
			func(l *Look) { l.Before.Needs = 1 },
			func(l *Look) { l.Before.Revision, l.Before.Stage = l.Case.Revision, casework.Closed },
		},
		"escalated": {func(l *Look) {
			task := &l.Case.Tasks[0]
			task.Raised, task.Due, task.Escalated, task.Role = l.Now.Add(-20*day), l.Now.Add(-10*day), 1, casework.Supervisor
		}},
		"in_window": {
			func(l *Look) { l.Case.Contact.Next.Until = l.Case.Contact.Next.From },
			func(l *Look) { // a Sunday
				l.Case.Risk.Grade = casework.MediumRisk
				l.Case.Contact.Next = &casework.Window{From: monday.Add(6 * day), Until: monday.Add(6*day + time.Hour), Part: "morning"}
			},
			func(l *Look) {
				l.Case.Contact.Next = &casework.Window{From: monday.Add(day), Until: monday.Add(day + time.Hour), Part: "morning"}
				l.Case.Contact.Attempts = []casework.Attempt{{At: monday, Round: l.Case.Contact.Round, Counted: true}}
			},
		},
		"rungs": {
			func(l *Look) {
				l.Case.Contact.Failed = l.Case.Policy.High.Attempts
				l.Raised = map[casework.TaskKind]time.Time{casework.ReachReview: monday, casework.TellPartners: monday, casework.SafeAndWell: monday}
			},
			func(l *Look) { l.Now = monday.Add(l.Case.Policy.High.WelfareWithin) },
		},
		"repeat_changes_nothing": {func(l *Look) { l.Repeat = &Repeat{Err: errors.New("refused")} }},
		"bad_input_refused":      {func(l *Look) { l.Wrong = &Repeat{Err: errors.New("refused"), After: []byte("a trace")} }},
	} {
		for _, i := range Invariants {
			for n, way := range ways {
				l := healthy(t)
				if way(&l); i.Name == name {
					require.NotEmpty(t, i.Broken(l), "%s %d", name, n)
				}
			}
		}
	}
}

func TestAReferralThatIsNowhereIsFound(t *testing.T) {
	t.Parallel()
	whole := func() *Report {
		r, err := Run(Options{Referrals: 20, Seed: 1, Days: 60})
		require.NoError(t, err)
		require.Empty(t, r.onePlace())
		return r
	}
	for _, lose := range []func(*Report){
		func(r *Report) { r.Referrals.In++ },
		func(r *Report) { r.Referrals.Places[Opened]--; r.Referrals.Places[Joined]++ },
		func(r *Report) { r.Cases.Open-- },
	} {
		r := whole()
		lose(r)
		require.NotEmpty(t, r.onePlace())
	}
}
