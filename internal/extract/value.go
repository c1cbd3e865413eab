package extract

import (
	"strconv"
	"strings"
	"time"
)

// parseFlag reads a yes or a no.
func parseFlag(s string) (bool, bool) {
	switch strings.ToLower(s) {
	case "true", "yes", "y", "1":
		return true, true
	case "false", "no", "n", "0":
		return false, true
	}
	return false, false
}

func setFlag(to *bool, s, field string) *Problem {
	v, ok := parseFlag(s)
	if !ok {
		return problem(field, codeBoolean, "must be true or false (yes, no, y, n, 1 and 0 are understood)")
	}
	*to = v
	return nil
}

func setMaybe(to **bool, s, field string) *Problem {
	var v bool
	if p := setFlag(&v, s, field); p != nil {
		return p
	}
	*to = &v
	return nil
}

func setWhole(to *int, s, field string) *Problem {
	n, err := strconv.Atoi(s)
	if err != nil {
		return problem(field, codeNumber, "must be a whole number")
	}
	*to = n
	return nil
}

func setMaybeWhole(to **int, s, field string) *Problem {
	var n int
	if p := setWhole(&n, s, field); p != nil {
		return p
	}
	*to = &n
	return nil
}

// listBreak stands between the values of a list in one CSV field.
const listBreak = ";"

func splitList(s string) []string {
	var out []string
	for _, part := range strings.Split(s, listBreak) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func showFlag(b bool) string { return strconv.FormatBool(b) }

func showMaybe(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

func showMaybeWhole(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// checkTime refuses a time which is not RFC 3339, and says so separately when
// only the zone is missing: local time is never assumed.
func checkTime(field, s string) *Problem {
	if s == "" {
		return nil
	}
	if _, err := time.Parse(time.RFC3339, s); err == nil {
		return nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if _, err := time.Parse(layout, s); err == nil {
			return problem(field, codeZone, "the time has no zone: write it as 2026-03-02T09:00:00Z or with +01:00")
		}
	}
	return problem(field, codeTime, "not a time: write it as 2026-03-02T09:00:00Z or with +01:00")
}

// settleDate brings a British dd/mm/yyyy to YYYY-MM-DD, and refuses a day that
// the calendar does not have. Two-digit years are not guessed.
func settleDate(field string, s *string) (repair, refusal *Problem) {
	if *s == "" {
		return nil, nil
	}
	if _, err := time.Parse(time.DateOnly, *s); err == nil {
		return nil, nil
	}
	if day, err := time.Parse("2/1/2006", *s); err == nil {
		*s = day.Format(time.DateOnly)
		return problem(field, codeUKDate, "read as day/month/year"), nil
	}
	return nil, problem(field, codeDate, "not a day of the calendar: write it as YYYY-MM-DD or dd/mm/yyyy")
}
