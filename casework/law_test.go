package casework

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"beacon/victimscode"
)

// The laws hold for every case, whatever happens to it and in whatever order.

func TestTheLawsHoldWhateverHappens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, laws)
}

func FuzzTheLaws(f *testing.F) {
	f.Add([]byte("a case is more than its stages"))
	f.Fuzz(rapid.MakeFuzz(laws))
}

func laws(t *rapid.T) {
	s := &script{t: t, now: monday, c: &Case{Policy: Ordinary()}}
	hurry := pick[int64](t, 1, 43200)
	first := s.referral()
	if CheckReferral(first, s.now) != nil {
		t.Skip("not a case")
	}
	s.past = append(s.past, first)
	s.c = Open("case", first, Ordinary().Hurried(hurry), LatestLogic, s.now)
	seen := &memory{effects: map[string]bool{}, tasks: map[string]TaskKind{}, rung: map[[2]any]time.Time{}}
	s.comeSoFar()
	s.settleDown(seen)
	for range 1 + die(t, 30) {
		twin := restored(t, s.c)
		before := *s.c
		do, plainly := s.step()
		do(s.c)
		plainly(twin)
		require.Equal(t, asJSON(t, s.c), asJSON(t, twin), "a case carried over lives on as if it had not been")
		moved(t, &before, s.c)
		s.settleDown(seen)
	}
}

// settleDown wakes the case, as the keeper does whenever anything has happened,
// and looks whether every law holds.
func (s *script) settleDown(seen *memory) {
	before := *s.c
	s.c.Wake(s.now)
	moved(s.t, &before, s.c)
	once := asJSON(s.t, s.c)
	s.c.Wake(s.now)
	require.Equal(s.t, once, asJSON(s.t, s.c), "waking twice is waking once")
	due, open := s.c.NextDue()
	require.False(s.t, open && !due.After(s.now), "nothing due is left behind")
	require.Equal(s.t, s.c.Stage != Closed, open, "an open case always has something ahead, and a closed one never")

	lawsOfTime(s.t, s.c)
	lawsOfCourt(s.t, s.c)
	lawsOfPeople(s.t, s.c)
	lawsOfSafety(s.t, s.c)
	seen.look(s.t, s.c)
}

// step draws one thing that happens, ready to happen to two copies of a case: to
// one with a close eye on it, and plainly to the other.
func (s *script) step() (closely, plainly func(*Case)) {
	now := s.now
	switch die(s.t, 10) {
	case 0:
		s.now = s.now.Add(s.length())
	case 1, 2:
		if due, ok := s.c.NextDue(); ok {
			s.now = due
		}
	case 3:
		m := pick(s.t, s.past...)
		return func(c *Case) { repeat(s.t, c, m, now) }, func(c *Case) { _, _ = c.Do(m, now) }
	case 9:
		if once := s.once(8); once {
			plainly = func(c *Case) { // a bank holiday is proclaimed, or it is not one after all
				c.Policy.Calendar = map[bool]victimscode.Calendar{true: "2026-03-04 2026-03-09", false: ""}[c.Policy.Calendar == ""]
			}
			return plainly, plainly
		}
		m := s.command()
		s.past = append(s.past, m)
		return func(c *Case) { give(s.t, c, m, now) }, func(c *Case) { _, _ = c.Do(m, now) }
	case 4:
		upTo := s.c.Revision - die(s.t, 3)
		plainly = func(c *Case) { c.Published(upTo) }
		return plainly, plainly
	case 5:
		if len(s.c.Outbox) > 0 {
			id, o := pick(s.t, s.c.Outbox...).ID, s.outcome()
			plainly = func(c *Case) { c.Settle(id, o, now) }
			return plainly, plainly
		}
	default:
		m := s.command()
		s.past = append(s.past, m)
		return func(c *Case) { give(s.t, c, m, now) }, func(c *Case) { _, _ = c.Do(m, now) }
	}
	return func(*Case) {}, func(*Case) {}
}

// memory is what must never be used again.
type memory struct {
	effects map[string]bool
	tasks   map[string]TaskKind
	rung    map[[2]any]time.Time // clocks, by ID and the revision in which they were set
}

