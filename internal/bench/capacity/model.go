package capacity

import "math"

// Service is how much work one service has.
type Service struct {
	Name   string
	Says   string  // where the numbers are from
	Yearly float64 // referrals a year that open a case
	Open   float64 // cases open at a time
	Light  float64 // the share that ends after a few attempts to call
}

// Services are those of the page, the smallest first.
var Services = []Service{
	{"County", "340 victims of medium risk a month, and three times as many of other grades and crimes; open for as long as in the country", 340 * 4 * 12, 340 * 4 * 12 / 3, 0.8},
	{"Country", "6 million referrals a year and 2 million open: the order of what police record in England and Wales", 6e6, 2e6, 0.8},
	{"Continent", "seven and a half such countries, as Europe has people to England and Wales", 45e6, 15e6, 0.8},
}

// Inputs are what the model computes from. Each is a figure with its source.
type Inputs struct {
	Transitions      Figure // of a whole case
	LightTransitions Figure // of one that ends after a few attempts
	Events           Figure // of a whole case
	LightEvents      Figure
	EventBytes       Figure // in the database of Temporal, one event with its indexes
	StateBytes       Figure // in it, beside its events, of one open case
	AppBytes         Figure // in Beacon's own database, of one case
	Rate             Figure // state transitions a second that one core carries, with all that belongs to it
	WAL              Figure // bytes of one state transition, with Beacon's own writes
	Commits          Figure // of one state transition, with Beacon's own
	CachedCase       Figure // bytes of a worker's memory
	Retention        Figure // days that a closed history is kept

	Office    Figure // hours of a week that the work falls into, to the hours of a week
	Burst     Figure // the busiest minutes of those to their mean
	Headroom  Figure // cores bought to cores used
	DueAtOnce Figure // the share of open cases with something due in one second, at 09:00
	ShardRate Figure // state transitions a second that one shard should see at most
	Cached    Figure // cases that one worker keeps in memory
}

// Needs is what a service needs.
type Needs struct {
	Service
	CaseTransitions float64 // of a case of its mixture
	Mean            float64 // state transitions a second, over the year
	OfficeHours     float64
	Peak            float64
	Cores           float64 // all together, with headroom
	Shards          float64
	TemporalOpen    float64 // bytes
	TemporalClosed  float64 // bytes
	App             float64 // bytes, after one year
	WALDay          float64 // bytes
	CommitsPeak     float64 // a second
	Storm           float64 // cases due at 09:00
	Drain           float64 // seconds, on the cores above
	Workers         float64
	WorkerMemory    float64 // bytes, each
}

const (
	year = 365.25 * 24 * 3600 // seconds
	day  = 24 * 3600

	// Two of everything is the least that survives losing one.
	leastCores, leastWorkers, leastShards = 2, 2, 4

	// A reminder's turn: a ring, which is an update, and the text, which is an activity.
	stormTransitions = 1 + 3
	bareWorker       = 60e6 // bytes of a worker with no case
)

// Compute applies the model.
func Compute(s Service, in Inputs) Needs {
	mix := func(whole, light Figure) float64 { return (1-s.Light)*whole.Value + s.Light*light.Value }
	n := Needs{Service: s, CaseTransitions: mix(in.Transitions, in.LightTransitions)}
	events := mix(in.Events, in.LightEvents)
	n.Mean = s.Yearly * n.CaseTransitions / year
	n.OfficeHours = n.Mean * in.Office.Value
	n.Peak = n.OfficeHours * in.Burst.Value
	n.Cores = max(math.Ceil(n.Peak/in.Rate.Value*in.Headroom.Value), leastCores)
	n.Shards = powerOfTwo(max(n.Peak/in.ShardRate.Value, leastShards))
	// An open case has lived half of its events, on the mean. It is a whole one: light ones are soon closed.
	n.TemporalOpen = s.Open * (in.StateBytes.Value + in.Events.Value/2*in.EventBytes.Value)
	n.TemporalClosed = s.Yearly * in.Retention.Value / 365 * events * in.EventBytes.Value
	n.App = (s.Open + s.Yearly) * in.AppBytes.Value
	n.WALDay = n.Mean * day * in.WAL.Value
	n.CommitsPeak = n.Peak * in.Commits.Value
	n.Storm = s.Open * in.DueAtOnce.Value
	n.Drain = n.Storm * stormTransitions / (n.Cores * in.Rate.Value)
	n.Workers = max(math.Ceil(n.Cores/4), leastWorkers)
	n.WorkerMemory = bareWorker + in.Cached.Value*in.CachedCase.Value
	return n
}

// powerOfTwo is the least that is not below x.
func powerOfTwo(x float64) float64 { return math.Exp2(math.Ceil(math.Log2(x))) }
