package workflows_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"

	"beacon/casework"
	"beacon/internal/embedded"
	"beacon/internal/timeskip"
	"beacon/victimscode"
	"beacon/workflows"
)

// A case that is told over REST in a demonstration hurries, and its days are no days of
// the calendar, by which the law counts. Here a real server skips the time in which a
// case waits, so that working days, bank holidays and clock changes are what they are.
func TestACaseLivedOnARealServerFromReportToTwoYearsAfterSentenceIsThePureCase(t *testing.T) {
	t.Parallel()
	begins := firstMondayOfMarch(time.Now())
	life := wholeLife(begins)
	ends := life[len(life)-1].at.AddDate(2, 0, 1)

	onServer := liveAgainWhereTimeIsLost(t, begins, ends, life)
	pure := livePure(t, begins, ends, life)

	require.Equal(t, inWords(pure.lines, pure.lines), inWords(onServer.lines, pure.lines))
	sameMoments(t, pure.lines, onServer.lines)
	sameState(t, pure.state, onServer.state)
	require.Greater(t, onServer.runs, 5, "the case went on over continue-as-new")
	seeAll(t, pure)
}

// firstMondayOfMarch is that of next year, in the morning. A server is some milliseconds
// late each time, and never early: here, and in every step, a minute that the timeline
// tells has just begun, so that it is still the same one two years later.
func firstMondayOfMarch(now time.Time) time.Time {
	d := time.Date(now.Year()+1, 3, 1, 9, 0, 5, 0, casework.London)
	for d.Weekday() != time.Monday {
		d = d.AddDate(0, 0, 1)
	}
	return d
}

// moment is what somebody does at a time.
type moment struct {
	at  time.Time
	say casework.Command
}

// life makes up what happens to a case. Everything happens by day, as what the law counts
// ends at midnight, and at minutes at which no clock of the case rings.
type life struct {
	begins  time.Time
	moments []moment
}

// on is a day of the life, at an hour of London.
func (l *life) on(days, hour int) time.Time {
	y, m, d := l.begins.Date()
	return time.Date(y, m, d+days, hour, 17, 5, 0, casework.London)
}

func (l *life) does(days, hour int, say casework.Command) {
	l.moments = append(l.moments, moment{l.on(days, hour), say})
}

// happens is an event of the criminal justice process, which police or a court tell us of
// so many days later, when the Witness Care Unit receives it.
func (l *life) happens(event string, days, later int, source string, kind victimscode.Trigger, facts ...string) {
	m := casework.RecordJusticeEvent{
		Said: said(event, casework.WitnessCare), Event: event, Kind: kind, Occurred: l.on(days, 11), Source: source, Facts: facts,
	}
	if source == "court" {
		m.Received = l.on(days+later, 12)
	}
	if kind == victimscode.Verdict {
		m.About = "h1"
	}
	if kind == victimscode.Sentenced {
		m.Months = 24
	}
	l.does(days+later, 13, m)
}

// told is that the victim was told of an event, on a day.
func (l *life) told(event string, days int, teller victimscode.Body) {
	m := casework.RecordTold{Said: said(fmt.Sprintf("told-%s-%d", event, days), casework.WitnessCare), Event: event, How: "by_phone", Teller: string(teller)}
	l.moments = append(l.moments, moment{l.on(days, 13).Add(20 * time.Minute), m})
}

func (l *life) hearing(id string, days, of int, status casework.HearingStatus) {
	m := hearing(id, 0, status)
	m.Starts = l.on(of, 10)
	l.does(days, 12, m)
}

func (l *life) explains(days int, right casework.Right, step string) {
	l.does(days, 15, casework.RecordRight{Said: worker(fmt.Sprintf("%s-%s", right, step)), Right: right, Step: step})
}

