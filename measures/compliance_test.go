package measures

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/victimscode"
)

var update = flag.Bool("update", false, "write the golden files")

// july is a Wednesday in the third quarter of 2026, and now long after its end.
var (
	july = time.Date(2026, time.July, 1, 9, 0, 0, 0, time.UTC)
	now  = time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	q3   = Quarter{2026, 3}
)

// owed is a duty of a row that began in july, received a day later, by one of its columns.
func owed(id, row string, enhanced bool, change ...func(*Kept)) Kept {
	d := rowOf("2020", row)
	k := Kept{CaseID: "case-" + id, Force: "hertfordshire", DutyView: casework.DutyView{
		Owed:  casework.Owed{ID: row + "-" + id, Row: row, Edition: "2020", Event: "event-" + id, Enhanced: enhanced, Began: july, From: july, Due: d.Due(july, enhanced, "")},
		Right: d.Right, Body: d.Owner, Ours: d.Ours, Kind: d.Begins[0], Received: july.Add(24 * time.Hour), Heard: july.Add(30 * time.Hour), Team: "hub", Worker: "caseworker-1",
	}}
	if k.Due.IsZero() {
		k.Due, k.Aim = d.DueAim(july, ""), true
	}
	for _, c := range change {
		c(&k)
	}
	return k
}

func met(after time.Duration) func(*Kept) {
	return func(k *Kept) { k.Met, k.MetBy, k.How = july.Add(after), string(k.Body), "told" }
}

func ended(why string, breached bool) func(*Kept) {
	return func(k *Kept) {
		k.Ended = why
		if breached {
			k.Breached = k.Due.Add(time.Second)
		}
	}
}

func unreceived(k *Kept) { k.Received = time.Time{} }

const day = 24 * time.Hour

// quarter is a return of everything that can become of a duty.
func quarter() Compliance {
	c := Count(q3, now, "", "")
	for _, k := range []Kept{
		owed("1", "R6d", true, met(3*time.Hour)),
		owed("2", "R6d", true, met(33*time.Hour)),
		owed("3", "R6d", true, met(5*day), unreceived),
		owed("4", "R6d", false, met(5*day)),
		owed("5", "R6d", true),
		owed("6", "R6d", true, ended("cannot_be_met", true)),
		owed("7", "R6d", true, ended("replaced", true)),
		owed("8", "R6d", true, ended("overtaken", false)),
		owed("9", "R9b-court", true),
		owed("10", "R3a", true, met(20*day)),
		owed("11", "R5", true, met(day)),
		owed("12", "ULS", true),
	} {
		c.Add(k)
	}
	return c.Done()
}

func themeIn(t *testing.T, c Compliance, code string) ThemeMade {
	t.Helper()
	for _, m := range c.Themes {
		if m.Theme == code {
			return m
		}
	}
	require.Fail(t, "there is no theme "+code)
	return ThemeMade{}
}

func rowIn(t *testing.T, c Compliance, id string) RowMade {
	t.Helper()
	for _, m := range c.Themes {
		for _, r := range m.Rows {
			if r.Row == id {
				return r
			}
		}
	}
	require.Fail(t, "there is no row "+id)
	return RowMade{}
}

func TestEveryOutcomeIsCountedOnceAndOnTimeIsOutOfAllThatFellDue(t *testing.T) {
	t.Parallel()
	r := rowIn(t, quarter(), "R6d")
	for _, m := range []Measured{r.All, r.Standard, r.Enhanced} {
		require.Equal(t, m.Due, m.OnTime+m.Late+m.NeverMet+m.Outstanding+m.NotKnown)
	}
	require.Equal(t, 6, r.All.Due)
	require.Equal(t, 3, r.All.OnTime)
	require.Equal(t, 1, r.All.Late)
	require.Equal(t, 1, r.All.Outstanding)
	require.Equal(t, 1, r.All.NeverMet)
	require.Equal(t, 2, r.All.NotOwed, "what was replaced or overtaken in time breaches nothing")
	require.Equal(t, rate(3, 6), r.All.OfDue)
	require.Equal(t, 50.0, *r.All.OfDue.Percent)
	require.Equal(t, 1, r.Standard.OnTime, "five days are in time by the standard column and late by the enhanced")
	require.Equal(t, 5, r.Enhanced.Due)
	require.Equal(t, "release_communication", themeOf("R6d").Code)
}

func TestWhatIsNotKnownIsInOneDenominatorAndNotInTheOther(t *testing.T) {
	t.Parallel()
	r := rowIn(t, quarter(), "R9b-court")
	require.Equal(t, 1, r.All.NotKnown)
	require.Equal(t, 1, r.All.OfDue.Of)
	require.Equal(t, Rate{}, r.All.OfKnown, "no percentage of nothing")
	require.Equal(t, victimscode.Court, r.Owner)
}

func TestBothClocksAreTold(t *testing.T) {
	t.Parallel()
	r := rowIn(t, quarter(), "R6d").Enhanced
	require.Equal(t, rate(2, 5), r.Event.OnTime)
	require.Equal(t, rate(2, 4), r.Knowledge.OnTime, "of one it is not known when it was received")
	require.Equal(t, 3, r.Event.Elapsed.N)
	require.Equal(t, 1, *r.Event.Elapsed.MedianWorkingDays)
	require.Equal(t, 33.0, *r.Event.Elapsed.MedianHours)
	require.Equal(t, 120.0, *r.Event.Elapsed.LongestHours)
	require.Equal(t, 2, r.Knowledge.Elapsed.N)
}

