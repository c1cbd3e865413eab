package embedded

import (
	"fmt"
	"maps"
	"net/url"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
)

const (
	clusterName = "active"
	// shards can never be changed for a file that has been used. Four keep two to four cores busy.
	shards = 4
)

// pragmas make every commit safe against a power cut, and let a reader or a backup look at the file without stopping the server. The keys
// are SQLite's own: one with a leading underscore would be ignored without a word.
var pragmas = map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "10000"}

func serverConfig(stores config.Persistence, held *places) *config.Config {
	services := map[string]config.Service{}
	for service := range held.server {
		ip, port := held.hostPort(service)
		services[service] = config.Service{RPC: config.RPC{BindOnIP: ip, GRPCPort: port}}
	}
	disabled := "disabled"
	return &config.Config{
		Services:    services,
		Persistence: stores,
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        clusterName,
			CurrentClusterName:       clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{
				clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: held.addr(frontend)},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		PublicClient:        config.PublicClient{HostPort: held.addr(frontend)},
		Archival: config.Archival{
			History:    config.HistoryArchival{State: disabled},
			Visibility: config.VisibilityArchival{State: disabled},
		},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: disabled},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: disabled},
		}},
	}
}

// onSQLite keeps both schemas in one file, or in memory.
func onSQLite(file string) config.Persistence {
	return config.Persistence{
		DefaultStore:     sqlite.PluginName,
		VisibilityStore:  sqlite.PluginName,
		NumHistoryShards: shards,
		DataStores:       map[string]config.DataStore{sqlite.PluginName: {SQL: sqlConfig(file)}},
	}
}

func storeConfig(cfg *config.Config) *config.SQL {
	return cfg.Persistence.DataStores[sqlite.PluginName].SQL
}

func sqlConfig(file string) *config.SQL {
	if file == "" {
		return &config.SQL{
			PluginName:        sqlite.PluginName,
			DatabaseName:      uuid.NewString(),
			ConnectAttributes: map[string]string{"mode": "memory", "cache": "shared"},
		}
	}
	attributes := map[string]string{"mode": "rwc"}
	maps.Copy(attributes, pragmas)
	// The plugin never closes a connection and gives it to whoever asks with the same words, even when the file has been replaced in
	// between. A pragma SQLite does not know, and so ignores, makes each start ask in its own words.
	attributes["beacon_start"] = fmt.Sprintf("'%s'", uuid.NewString())
	return &config.SQL{PluginName: sqlite.PluginName, DatabaseName: escaped(file), ConnectAttributes: attributes}
}

// escaped writes a path so that it may stand in a SQLite URI: ?, # and % in it stay part of the name.
func escaped(file string) string { return (&url.URL{Path: file}).EscapedPath() }

// settings are the server's dynamic configuration; what is not named keeps the server's default. Updates and update-with-start are on by
// default and are named so that a new default cannot take them away.
func settings(timeSkipping bool) dynamicconfig.StaticClient {
	all := dynamicconfig.StaticClient{
		// No calls to the internet.
		dynamicconfig.EnableServerVersionCheck.Key(): false,

		dynamicconfig.FrontendEnableUpdateWorkflowExecution.Key():              true,
		dynamicconfig.FrontendEnableUpdateWorkflowExecutionAsyncAccepted.Key(): true,
		// Tasks of high-risk cases are handed out before others.
		dynamicconfig.MatchingUseNewMatcher.Key():                 true,
		dynamicconfig.MatchingPriorityLevels.Key():                5,
		dynamicconfig.WorkflowTimeSkippingEnabled.Key():           timeSkipping,
		dynamicconfig.WorkflowTimeSkippingMaxSkipPerSession.Key(): 10_000, // a case of 18 months needs more than the default 200

		// A case that a bad build has blocked is asked again at least this often, so that it goes on soon after a good one is back, however
		// long it was away: by default a server would let ten minutes go by.
		dynamicconfig.WorkflowTaskRetryMaxInterval.Key(): blockedAgain,

		// One process gains nothing from splitting a task queue; it only pays for polling the parts.
		dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():  1,
		dynamicconfig.MatchingNumTaskqueueWritePartitions.Key(): 1,
		// The web UI alone asks more than the ten questions a second allowed by default.
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): 100,

		// A machine that was asleep looks like a deadlock: one line about it will do.
		dynamicconfig.DeadlockDumpGoroutines.Key():  false,
		dynamicconfig.FrontendThrottledLogRPS.Key(): 1,
		dynamicconfig.HistoryThrottledLogRPS.Key():  1,
		dynamicconfig.MatchingThrottledLogRPS.Key(): 1,
		dynamicconfig.WorkerThrottledLogRPS.Key():   1,
	}
	if timeSkipping {
		maps.Copy(all, skippingSettings())
	}
	return all
}

// skippingSettings are what a server needs besides to skip time well.
func skippingSettings() dynamicconfig.StaticClient {
	return dynamicconfig.StaticClient{
		// The server counts twice what a continued run has skipped (v1.32), takes it for one that begins in the future, and so too soon to
		// be continued; while it has the next run wait, it skips past all that this run would have waited for.
		dynamicconfig.WorkflowIdReuseMinimalInterval.Key(): time.Duration(0),
		// A timer to which time was skipped is due at once, and would else be looked at a second later.
		dynamicconfig.TimerProcessorMaxTimeShift.Key(): 2 * time.Millisecond,
		// What is due is looked for several times each time that a timer rings, and by default no more than twenty times a second.
		dynamicconfig.TimerProcessorMaxPollRPS.Key():    2000,
		dynamicconfig.TransferProcessorMaxPollRPS.Key(): 2000,
	}
}

const blockedAgain = 20 * time.Second

const retention = 90 * 24 * time.Hour
