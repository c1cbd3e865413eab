package victimscode

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestComparingSaysWhatIsAddedRemovedAndChangedFieldByField(t *testing.T) {
	t.Parallel()
	from, _ := Find("2020")
	require.True(t, Compare(from, from).Same())
	to := from
	to.ID, to.Duties = "2027", append([]Duty{}, from.Duties[1:]...)
	for i, d := range to.Duties {
		if d.ID == "R6a" {
			d.Enhanced, d.Verified, d.Only = Limit{24, Hours}, false, []Condition{IfMinor, IfGuilty}
			to.Duties[i] = d
		}
	}
	extra := from.Duties[0]
	extra.ID = "R13"
	to.Duties = append(to.Duties, extra)
	require.Equal(t, Comparison{
		From: "2020", To: "2027", Added: []Duty{extra}, Removed: []Duty{from.Duties[0]},
		Changed: []Change{{"R6a", []FieldChange{
			{"only", "", "victim_under_18, found_guilty"}, {"enhanced", "1 working day", "24 hours"}, {"verified", "true", "false"},
		}}},
	}, Compare(from, to))
	back := Compare(to, from)
	require.False(t, back.Same())
	require.Equal(t, []Duty{extra}, back.Removed)
}

func TestATimeTheLondonClockNeverShowedOrShowedTwiceIsRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		"2026-03-29T01:00": ErrNever, "2026-03-29T01:30": ErrNever, "2026-03-29T01:59:59": ErrNever, "2026-03-29T02:00": nil, "2026-03-29T00:59": nil,
		"2026-10-25T01:00": ErrTwice, "2026-10-25T01:59:59": ErrTwice, "2026-10-25T02:00": nil, "2026-10-25T00:59:59": nil,
		"2026-10-25T01:30:00+01:00": nil, "2026-10-25T01:30:00Z": nil, "2026-02-30T10:00": ErrNoTime, "2026-04-02T25:00": ErrNoTime,
		"2026-04-02": ErrNoTime, "yesterday": ErrNoTime, "2026-04-02T10:00:00.5": ErrNoTime, "2026-04-02T9:00": ErrNoTime, "": ErrNoTime,
	} {
		_, err := ParseTime(text)
		require.ErrorIs(t, err, want, text)
	}
	at, err := ParseTime("2026-07-01T12:00")
	require.NoError(t, err)
	require.Equal(t, "2026-07-01T11:00:00Z", at.UTC().Format(time.RFC3339))
	require.ErrorIs(t, Known(at.AddDate(100, 0, 0)), ErrOutOfTime)
	require.NoError(t, Known(at))
}

func TestAReckoningShowsHowItsDateComesAbout(t *testing.T) {
	t.Parallel()
	e, _ := Find("2020")
	d, _ := e.Duty("R6a")
	r := d.Reckon(on(t, "2026-04-02 23:30"), true, "")
	require.Equal(t, "2026-04-02", r.Day0)
	require.Equal(t, "2026-04-07T22:59:59Z", r.Due.Format(time.RFC3339))
	require.Equal(t, "2026-04-07T17:00:00+01:00", r.Target.Format(time.RFC3339))
	require.Equal(t, []DayOff{{"2026-04-03", "bank holiday"}, {"2026-04-04", "Saturday"}, {"2026-04-05", "Sunday"}, {"2026-04-06", "bank holiday"}}, r.Skipped)
	require.Equal(t, d.Due(on(t, "2026-04-02 23:30"), true, ""), r.Due)

	d, _ = e.Duty("R8f") // the same day
	require.Equal(t, 17, d.Reckon(on(t, "2026-04-02 10:00"), true, "").Target.Hour())
	late := d.Reckon(on(t, "2026-04-02 18:00"), true, "")
	require.Equal(t, late.Due, late.Target.UTC(), "17:00 is over: the end of the day is left")

	d, _ = e.Duty("R2") // 24 hours of the clock
	r = d.Reckon(on(t, "2026-04-03 10:00"), false, "")
	require.True(t, r.Aim)
	require.Equal(t, r.Due, r.Target)
	require.Empty(t, r.Skipped)
	require.Equal(t, "2026-04-04T09:00:00Z", r.Due.Format(time.RFC3339))

	d, _ = e.Duty("R6g-views")
	r = d.Reckon(on(t, "2026-04-03 10:00"), false, "")
	require.True(t, r.Due.IsZero() && r.Target.IsZero() && !r.Aim)
	require.Equal(t, []Trigger{OutOfCourt}, r.Before)
}