// wholeLife is a case from its report to the explaining of the sentence.
func wholeLife(begins time.Time) []moment {
	l := &life{begins: begins}
	l.does(0, 10, casework.Claim{Said: worker("claim")})
	l.does(1, 12, attempt("reached", "accepted"))
	l.explains(1, casework.Compensation, "explained")
	l.explains(1, casework.RestorativeMeet, "explained")
	l.does(2, 12, needs("needs"))
	l.does(3, 12, planned(l.on(60, 12)))
	l.happens("arrest", 4, 0, "police", victimscode.Arrested)
	l.told("arrest", 4, victimscode.Police)
	l.happens("bail", 5, 0, "police", victimscode.Bailed, "with_conditions")
	l.told("bail", 5, victimscode.Police)
	l.happens("bail-changed", 12, 0, "police", victimscode.BailChanged)
	l.told("bail-changed", 40, victimscode.Police)
	l.happens("charge", 44, 0, "police", victimscode.Charged, "with_conditions")
	l.told("charge", 44, victimscode.Police)
	l.explains(45, casework.MeasuresAtCourt, "asked")
	l.hearing("listed", 46, 100, casework.Listed)
	l.told("h1", 46, victimscode.WitnessCare)
	l.hearing("moved", 70, 130, casework.Listed)
	l.told("h1", 70, victimscode.WitnessCare)
	l.does(130, 17, casework.RecordHearingOutcome{Said: worker("outcome"), Hearing: "h1", Outcome: "effective", Attended: "attended", Measures: "not_asked"})
	l.happens("verdict", 130, 1, "court", victimscode.Verdict, "guilty")
	l.told("verdict", 131, victimscode.WitnessCare)
	l.happens("sentence", 158, 4, "court", victimscode.Sentenced, "in_custody", "specified_offence")
	l.told("sentence", 162, victimscode.WitnessCare)
	l.explains(162, casework.LenientSentence, "explained")
	l.explains(162, casework.ContactScheme, "explained")
	return l.moments
}

func planned(review time.Time) casework.AgreePlan {
	m := plan("plan", 0, 0, casework.ActionOpen)
	m.Review, m.Actions[0].Due = review, review
	return m
}

func (l *life) referral() casework.Referral {
	r := story{grade: casework.MediumRisk}.referral()
	r.Reported = l.begins.Add(-time.Hour)
	return r
}

// lived is what became of a life.
type lived struct {
	lines []casework.Line
	state json.RawMessage
	runs  int
}

// livePure lives it on the bare case.
func livePure(t *testing.T, begins, ends time.Time, moments []moment) lived {
	t.Helper()
	var lines []casework.Line
	c := casework.Open("years", (&life{begins: begins}).referral(), casework.Ordinary(), casework.LatestLogic, begins)
	turn := func(now time.Time) {
		for len(c.Outbox) > 0 {
			c.Settle(c.Outbox[0].ID, casework.Outcome{State: casework.Sent}, now)
		}
		lines = append(lines, c.Lines...)
		c.Published(c.Revision)
	}
	until := func(moment time.Time) {
		for due, ok := c.NextDue(); ok && !due.After(moment); due, ok = c.NextDue() {
			c.Wake(due)
			turn(due)
		}
	}
	turn(begins)
	for _, m := range moments {
		until(m.at)
		_, err := c.Do(m.say, m.at)
		require.NoError(t, err, m.say.Name()+" "+m.say.Key())
		turn(m.at)
	}
	until(ends)
	return lived{lines: lines, state: c.View().State}
}

// liveAgainWhereTimeIsLost has the case live again where the server skips more than it was
// asked to.
func liveAgainWhereTimeIsLost(t *testing.T, begins, ends time.Time, moments []moment) lived {
	t.Helper()
	for range 3 {
		if l, kept := liveOnServer(t, begins, ends, moments); kept {
			return l
		}
	}
	require.Fail(t, "the server skipped more than it was asked to, three times")
	return lived{}
}

