package measures

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"
)

// WriteRows writes the return as CSV: of each row and each of its columns, one line.
func (c Compliance) WriteRows(w io.Writer) error {
	lines := [][]string{{
		"quarter", "from", "until", "as_of", "complete", "force", "theme", "right", "row", "edition", "owner", "ours", "measured_against", "column", "limit",
		"verified", "source", "due", "on_time", "late", "never_met", "outstanding", "not_known", "running", "not_owed",
		"on_time_of_due_percent", "known", "on_time_of_known_percent",
		"event_clock_on_time", "event_clock_of", "event_clock_percent", "event_clock_met", "event_clock_median_working_days",
		"event_clock_longest_working_days", "event_clock_median_hours", "event_clock_longest_hours",
		"knowledge_clock_on_time", "knowledge_clock_of", "knowledge_clock_percent", "knowledge_clock_met", "knowledge_clock_median_working_days",
		"knowledge_clock_longest_working_days", "knowledge_clock_median_hours", "knowledge_clock_longest_hours",
	}}
	for _, t := range c.Themes {
		for _, r := range t.Rows {
			for _, of := range []struct {
				column, limit string
				m             Measured
			}{{"all", "", r.All}, {"standard", r.Limits.Standard, r.Standard}, {"enhanced", r.Limits.Enhanced, r.Enhanced}} {
				line := []string{
					c.Quarter, moment(c.From), moment(c.Until), moment(c.AsOf), strconv.FormatBool(c.Complete), c.Force, t.Theme, strconv.Itoa(r.Right), r.Row, r.Edition,
					string(r.Owner), string(r.Ours), r.Against, of.column, of.limit, strconv.FormatBool(r.Verified), r.Source,
				}
				lines = append(lines, append(line, of.m.cells()...))
			}
		}
	}
	return csv.NewWriter(w).WriteAll(lines)
}

func (m Measured) cells() []string {
	var out []string
	for _, n := range []int{m.Due, m.OnTime, m.Late, m.NeverMet, m.Outstanding, m.NotKnown, m.Running, m.NotOwed} {
		out = append(out, strconv.Itoa(n))
	}
	out = append(out, number(m.OfDue.Percent), strconv.Itoa(m.OfKnown.Of), number(m.OfKnown.Percent))
	return append(append(out, m.Event.cells()...), m.Knowledge.cells()...)
}

func (c Clock) cells() []string {
	e := c.Elapsed
	return []string{
		strconv.Itoa(c.OnTime.N), strconv.Itoa(c.OnTime.Of), number(c.OnTime.Percent),
		strconv.Itoa(e.N), whole(e.MedianWorkingDays), whole(e.LongestWorkingDays), number(e.MedianHours), number(e.LongestHours),
	}
}

// WriteLate writes the evidence as CSV: one line for each duty that was not met in time.
func (c Compliance) WriteLate(w io.Writer) error {
	lines := [][]string{{
		"quarter", "as_of", "theme", "case_id", "owed_id", "row", "edition", "owner", "force", "enhanced", "measured_against", "limit", "event_id", "event",
		"occurred_at", "received_at", "due", "told_at", "told_by", "outcome", "days_late", "working_days_late", "hours_late",
		"working_days_since_event", "hours_since_event", "working_days_since_knowledge", "hours_since_knowledge", "verified", "source",
	}}
	for _, e := range c.Late {
		knowledge := []string{"", ""}
		if k := e.SinceKnowledge; k != nil {
			knowledge = []string{strconv.Itoa(k.WorkingDays), tenth(k.Hours)}
		}
		lines = append(lines, []string{
			c.Quarter, moment(c.AsOf), e.Theme, e.CaseID, e.Owed, e.Row, e.Edition, string(e.Owner), e.Force, strconv.FormatBool(e.Enhanced), e.Against, e.Limit,
			e.Event, string(e.Kind), moment(e.Occurred), moment(e.Received), moment(e.Due), moment(e.Told), e.ToldBy, e.Outcome,
			strconv.Itoa(e.DaysLate), strconv.Itoa(e.WorkingDaysLate), tenth(e.HoursLate), strconv.Itoa(e.SinceEvent.WorkingDays), tenth(e.SinceEvent.Hours),
			knowledge[0], knowledge[1], strconv.FormatBool(e.Verified), e.Source,
		})
	}
	return csv.NewWriter(w).WriteAll(lines)
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func tenth(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

func number(x *float64) string {
	if x == nil {
		return ""
	}
	return tenth(*x)
}

func whole(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
