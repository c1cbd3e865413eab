package capacity

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Figure is one number and where it is from.
type Figure struct {
	Value    float64
	Says     string
	Form     string // how it is written
	From     string
	Measured bool // here, by make bench; else it is assumed, or was measured otherwise
}

// peers is what is read of docs/bench/peers.json.
type peers struct {
	At    time.Time `json:"at"`
	CPUs  int       `json:"cpus"`
	Peers []struct {
		Name string                              `json:"name"`
		Sum  map[string]struct{ Median float64 } `json:"sum"`
	} `json:"peers"`
}

// latest is what is read of docs/bench/latest.json.
type latest struct {
	Reference *struct {
		At   time.Time `json:"at"`
		CPUs int       `json:"cpus"`
		Cost struct {
			Events      float64 `json:"events"`
			Transitions float64 `json:"state_transitions"`
		} `json:"cost"`
	} `json:"reference_case"`
}

// Read takes what was measured from a folder of figures, and for the rest what is
// assumed. A figure that nobody has measured yet is no error.
func Read(folder string) (Inputs, error) {
	in := assumed()
	var l latest
	if err := read(filepath.Join(folder, "latest.json"), &l); err != nil {
		return in, err
	}
	if r := l.Reference; r != nil && r.Cost.Transitions > 0 {
		from := stamp("latest.json, reference_case", r.At, r.CPUs)
		in.Transitions.measured(r.Cost.Transitions, from)
		in.Events.measured(r.Cost.Events, from)
	}
	var p peers
	if err := read(filepath.Join(folder, "peers.json"), &p); err != nil {
		return in, err
	}
	for _, one := range p.Peers {
		of := func(name string) float64 { return one.Sum[name].Median }
		transitions, events, cpu := of("state_transitions_per_case"), of("history_events_per_case"), of("cpu_ms_per_case")
		if one.Name != "Beacon" || transitions == 0 || events == 0 || cpu == 0 {
			continue
		}
		from := stamp("peers.json", p.At, p.CPUs)
		in.LightTransitions.measured(transitions, from)
		in.LightEvents.measured(events, from)
		in.Rate.measured(transitions/cpu*1000, from)
		in.WAL.measured(of("wal_bytes_per_case")/transitions, from)
		in.Commits.measured(of("commits_per_case")/transitions, from)
		in.EventBytes.measured(of("temporal_bytes_per_case")/events, from)
		in.AppBytes.measured(of("app_bytes_per_case"), from)
	}
	return in, nil
}

func read(file string, into any) error {
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read figures: %w", err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	return nil
}

func stamp(file string, at time.Time, cpus int) string {
	return fmt.Sprintf("%s, %s, %d CPUs", file, at.Format("2006-01-02 15:04"), cpus)
}

// measured takes a figure's value from a measurement; zero is none.
func (f *Figure) measured(value float64, from string) {
	if value > 0 {
		f.Value, f.From, f.Measured = value, from, true
	}
}

// All are the inputs in the order of the page.
func (in *Inputs) All() []*Figure {
	return []*Figure{
		&in.Transitions, &in.Events, &in.LightTransitions, &in.LightEvents, &in.Rate, &in.WAL, &in.Commits, &in.EventBytes, &in.StateBytes,
		&in.AppBytes, &in.CachedCase, &in.Cached, &in.Retention, &in.Office, &in.Burst, &in.Headroom, &in.DueAtOnce, &in.ShardRate,
	}
}

// before is where figures are from that were measured while the engine was chosen.
const before = "not yet measured here; measured while the engine was chosen, on two cores with server, database and load together (server 1.32.1, PostgreSQL 15)"

// assumed are the inputs where nothing has been measured here.
func assumed() Inputs {
	return Inputs{
		Transitions:      Figure{169, "state transitions of the reference case of 18 months", "%.0f", before, false},
		Events:           Figure{406, "its history events", "%.0f", before, false},
		LightTransitions: Figure{25, "state transitions of a light case: a call, two texts, the end", "%.1f", "assumed", false},
		LightEvents:      Figure{60, "its history events", "%.1f", "assumed", false},
		Rate:             Figure{215, "state transitions a second that one core carries, with Temporal, PostgreSQL, worker, API and the load itself", "%.0f", before, false},
		WAL:              Figure{5000, "bytes of WAL of a state transition, with what Beacon writes beside it", "%.0f", before, false},
		Commits:          Figure{2.2, "commits of a state transition, with what Beacon writes beside it", "%.1f", before, false},
		EventBytes:       Figure{143 * 1.3, "bytes in Temporal's databases of a history event of a closed case, with indexes and visibility", "%.0f", before, false},
		StateBytes:       Figure{6200, "bytes in Temporal's database of an open case's state, with five timers pending", "%.0f", before, false},
		AppBytes:         Figure{20000, "bytes in Beacon's own database of a case", "%.0f", "assumed", false},
		CachedCase:       Figure{40000, "bytes of a worker's memory of a cached case", "%.0f", "assumed: the most that is asked of Beacon; a bare workflow took 23,000", false},
		Cached:           Figure{1000, "cases that a worker caches: reading a history again costs less than one turn", "%.0f", "assumed", false},
		Retention:        Figure{90, "days that Temporal keeps a closed case's history", "%.0f", "workflows.Retention", false},
		Office:           Figure{168.0 / 40, "office hours to the mean of the week", "%.1f", "assumed: all work falls into 40 of 168 hours", false},
		Burst:            Figure{3, "the busiest minutes to the mean of office hours", "%.0f", "assumed", false},
		Headroom:         Figure{2, "cores to have to cores in use at the peak", "%.0f", "assumed: half of them may be lost", false},
		DueAtOnce:        Figure{33.0 / 525, "share of open cases with a reminder at 09:00 on one day", "%.3f", "assumed: 33 timers in 525 days, and all of a day's at once", false},
		ShardRate:        Figure{1, "state transitions a second of one shard at the peak", "%.0f", "assumed: a shard does one after the other, and their number can never be changed, so there is room for a hundred times as many", false},
	}
}

// written is a figure as the page has it.
func (f *Figure) written() string { return strings.TrimSpace(fmt.Sprintf(f.Form, f.Value)) }
