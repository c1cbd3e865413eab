package embedded

import (
	"errors"

	"go.temporal.io/server/common/config"
)

// Faults say which share of what a server asks of its database fails, for finding out whether anything is lost by that. Which of it fails
// is drawn by the seed, one draw a method: the same seed fails the same calls of each, in the order in which they come.
type Faults struct {
	Rate float64 // from 0 to 1
	Seed int64
}

// failing are the methods that fail, and how: what is done and not answered for beside what is not done, since it is the first that has
// things happen twice.
var failing = map[config.DataStoreName]map[string][]string{
	config.ExecutionStoreName: {
		"CreateWorkflowExecution": {"Timeout", "ExecuteAndTimeout", "ShardOwnershipLost"},
		"UpdateWorkflowExecution": {"Timeout", "ExecuteAndTimeout", "ShardOwnershipLost"},
		"GetWorkflowExecution":    {"Timeout", "Unavailable"},
		"GetCurrentExecution":     {"Timeout", "Unavailable"},
		"AppendHistoryNodes":      {"Timeout", "ExecuteAndTimeout"},
		"ReadHistoryBranch":       {"Timeout", "Unavailable"},
		"AddHistoryTasks":         {"Timeout", "ShardOwnershipLost"},
		"GetHistoryTasks":         {"Timeout", "Unavailable"},
		"CompleteHistoryTask":     {"Timeout", "ExecuteAndTimeout"},
	},
	config.TaskStoreName: {
		"CreateTasks":     {"Timeout", "ExecuteAndTimeout"},
		"GetTasks":        {"Timeout", "Unavailable"},
		"UpdateTaskQueue": {"Timeout", "ExecuteAndTimeout"},
	},
}

// in puts the faults into the store of workflows. The list of them is left well.
func (f Faults) in(stores config.Persistence) (config.Persistence, error) {
	if f.Rate == 0 {
		return stores, nil
	}
	if f.Rate < 0 || f.Rate > 1 {
		return stores, errors.New("the share of faults must be from 0 to 1")
	}
	injected := &config.FaultInjection{}
	for store, methods := range failing {
		for method, errs := range methods {
			for _, name := range errs {
				injected.WithError(store, method, name, f.Rate/float64(len(errs)))
			}
			injected.WithMethodSeed(store, method, f.Seed)
		}
	}
	of := stores.DataStores[stores.DefaultStore]
	of.FaultInjection = injected
	stores.DataStores[stores.DefaultStore] = of
	return stores, nil
}