func (seen *memory) look(t require.TestingT, c *Case) {
	lines := map[[2]int]bool{}
	for _, l := range c.Lines {
		at := [2]int{l.Revision, l.N}
		require.False(t, lines[at], "two lines numbered %v", at)
		require.LessOrEqual(t, l.Revision, c.Revision)
		lines[at] = true
		_, known := LineRuleOf(l.What)
		require.True(t, known, "the line %s has no row in LineRules", l.What)
	}
	deadlines := map[[2]any]bool{}
	for _, d := range c.View().Deadlines {
		is := [2]any{d.Clock, d.Set}
		require.False(t, deadlines[is], "two deadlines %v", is)
		deadlines[is] = true
		if !d.Rung.IsZero() && !seen.rung[is].Equal(d.Rung) {
			require.Zero(t, seen.rung[is], "%v rang twice", is)
			seen.rung[is] = d.Rung
		}
	}
	here := map[string]bool{}
	for _, task := range c.Tasks {
		require.False(t, here[task.ID], "two tasks %s", task.ID)
		here[task.ID] = true
		if kind, known := seen.tasks[task.ID]; known {
			require.Equal(t, kind, task.Kind)
		}
		seen.tasks[task.ID] = task.Kind
	}
	clear(here)
	for _, e := range c.Outbox {
		require.False(t, here[e.ID], "two effects %s", e.ID)
		here[e.ID] = true
	}
	for id := range seen.effects {
		if !here[id] {
			seen.effects[id] = false // settled
		}
	}
	for id := range here {
		waiting, known := seen.effects[id]
		require.True(t, waiting || !known, "an effect that was settled is back: %s", id)
		seen.effects[id] = true
	}
}

// give gives a case a command it has not had. Check and Do agree, and Check and a
// refusal change nothing.
func give(t require.TestingT, c *Case, m Command, now time.Time) {
	before, grade := asJSON(t, c), c.Risk.Grade
	allowed := c.Check(m, now)
	require.Equal(t, before, asJSON(t, c), "Check changes nothing")
	r, err := c.Do(m, now)
	require.Equal(t, allowed, err, "Do refuses exactly what Check refuses")
	if err != nil {
		require.NotNil(t, refusal(err))
		require.Equal(t, before, asJSON(t, c), "a refusal leaves no trace")
		return
	}
	require.Equal(t, Receipt{Revision: c.Revision, Stage: c.Stage}, r)
	if _, police := m.(Referral); police {
		require.False(t, grade.above(c.Risk.Grade), "police never lower a grade")
	}
	repeat(t, c, m, now)
}

// repeat gives a case a command again that it may have taken.
func repeat(t require.TestingT, c *Case, m Command, now time.Time) {
	was, known := c.repeated(m.Key())
	if !known {
		_, _ = c.Do(m, now)
		return
	}
	before := asJSON(t, c)
	r, err := c.Do(m, now)
	require.NoError(t, err)
	require.Equal(t, was.Receipt, r)
	require.Equal(t, before, asJSON(t, c), "a repeat changes nothing")
}

func restored(t require.TestingT, c *Case) *Case {
	var copied Case
	require.NoError(t, json.Unmarshal([]byte(asJSON(t, c)), &copied))
	return &copied
}

// moved looks at what lies between two moments of one case.
func moved(t require.TestingT, before, after *Case) {
	require.GreaterOrEqual(t, after.Revision, before.Revision)
	require.GreaterOrEqual(t, after.Serial, before.Serial)
	require.GreaterOrEqual(t, len(after.Needs), len(before.Needs), "nothing is overwritten")
	if before.Stage != after.Stage {
		require.Contains(t, row(before.Stage).Next, after.Stage, "from %s", before.Stage)
		require.Greater(t, after.Revision, before.Revision)
	}
	queued := func(id string) bool {
		return slices.ContainsFunc(before.Outbox, func(e Effect) bool { return e.ID == id })
	}
	for _, e := range after.Outbox {
		require.True(t, queued(e.ID) || before.Halt == nil || after.Halt == nil, "nothing is asked for while all is stopped")
	}
}