// liveOnServer says false where the server lost the time.
func liveOnServer(t *testing.T, begins, ends time.Time, moments []moment) (lived, bool) {
	t.Helper()
	s, err := newSite(embedded.Options{TimeSkipping: true})
	require.NoError(t, err)
	t.Cleanup(s.close)
	s.work(t, casework.Ordinary)
	const id = "years"
	g := &timeskip.Traveller{Test: t, Temporal: s.temp, Namespace: namespace, Workflow: workflows.WorkflowID(id)}
	r := (&life{begins: begins}).referral()
	input, err := converter.GetDefaultDataConverter().ToPayloads(workflows.Input{Referral: &r})
	require.NoError(t, err)
	g.Begin(workflows.CaseType, workflows.TaskQueue, input, begins, moments[0].at)
	for i, m := range moments {
		if i > 0 && m.at.After(moments[i-1].at) {
			g.Travel(m.at)
		}
		if g.Lost() {
			return lived{}, false
		}
		_, err := s.cases.Do(t.Context(), id, m.say)
		require.NoError(t, err, m.say.Name()+" "+m.say.Key())
	}
	g.Travel(ends)
	if g.Lost() {
		return lived{}, false
	}
	now, err := s.cases.View(t.Context(), id)
	require.NoError(t, err)
	last := s.awaitView(t, id, func(v casework.View) bool { return v.Revision >= now.Revision })
	return lived{s.office.book(id).lines, last.State, len(runs(t, s, id))}, true
}

// inWords is a timeline without its moments. What a pure case does in one moment, a server
// may do milliseconds apart, and in another order.
func inWords(lines, pure []casework.Line) (all []string) {
	for _, l := range lines {
		all = append(all, l.What+" "+l.About+" "+l.Says)
	}
	for from, until := 0, 0; until < min(len(all), len(pure)); from = until {
		for until < min(len(all), len(pure)) && pure[until].Noted.Equal(pure[from].Noted) {
			until++
		}
		slices.Sort(all[from:until])
	}
	return all
}

// sameMoments: a server is late by milliseconds each time that a clock rings, and what
// is set again from then on stays so.
func sameMoments(t *testing.T, want, got []casework.Line) {
	t.Helper()
	for i := range want {
		require.WithinDuration(t, want[i].Noted, got[i].Noted, time.Minute, want[i].Says)
	}
}

var instant = regexp.MustCompile(`"\d{4}-\d{2}-\d{2}T[^"]*Z"`)

// sameState: every field of a case is the same, and every moment in it to the minute.
func sameState(t *testing.T, want, got json.RawMessage) {
	t.Helper()
	timeless := func(state json.RawMessage) []string {
		return strings.Split(instant.ReplaceAllString(string(state), "a moment"), ",")
	}
	require.Equal(t, timeless(want), timeless(got))
	moments := instant.FindAllString(string(got), -1)
	for i, at := range instant.FindAllString(string(want), -1) {
		require.WithinDuration(t, parsed(t, at), parsed(t, moments[i]), time.Minute)
	}
}

func parsed(t *testing.T, at string) time.Time {
	t.Helper()
	moment, err := time.Parse(`"`+time.RFC3339Nano+`"`, at)
	require.NoError(t, err)
	return moment
}

// seeAll looks that the life was a whole one, or two empty ones would be the same.
func seeAll(t *testing.T, l lived) {
	t.Helper()
	c, err := casework.Restore(l.state)
	require.NoError(t, err)
	require.Equal(t, casework.Supporting, c.Stage)
	by := map[casework.OwedState][]string{}
	for _, o := range c.Owed {
		by[o.State()] = append(by[o.State()], o.Event)
	}
	require.Equal(t, []string{"bail-changed"}, by[casework.OwedMetLate])
	require.Subset(t, by[casework.OwedMet], []string{"arrest", "bail", "charge", "verdict", "sentence"})
	require.NotEmpty(t, by[casework.OwedBreached])
	for _, what := range []string{"bail-alert", "hearing-listed", "hearing-outcome", "duty-breached", "message-sent", "task-overdue"} {
		require.True(t, slices.ContainsFunc(l.lines, func(l casework.Line) bool { return l.What == what }), what)
	}
}