func TestEachThatWasLateHasItsEvidence(t *testing.T) {
	t.Parallel()
	c := quarter()
	var of []string
	for _, e := range c.Late {
		of = append(of, e.Owed+" "+e.Outcome+" "+e.Against)
	}
	require.Equal(t, []string{"R6d-3 late code", "R6d-5 outstanding code", "R6d-6 never_met code", "R3a-10 late aim"}, of)
	late := c.Late[0]
	require.Equal(t, "case-3", late.CaseID)
	require.Equal(t, time.Date(2026, 7, 2, 22, 59, 59, 0, time.UTC), late.Due)
	require.Equal(t, july.Add(5*day), late.Told)
	require.Equal(t, 4, late.DaysLate)
	require.Equal(t, 2, late.WorkingDaysLate, "over a weekend")
	require.Equal(t, Since{3, 120}, late.SinceEvent)
	require.Nil(t, late.SinceKnowledge)
	require.NotEmpty(t, late.Source)
	require.True(t, late.Verified)
	require.NotEmpty(t, c.Late[2].Source)
}

func TestWhatTheCodeSetsNoNumberForIsMeasuredApart(t *testing.T) {
	t.Parallel()
	written := themeIn(t, quarter(), "written_acknowledgement")
	require.Zero(t, written.Code.Due)
	require.Equal(t, 1, written.Aim.Late)
	r := rowIn(t, quarter(), "R3a")
	require.Equal(t, AgainstAim, r.Against)
	require.Equal(t, "5 working days", r.Limits.Enhanced)
	require.False(t, rowIn(t, quarter(), "R5").Verified)
}

func TestOnlyWhatFallsDueInTheQuarterIsCounted(t *testing.T) {
	t.Parallel()
	first, last := q3.From(), q3.Until()
	require.Equal(t, time.Date(2026, 6, 30, 23, 0, 0, 0, time.UTC), first, "by the clock in London")
	require.Equal(t, time.Date(2026, 9, 30, 23, 0, 0, 0, time.UTC), last)
	for due, want := range map[time.Time]int{first.Add(-time.Second): 0, first: 1, last.Add(-time.Second): 1, last: 0} {
		c := Count(q3, now, "", "")
		c.Add(owed("1", "R6d", true, func(k *Kept) { k.Due = due }))
		require.Equal(t, want, c.Done().Due, due)
	}
	c := Count(q3, now, "kent", "")
	c.Add(owed("1", "R6d", true))
	require.Zero(t, c.Done().Due, "of another force")
}

func TestAQuarterThatIsNotOverSaysSo(t *testing.T) {
	t.Parallel()
	c := Count(q3, july.Add(time.Hour), "", "")
	c.Add(owed("1", "R6d", true))
	done := c.Done()
	require.False(t, done.Complete)
	require.Zero(t, done.Due)
	require.Equal(t, 1, rowIn(t, done, "R6d").All.Running)
}

func TestAnEmptyQuarterHasEveryRowAndNoPercentage(t *testing.T) {
	t.Parallel()
	c := Count(q3, now, "", "").Done()
	require.Zero(t, c.Due)
	require.Empty(t, c.Late)
	require.Len(t, c.Themes, len(Themes)+1)
	for _, m := range c.Themes {
		require.NotEmpty(t, m.Rows, m.Theme)
		for _, r := range m.Rows {
			require.Nil(t, r.All.OfDue.Percent)
			require.NotEmpty(t, r.Source)
		}
	}
}

func TestEveryRowOfAThemeIsARowOfTheCodeAndOfNoOther(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, m := range Themes {
		require.NotEmpty(t, m.Source)
		for _, id := range m.Rows {
			require.NotEmpty(t, rowOf(victimscode.Current, id).ID, id)
			require.False(t, seen[id], id)
			seen[id] = true
		}
	}
	for _, id := range []string{"R6a", "R6c", "R6j", "R8a", "R9b"} {
		require.NotEqual(t, "other", themeOf(id).Code)
	}
	require.Equal(t, "other", themeOf("R12a").Code)
}

func TestAQuarterIsReadStrictly(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2026-Q3", "2019-Q1", "2027-Q4"} {
		q, err := ParseQuarter(text)
		require.NoError(t, err)
		require.Equal(t, text, q.String())
		require.True(t, q.From().Before(q.Until()))
	}
	for _, text := range []string{"", "2026", "2026-Q5", "2026-Q0", "2026-q3", "2026-Q3 ", "1999-Q1", "2026Q3", "26-Q3"} {
		_, err := ParseQuarter(text)
		require.ErrorIs(t, err, ErrNoQuarter, text)
	}
	require.ErrorIs(t, Quarter{2027, 1}.Begun(now), ErrNotBegun)
	require.NoError(t, Quarter{2026, 4}.Begun(now))
}

func TestTheReturnAsCSVIsAsItWas(t *testing.T) {
	t.Parallel()
	c := quarter()
	for name, write := range map[string]func(*bytes.Buffer) error{
		"rows.csv": func(b *bytes.Buffer) error { return c.WriteRows(b) },
		"late.csv": func(b *bytes.Buffer) error { return c.WriteLate(b) },
	} {
		var b bytes.Buffer
		require.NoError(t, write(&b))
		file := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o750))
			require.NoError(t, os.WriteFile(file, b.Bytes(), 0o600))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, string(want), b.String(), name)
		require.NotContains(t, b.String(), "caseworker", "nobody is named in it")
	}
}