func lawsOfTime(t require.TestingT, c *Case) {
	ids := map[string]bool{}
	for _, k := range c.Clocks {
		require.False(t, ids[k.ID], "two clocks %s", k.ID)
		ids[k.ID] = true
		require.Equal(t, k.Kind == TryMessage || k.Kind == NoReceipt, k.Message != nil)
		if k.Kind == TryMessage {
			require.True(t, k.Due.Before(k.Message.UsefulUntil), "no message waits past its use")
		}
		for _, r := range Stages {
			for _, prefix := range r.Ends {
				require.False(t, r.Stage != c.Stage && strings.HasPrefix(k.ID, prefix), "%s outlived the stage %s", k.ID, r.Stage)
			}
		}
		if k.Kind == TaskOverdue || k.Kind == TaskReminder {
			_, open := c.task(k.About)
			require.True(t, open, "%s watches nothing", k.ID)
		}
	}
	lawsOfDuties(t, c)
	planned := c.Stage == Reaching && (c.open(CallVictim) || ids["next-attempt"])
	require.Equal(t, planned, c.Contact.Next != nil, "the next attempt has a window")
	require.LessOrEqual(t, len(c.Contact.Attempts), mostAttempts)
	for _, task := range c.Tasks {
		require.False(t, task.NotBefore.After(task.Due), "%s is due before it may be done", task.ID)
		require.Equal(t, task.Open(), ids["task/"+task.ID], "a task is watched while it is open: %s", task.ID)
		for _, r := range Stages {
			later := task.Kind == CallVictim // a call back may be asked for at any time
			require.False(t, task.Open() && !later && r.Stage != c.Stage && slices.Contains(r.Drops, task.Kind), "%s outlived the stage %s", task.ID, r.Stage)
		}
	}
}

// lawsOfCourt: nothing that is planned for a hearing outlives its being listed, or the
// victim's being needed.
func lawsOfCourt(t require.TestingT, c *Case) {
	needed := func(id string) bool {
		h, ok := c.hearing(id)
		return ok && h.Status == Listed && h.Needed
	}
	for _, k := range c.Clocks {
		before := slices.Contains([]Kind{HearingCheck, HearingCall, HearingRemind, Unconfirmed}, k.Kind)
		require.False(t, before && !needed(k.About), "%s is for a hearing that does not need the victim", k.ID)
	}
	for _, k := range c.Tasks {
		before := slices.Contains([]TaskKind{CallHearing, CheckMeasures, CheckPractical, CallUnconfirmed}, k.Kind)
		require.False(t, k.Open() && before && !needed(k.About), "%s is for a hearing that does not need the victim", k.ID)
	}
	for _, h := range c.Hearings {
		require.LessOrEqual(t, len(h.Taken), len(CourtPlan), "a hearing that is listed again and again does not grow")
		require.Equal(t, h.Window(), !h.Until.IsZero(), "a window has a last day, and nothing else has")
	}
}

// lawsOfPeople: somebody is always about to act.
func lawsOfPeople(t require.TestingT, c *Case) {
	set := func(id string) bool { return c.clock(id) >= 0 }
	acts := map[Stage]bool{
		Reaching:  c.open(CallVictim) || c.open(NotReached) || c.open(Unsafe) || c.open(SignOff) || c.open(AskOfficer) || c.open(FindOtherWay) || set("next-attempt") || c.Contact.Declined && c.open(DecideNext),
		Assessing: c.open(AssessNeeds), Planning: c.open(MakePlan), Supporting: c.open(ReviewPlan) || set("plan-review"), Closing: set("close-now"),
		Closed: !slices.ContainsFunc(c.Tasks, Task.Open),
	}
	require.True(t, acts[c.Stage], "%s: %v", c.Stage, c.Tasks)
	require.True(t, c.open(ReviewRisk) || set("risk-review") || c.Stage == Closed, "a grade is looked at again")
	lawsOfOwnership(t, c)
	if c.Stage == Supporting {
		for _, a := range c.Plan.Actions {
			asked := slices.ContainsFunc(c.Tasks, func(k Task) bool { return k.Open() && k.Kind == PlanAction && k.About == a.ID && k.Due.Equal(a.Due) })
			require.Equal(t, a.Status == ActionOpen, asked, "an open action is a task, due when the plan says")
		}
	}
	for _, o := range c.Onward {
		k, consented := c.consent(o.Consent)
		stands, _ := c.stands(o.To, ToRefer)
		require.False(t, consented && o.open() && (stands.State != ConsentGiven || stands.To != k.To), "%s rests on no consent", o.ID)
		if o.open() && o.Contacted.IsZero() && c.Stage != Closed {
			require.True(t, set(onwardClock(o.ID)) || c.openAbout(SendOnward, o.ID) || c.openAbout(ChaseOnward, o.ID), "%s is chased by nobody", o.ID)
		}
	}
	for _, u := range c.Unread {
		require.True(t, slices.ContainsFunc(c.Tasks, func(k Task) bool { return k.Open() && k.Kind == ReadReply && k.About == u.ID }))
	}
}

