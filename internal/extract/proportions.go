package extract

import (
	"fmt"
	"io"
)

// Mess is one way in which a real feed's row is not what a form would like.
type Mess string

// Every kind of mess. To add one, add a line here, a row to [Proportions] and a
// case to generator.messy.
const (
	Duplicate        Mess = "duplicate"
	Regraded         Mess = "regraded"
	RepeatVictim     Mess = "repeat_victim"
	SeveralCrimes    Mess = "several_crimes"
	Landline         Mess = "landline"
	RepairableNumber Mess = "repairable_number"
	HopelessNumber   Mess = "hopeless_number"
	SharedNumber     Mess = "shared_number"
	SuspectsNumber   Mess = "suspects_number"
	NoSafeNumber     Mess = "no_safe_number"
	NoContactPoint   Mess = "no_contact_point"
	Under16          Mess = "under_16"
	OutOfScope       Mess = "out_of_scope"
	MissingField     Mess = "missing_field"
	WrongEncoding    Mess = "wrong_encoding"
	BadDate          Mess = "bad_date"
)

// Proportion states how often a mess occurs. A row has one kind at most, so the
// shares add up, and the rest of the rows is clean.
type Proportion struct {
	Mess        Mess
	PerThousand int    // of all rows
	Means       string // what such a row looks like
	Source      string // where the share comes from
}

const (
	cleveland = "118 automated referrals, Cleveland, July 2014 (docslib.org/doc/13887295)"
	assumed   = "assumed for Beacon: no published figure found"
)

// Proportions is the stated mix of an extract. Counts are exact: the share of
// the rows asked for, rounded to the nearest whole row.
var Proportions = []Proportion{
	{Duplicate, 40, "the same record sent twice", "5 of " + cleveland},
	{Regraded, 30, "a newer version of a record with another risk grade", assumed},
	{RepeatVictim, 60, "a person seen before, a new crime on a later occasion", assumed},
	{SeveralCrimes, 50, "a second crime recorded from the same occasion", assumed},
	{Landline, 80, "the only number is a landline", assumed},
	{RepairableNumber, 30, "a number written oddly that can be repaired", "about 3 %: alphagov/notifications-utils, docstring of its phone number check"},
	{HopelessNumber, 10, "a number that nobody can repair", "half of the 2 wrong numbers of " + cleveland},
	{SharedNumber, 20, "two people on one number", assumed},
	{SuspectsNumber, 10, "the suspect's number given as the victim's", assumed},
	{NoSafeNumber, 20, "no number, or every number marked do not use", "1 or 2 of " + cleveland},
	{NoContactPoint, 5, "no number, email or address at all", assumed},
	{Under16, 15, "a victim under 16 on the day of the report", "2 of " + cleveland},
	{OutOfScope, 20, "a crime which Beacon does not take", "1 of " + cleveland + ", doubled for a wider feed"},
	{MissingField, 15, "a mandatory value left empty", assumed},
	{WrongEncoding, 10, "a name in Windows-1252 bytes in a UTF-8 file", assumed},
	{BadDate, 5, "a day that does not exist, or a time without its zone", assumed},
}

// Count is how many rows of one kind of mess were written.
type Count struct {
	Mess Mess
	Rows int
}

// Mix is what [Generate] wrote, counted exactly. Clean and Counts add up to Rows.
type Mix struct {
	Rows   int
	Clean  int
	Counts []Count // in the order of Proportions
}

// Of gives the rows with a certain mess.
func (m Mix) Of(kind Mess) int {
	for _, c := range m.Counts {
		if c.Mess == kind {
			return c.Rows
		}
	}
	return 0
}

// Print writes the mix as a small table for people.
func (m Mix) Print(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%8d  referrals\n%8d  %5.1f %%  clean\n", m.Rows, m.Clean, percent(m.Clean, m.Rows))
	for i := 0; i < len(m.Counts) && err == nil; i++ {
		c := m.Counts[i]
		_, err = fmt.Fprintf(w, "%8d  %5.1f %%  %-18s %s\n", c.Rows, percent(c.Rows, m.Rows), c.Mess, Proportions[i].Means)
	}
	if err != nil {
		return fmt.Errorf("print the mix: %w", err)
	}
	return nil
}

func percent(part, all int) float64 {
	if all == 0 {
		return 0
	}
	return 100 * float64(part) / float64(all)
}
