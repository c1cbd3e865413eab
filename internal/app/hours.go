package app

import (
	"fmt"
	"slices"
	"strings"

	"beacon/safecontact"
	"beacon/victimscode"
)

// SendingHours reads when messages may leave: "mon-sat 09:00-19:00" (Europe/London,
// never on a bank holiday of England and Wales), or "any" for no limit of its own.
func SendingHours(text string) (safecontact.Quiet, error) {
	if text == "any" {
		return safecontact.AnyTime(), nil
	}
	wrong := problem("BEACON_SENDING_HOURS", `must look like "mon-sat 09:00-19:00", or be "any"`)
	days, hours, ok := strings.Cut(text, " ")
	first, last, ok2 := strings.Cut(days, "-")
	from, to, ok3 := strings.Cut(hours, "-")
	if !ok || !ok2 || !ok3 {
		return safecontact.Quiet{}, wrong
	}
	w := safecontact.Window{Days: week(first, last)}
	for text, into := range map[string]*safecontact.TimeOfDay{from: &w.From, to: &w.To} {
		if err := into.UnmarshalText([]byte(text)); err != nil {
			return safecontact.Quiet{}, fmt.Errorf("%w: %w", wrong, err)
		}
	}
	if err := w.Validate(); err != nil {
		return safecontact.Quiet{}, fmt.Errorf("%w: %w", wrong, err)
	}
	return safecontact.Quiet{Sending: []safecontact.Window{w}, Holiday: victimscode.BankHoliday}, nil
}

// week is the days from first to last, Monday first; none where either is unknown.
func week(first, last string) []safecontact.Day {
	days := append(slices.Clone(safecontact.Days[1:]), safecontact.Days[0])
	i, j := slices.Index(days, safecontact.Day(first)), slices.Index(days, safecontact.Day(last))
	if i < 0 || j < i {
		return nil
	}
	return days[i : j+1]
}