// lawsOfOwnership: nobody is ever ownerless.
func lawsOfOwnership(t require.TestingT, c *Case) {
	require.NotEmpty(t, c.Owner, "every case has an owner")
	require.NotEmpty(t, c.Team, "and a team")
	ending := c.Stage == Closing || c.Stage == Closed
	require.False(t, c.onDuty() && !ending && !c.open(Allocate), "a named caseworker is asked for until somebody has the case")
	require.False(t, !c.onDuty() && c.open(Allocate), "and then no longer")
	require.Equal(t, c.Cover != nil, c.clock("cover") >= 0, "a cover ends by itself")
	require.False(t, c.Cover != nil && c.onDuty(), "nobody covers for a desk")
	require.False(t, c.Offer == nil && (c.open(AnswerOffer)), "nobody is asked about an offer that does not stand")
	require.False(t, c.Offer != nil && !c.open(AnswerOffer) && !c.open(SettleOffer) && !c.open(Allocate) && c.Stage != Closing, "an offer that stands is watched")
	for _, k := range c.Tasks {
		require.False(t, k.Open() && (k.Team == "" || k.Role == ""), "%s is on nobody's list", k.ID)
		require.False(t, k.Open() && IsDesk(k.Owner), "%s is a person's, or anybody's", k.ID)
		require.False(t, k.Open() && k.Priority != k.priority(c.Risk.Grade), "%s is out of its place", k.ID)
		mine := k.Owner == "" && k.Kind.Rule().Role == Caseworker
		require.False(t, k.Open() && k.Kind == AnswerOffer && !c.Offer.isTo(k.Owner), "whoever is offered the case is asked")
		require.False(t, k.Open() && mine && !c.onDuty(), "what is for a caseworker is the named caseworker's: %s", k.ID)
	}
}

// lawsOfSafety: what must not happen, does not.
func lawsOfSafety(t require.TestingT, c *Case) {
	for _, e := range c.Outbox {
		require.NotNil(t, e.Message)
		require.True(t, c.Halt == nil || e.Withdrawn, "%s may leave though all is stopped", e.ID)
		require.True(t, e.Withdrawn || c.wanted(*e.Message), "%s is not wanted", e.ID)
	}
	for _, m := range c.waiting() {
		require.Nil(t, c.Halt)
		require.True(t, c.wanted(m))
	}
	require.Equal(t, c.Pause != nil, c.clock("pause-ends") >= 0, "a pause always ends")
	if c.Pause != nil {
		require.Empty(t, c.waiting(), "nothing waits for the end of a pause")
		for _, e := range c.Outbox {
			require.True(t, e.Withdrawn, "%s may leave in a pause", e.ID)
		}
		for _, k := range c.Tasks {
			waits := k.Open() && slices.Contains(waitsForPause, k.Kind)
			require.False(t, waits && k.Due.Before(c.Pause.Until) && k.Escalated == 0, "%s is due in a pause", k.ID)
		}
	}
	require.Equal(t, c.Stage == Closing || c.Stage == Closed, c.Closure != nil)
	require.Equal(t, c.Stage == Closed, c.Kept.Until != "", "a case is kept until a day when it has ended, and only then")
	require.True(t, c.Kept.Until == "" || c.Kept.Until >= c.Kept.Served || c.Closure.Reason == "duplicate_merged", "who was helped is never kept for less")
	if c.Stage != Closed {
		return
	}
	r, known := reason(c.Closure.Reason)
	require.True(t, known)
	require.False(t, c.needsSignOff(r) && c.Closure.SignedBy == "" && !c.Merged(), "%s risk closed (%s) and nobody signed it off", c.Risk.Grade, r.Code)
	require.Empty(t, c.Unread)
}
