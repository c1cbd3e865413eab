package simulate

import (
	"fmt"
	"math/rand/v2"
	"time"

	"beacon/casework"
	"beacon/internal/extract"
)

// hub is the service and the world around it.
type hub struct {
	o            Options
	rng          *rand.Rand // of what happens
	eye          *rand.Rand // of when the invariants look closer, which changes nothing
	begins, ends time.Time
	now          time.Time
	agenda       agenda
	keys         int // numbers commands
	classified   int // how many crimes a person has classified

	files    []*file
	person   map[string]*file // by the force's number of a person
	record   map[string]*file // by the police's record of a crime
	fates    *dealer
	doings   map[casework.TaskKind]doing
	meetings map[string]meeting
	team     []*worker
	lists    map[string]*worklist
	outages  []span // in which no message can be sent
	darkness []span // in which nothing of ours runs

	report *Report
}

// Run lives through a year. The same options give the same report, to the byte. An
// error is for options that make no sense; what went wrong in the year is in the
// report.
func Run(o Options) (*Report, error) {
	o, err := o.ready()
	if err != nil {
		return nil, err
	}
	begin := time.Date(2026, time.March, 2, 6, 0, 0, 0, casework.London)
	const life, look = 0x11fe, 0xeee // any fixed numbers: one seed, one year
	h := &hub{
		o: o, rng: rand.New(rand.NewPCG(o.Seed, life)), eye: rand.New(rand.NewPCG(o.Seed, look)), begins: begin, now: begin, ends: begin.AddDate(0, 0, o.Days),
		person: map[string]*file{}, record: map[string]*file{}, lists: map[string]*worklist{}, report: newReport(o),
		doings: doings(), meetings: meetings(),
	}
	h.classified = 3 * int(o.Seed%1000)
	h.hire(o.Referrals)
	h.trouble()
	if err := h.expect(); err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	for _, w := range h.team {
		h.mornings(w, begin)
	}
	h.live()
	h.sum()
	return h.report, nil
}

// live does what is on the agenda until the last day is over.
func (h *hub) live() {
	for {
		m, ok := h.agenda.next()
		if !ok || !m.at.Before(h.ends) {
			h.now = h.ends
			return
		}
		if m.at.After(h.now) {
			h.now = h.lit(m.at)
		}
		m.do()
	}
}

// trouble says when providers are out and when nothing of ours runs.
func (h *hub) trouble() {
	for at := h.begins.Add(time.Duration(h.some(3, 20)) * day); at.Before(h.ends); at = at.Add(time.Duration(h.some(10, 60)) * day) {
		from := at.Add(time.Duration(h.some(0, 24*60)) * time.Minute)
		h.outages = append(h.outages, span{from, from.Add(time.Duration(h.some(1, 30)) * time.Hour)})
	}
	for at := h.begins.Add(time.Duration(h.some(10, 60)) * day); at.Before(h.ends); at = at.Add(time.Duration(h.some(60, 120)) * day) {
		from := at.Add(time.Duration(h.some(0, 24*60)) * time.Minute)
		h.darkness = append(h.darkness, span{from, from.Add(time.Duration(h.some(10, int(longestDark/time.Minute))) * time.Minute)})
	}
}

// lit is the first moment from at on at which our own service runs.
func (h *hub) lit(at time.Time) time.Time {
	for _, s := range h.darkness {
		if s.has(at) {
			return s.to
		}
	}
	return at
}

// expect puts the referrals of the first month on the agenda, each at the moment at
// which the police's system sends it.
func (h *hub) expect() error {
	cut := h.begins.AddDate(0, 0, Month)
	made, err := extract.Invent(extract.GenerateOptions{
		Referrals: h.o.Referrals, Seed: h.o.Seed, Days: Month, Day: cut.Format(time.DateOnly),
	})
	if err != nil {
		return err
	}
	h.fates = newDealer(h.rng)
	last := h.begins
	for r, kind := range made {
		reported, err := time.Parse(time.RFC3339, r.Crime.ReportedAt)
		if err != nil {
			reported = last // it says no time, or none that can be read
		}
		last = reported
		sent := reported.Add(time.Duration(h.some(30, 40*60)) * time.Minute)
		h.agenda.at(sent, func() { h.receive(r, kind) })
	}
	return nil
}

// soon is a moment so many minutes from now.
func (h *hub) soon(least, most int) time.Time {
	return h.now.Add(time.Duration(h.some(least*60, most*60)) * time.Second)
}

// days is a moment so many days from now, at any time of a working day.
func (h *hub) days(least, most int) time.Time {
	t := h.now.In(casework.London).AddDate(0, 0, h.some(least, most))
	return time.Date(t.Year(), t.Month(), t.Day(), h.some(9, 16), h.some(0, 59), 0, 0, casework.London)
}
