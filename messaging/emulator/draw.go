package emulator

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"time"
)

// faults holds the faults in force and decides whom they strike.
type faults struct {
	mu     sync.Mutex
	seed   int64
	made   int
	active []*armed
}

type armed struct {
	Fault
	seen map[string]int // how often the same words went to the same recipient
}

// AddFault puts a fault in force and returns it with its ID and with what was
// left out filled in.
func (e *Emulator) AddFault(f Fault) (Fault, error) {
	f, err := f.ready()
	if err != nil {
		return Fault{}, fmt.Errorf("add fault: %w", err)
	}
	s := e.faults
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	f.ID = s.made
	s.active = append(s.active, &armed{Fault: f, seen: map[string]int{}})
	return f, nil
}

// Faults returns the faults in force, oldest first. Next is what is left of it.
func (e *Emulator) Faults() []Fault {
	s := e.faults
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Fault{}
	for _, a := range s.active {
		all = append(all, a.Fault)
	}
	return all
}

// ClearFaults ends every fault. What already struck a message stays.
func (e *Emulator) ClearFaults() {
	s := e.faults
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active = nil
}

// EndFault ends one fault, and says false if it was not in force.
func (e *Emulator) EndFault(id int) bool {
	s := e.faults
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.active)
	s.active = slices.DeleteFunc(s.active, func(a *armed) bool { return a.ID == id })
	return len(s.active) < before
}

// request is what a fault may look at before it strikes.
type request struct {
	by      string // the provider
	channel Channel
	on      string
	to      string
	words   string
	at      time.Time
}

// draw decides what strikes a request: at most one fault of its answer, and any
// number of what follows.
func (s *faults) draw(r request) (answer Fault, fate Fate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.active {
		if !a.applies(r) || (a.answers() && answer.Kind != "") || !a.strikes(s.seed, r) {
			continue
		}
		fate.Faults = append(fate.Faults, a.Kind)
		if a.answers() {
			answer = a.Fault
			continue
		}
		fate.suffer(a.Fault, r.at)
	}
	s.active = slices.DeleteFunc(s.active, func(a *armed) bool { return a.Next == 0 && a.Rate == 0 })
	return answer, fate
}

func (a *armed) applies(r request) bool {
	return a.On == r.on && (a.Provider == Both || a.Provider == string(r.channel) || a.Provider == r.by) && (a.To == "" || a.To == r.to)
}

// strikes uses up one of Next, or draws by Rate. The draw depends on the seed,
// the fault, the recipient, the words and how often they were seen, and on
// nothing else: concurrent senders meet the same faults in every run.
func (a *armed) strikes(seed int64, r request) bool {
	if a.Rate == 0 {
		a.Next--
		return true
	}
	key := r.to + "\x00" + r.words
	a.seen[key]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%d/%d/%d/%s", seed, a.ID, a.seen[key], key))
	return float64(binary.BigEndian.Uint64(sum[:])>>11)/(1<<53) < a.Rate
}

func (f *Fate) suffer(by Fault, at time.Time) {
	switch by.Kind {
	case CallbackLate:
		f.Late = by.Delay
	case CallbackDuplicate:
		f.Duplicate = true
	case CallbackReorder:
		f.Reorder = true
	case CallbackMissing:
		f.Missing = true
	case FinalFailure:
		f.Fail = by.Code
	case Held:
		f.Held = by.Delay
	case ListLag:
		f.HiddenUntil = at.Add(time.Duration(by.Delay))
	}
}
