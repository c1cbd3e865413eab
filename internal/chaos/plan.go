package chaos

import (
	"math/rand/v2"
	"slices"
	"time"
)

// Size is how much of everything a run has.
type Size struct {
	Seed  uint64        `json:"seed"`
	Cases int           `json:"cases"`
	Kills int           `json:"kills"`
	Only  []string      `json:"only,omitempty"` // the kinds of fault; none: all of them
	Down  time.Duration `json:"down"`           // how long PostgreSQL is away when it is away for long
	Wait  time.Duration `json:"wait,omitempty"` // so much longer than otherwise it is well before each fault
	Calm  bool          `json:"calm,omitempty"` // the providers fail only where a fault says so
}

// Plan is what a run does, but for the moments that only the run itself knows.
type Plan struct {
	Size
	Strikes []Strike `json:"strikes"`
	Scripts []Script `json:"scripts"`
}

// Strike is one fault, planned.
type Strike struct {
	Kind string        `json:"kind"`
	Part string        `json:"part,omitempty"` // the part of the cluster that it strikes, where it is one
	Wait time.Duration `json:"wait"`           // how long the cluster is well before
	Down time.Duration `json:"down"`           // how long it is broken
}

// NewPlan makes the plan of a size. The same size is the same plan, on every machine.
func NewPlan(s Size) Plan {
	dice := rand.New(rand.NewPCG(s.Seed, 1)) //nolint:gosec // a plan is to be the same every time, and guards nothing
	p := Plan{Size: s}
	p.Strikes = s.mixed(dice, s.killing(dice))
	people := rand.New(rand.NewPCG(s.Seed, 2)) //nolint:gosec // likewise
	for i := range s.Cases {
		p.Scripts = append(p.Scripts, newScript(people, i, s.Cases))
	}
	return p
}

func (s Size) has(k Kind) bool { return len(s.Only) == 0 || slices.Contains(s.Only, k.Name) }

// killing are the kills: each kind once, as far as there are so many, and then by weight.
func (s Size) killing(dice *rand.Rand) (kills []Strike) {
	var lots []Kind
	var once []Kind
	for _, k := range Kinds {
		if !s.has(k) || k.Weight == 0 {
			continue
		}
		once = append(once, k)
		for range k.Weight {
			lots = append(lots, k)
		}
	}
	for i := 0; i < s.Kills && len(lots) > 0; i++ {
		k := lots[dice.IntN(len(lots))]
		if i < len(once) {
			k = once[i]
		}
		kills = append(kills, k.planned(dice))
	}
	dice.Shuffle(len(kills), func(i, j int) { kills[i], kills[j] = kills[j], kills[i] })
	return kills
}

// mixed puts what happens once or twice a run between the kills, where its row says.
func (s Size) mixed(dice *rand.Rand, kills []Strike) []Strike {
	type placed struct {
		at float64
		Strike
	}
	var all []placed
	for i, k := range kills {
		all = append(all, placed{(float64(i) + 0.5) / float64(len(kills)), k})
	}
	for _, k := range Kinds {
		for _, at := range k.At {
			if !s.has(k) || len(s.Only) == 0 && s.Kills < fewest {
				continue
			}
			one := k.planned(dice)
			if k.Name == postgresAway {
				one.Down = s.Down
			}
			all = append(all, placed{at, one})
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		}
		return 0
	})
	out := make([]Strike, len(all))
	for i, p := range all {
		out[i] = p.Strike
		out[i].Wait += s.Wait
	}
	return out
}

// fewest kills are those of a run that is long enough for everything else, too.
const fewest = 10

// strike plans one fault of a kind.
func (k Kind) planned(dice *rand.Rand) Strike {
	s := Strike{Kind: k.Name, Wait: between(dice, 200*time.Millisecond, 2500*time.Millisecond), Down: k.Down}
	if len(k.Parts) > 0 {
		s.Part = k.Parts[dice.IntN(len(k.Parts))]
	}
	if s.Down == 0 {
		s.Down = between(dice, 0, 1500*time.Millisecond)
	}
	return s
}

func between(dice *rand.Rand, from, to time.Duration) time.Duration {
	return from + time.Duration(dice.Int64N(int64(to-from)))
}
