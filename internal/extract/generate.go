package extract

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
)

// The most that [Generate] makes at once, and the most days that it covers.
const (
	MaxReferrals = 1_000_000
	MaxDays      = 366
)

// GenerateOptions says what to invent.
type GenerateOptions struct {
	Referrals int    // 1 to MaxReferrals
	Seed      uint64 // the same seed gives the same bytes, on every machine
	Format    Format // CSV if empty
	Day       string // YYYY-MM-DD on which the extract is cut; DefaultDay if empty
	Days      int    // how many days of reports it covers, at most MaxDays; DefaultDays if 0
}

// Generate writes an invented extract to w and says what it put in. The same
// options always give the same bytes, and the same seed gives the same
// referrals in both formats. Memory does not grow with the number of rows.
// Every telephone number is from a range kept for drama, every email at
// example.org or example.com, and no postcode exists.
func Generate(w io.Writer, o GenerateOptions) (Mix, error) {
	if o.Format == "" {
		o.Format = CSV
	}
	g, err := newGenerator(o)
	if err != nil {
		return Mix{}, fmt.Errorf("generate: %w", err)
	}
	buffered := bufio.NewWriterSize(w, 64<<10)
	out, err := newRowWriter(buffered, o.Format)
	if err != nil {
		return Mix{}, fmt.Errorf("generate: %w", err)
	}
	for row := range o.Referrals {
		ref, kind := g.next(row)
		if err := out.write(ref, kind == WrongEncoding); err != nil {
			return g.mix, fmt.Errorf("generate row %d: %w", row+1, err)
		}
		g.mix.add(kind)
	}
	if err := out.flush(); err != nil {
		return g.mix, fmt.Errorf("generate: %w", err)
	}
	if err := buffered.Flush(); err != nil {
		return g.mix, fmt.Errorf("generate: %w", err)
	}
	return g.mix, nil
}

// generator invents referrals one after the other. It holds a small pool of
// earlier clean ones, for those that come back.
type generator struct {
	rng      *rand.Rand
	calendar calendar
	numbers  *numbers
	quota    *quota
	pool     []Referral
	mix      Mix

	record, crime, crimeGap, people, mailboxes int
}

// poolSize is how many earlier victims may come back.
const poolSize = 256

func newGenerator(o GenerateOptions) (*generator, error) {
	if o.Referrals < 1 || o.Referrals > MaxReferrals {
		return nil, fmt.Errorf("referrals must be 1 to %d, not %d", MaxReferrals, o.Referrals)
	}
	if o.Days < 0 || o.Days > MaxDays {
		return nil, fmt.Errorf("days must be 1 to %d, not %d", MaxDays, o.Days)
	}
	o.Day, o.Days = cmp.Or(o.Day, DefaultDay), cmp.Or(o.Days, DefaultDays)
	const stream = 0xbeac0 // any fixed number: one seed, one sequence
	rng := rand.New(rand.NewPCG(o.Seed, stream))
	cal, err := newCalendar(o.Day, o.Days, o.Referrals)
	if err != nil {
		return nil, err
	}
	g := &generator{rng: rng, calendar: cal, numbers: newNumbers(rng), quota: newQuota(o.Referrals), record: 31_000}
	g.mix = newMix()
	// About 280 crimes are recorded a day; a very long extract takes the whole range.
	g.crimeGap = min(3, max(1, 900_000/o.Referrals))
	if dawn := cal.start.YearDay() * 280; o.Referrals <= 100_000 {
		g.crime = dawn
	}
	return g, nil
}

func newMix() Mix {
	var m Mix
	for _, p := range Proportions {
		m.Counts = append(m.Counts, Count{Mess: p.Mess})
	}
	return m
}

func (m *Mix) add(kind Mess) {
	m.Rows++
	if kind == "" {
		m.Clean++
		return
	}
	for i := range m.Counts {
		if m.Counts[i].Mess == kind {
			m.Counts[i].Rows++
		}
	}
}

// next makes the referral of a row.
func (g *generator) next(row int) (Referral, Mess) {
	if row == 0 {
		g.quota.clean()
		first := g.referral(row)
		if first.Victim.PersonReference == "" {
			first.Victim.PersonReference = g.nominal() // somebody must be able to come back
		}
		g.remember(first)
		return first, ""
	}
	kind := g.quota.next(g.rng)
	if kind == "" {
		ref := g.referral(row)
		g.remember(ref)
		return ref, ""
	}
	return g.messy(kind, row), kind
}

// remember keeps a referral whose victim has a number of their own.
func (g *generator) remember(ref Referral) {
	switch {
	case ref.Victim.PersonReference == "":
	case len(g.pool) < poolSize:
		g.pool = append(g.pool, ref)
	default:
		g.pool[g.rng.IntN(poolSize)] = ref
	}
}
