// Package beacon_test holds what is true of the whole tree. The tables below are the
// arrows of the architecture: a new package adds its row here, or this test fails.
package beacon_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mayImport says which of ours each of ours imports. Tests are free.
var mayImport = map[string][]string{
	"victimscode":        {},
	"safecontact":        {},
	"matching":           {},
	"casework":           {"internal/guard", "victimscode"},
	"measures":           {"casework", "victimscode"},
	"activities":         {"casework"},
	"workflows":          {"internal/guard", "casework", "activities"},
	"worker":             {"workflows", "activities"},
	"messaging":          {"casework", "safecontact"},
	"messaging/twilio":   {"messaging"},
	"messaging/sendgrid": {"messaging"},
	"messaging/notify":   {"messaging"},
	"messaging/emulator": {"messaging"},
	"store":              {"internal/guard", "casework", "matching", "messaging", "safecontact", "victimscode"},
	"explanation":        {"casework", "victimscode", "safecontact", "messaging", "store"},
	"api":                {"internal/guard", "casework", "workflows", "store", "matching", "measures", "safecontact", "messaging", "victimscode", "explanation"},
	"console":            {"casework", "workflows", "store", "measures"},
	"internal/guard":     {}, // what `make chaos-bites` builds without
	"internal/codec":     {},
	"internal/extract":   {"safecontact"},
	"internal/holidays":  {"victimscode"},
	"internal/telemetry": {},
	"internal/runs":      {"casework", "workflows"}, // which logic and build living cases are on
	"internal/embedded":  {},                        // the Temporal server and its UI in this process
	"internal/app": {
		"victimscode", "safecontact", "casework", "measures", "activities", "workflows", "worker",
		"messaging", "messaging/twilio", "messaging/sendgrid", "messaging/notify", "store", "api", "console",
		"internal/codec", "internal/extract", "internal/guard", "internal/holidays", "internal/runs", "internal/telemetry",
	},
	"internal/demo":     {"internal/extract"},
	"internal/postgres": {},                                                                                                    // finding the PostgreSQL that is installed here
	"internal/issuer":   {"casework"},                                                                                          // tokens for whoever asks, where nothing is real
	"internal/cluster":  {"internal/postgres"},                                                                                 // the whole topology as processes of this machine
	"internal/chaos":    {"casework", "messaging", "messaging/emulator", "workflows", "internal/cluster", "internal/postgres"}, // breaking that on purpose
	"internal/simulate": {"casework", "victimscode", "internal/extract"},

	// A command wires through internal/app; what else it names, it shows or starts itself.
	"cmd/beacon":     {"internal/app", "measures", "explanation", "internal/extract", "internal/holidays", "internal/runs", "internal/simulate", "casework", "victimscode", "store"},
	"cmd/standalone": {"internal/app", "internal/demo", "internal/embedded", "internal/issuer", "messaging/emulator", "api", "store"},
	"cmd/cluster":    {"internal/app", "internal/chaos", "internal/cluster", "internal/demo", "internal/embedded", "internal/issuer", "messaging/emulator"},

	// For tests only, and so in no row but each other's.
	"internal/pgtest":         {"internal/postgres"},
	"internal/once":           {},
	"internal/timeskip":       {}, // one workflow through years in seconds
	"internal/bench":          {}, // internal/bench/peers is a module of its own, so that River is in nothing else
	"internal/bench/capacity": {},
	"internal/bench/rounds":   {},
	"internal/crowd":          {"casework"},
	"store/storetest":         {"casework", "matching", "messaging", "safecontact", "store", "victimscode", "internal/pgtest"},
	"messaging/messagingtest": {"casework", "messaging", "safecontact"},
}

// What lies outside; /... stands for everything under a name too.
var (
	temporal  = []string{"go.temporal.io/..."}
	server    = []string{"go.temporal.io/server/...", "github.com/temporalio/ui-server/..."}
	sql       = []string{"database/sql", "github.com/jmoiron/sqlx/...", "github.com/jackc/pgx/...", "modernc.org/..."}
	web       = []string{"net/http"}
	logs      = []string{"log", "log/slog"}
	echo      = []string{"github.com/labstack/echo/..."}
	twilio    = []string{"github.com/twilio/..."}
	sendgrid  = []string{"github.com/sendgrid/..."}
	providers = slices.Concat(twilio, sendgrid)
	pure      = slices.Concat(temporal, sql, web, logs)
)

// mustNotReach says what each never comes by, not even through another package.
var mustNotReach = map[string][]string{
	"victimscode":             pure,
	"safecontact":             pure,
	"matching":                pure,
	"casework":                pure,
	"measures":                pure,
	"activities":              slices.Concat(server, sql, providers, echo),
	"workflows":               slices.Concat(server, sql, providers, echo),
	"worker":                  slices.Concat(server, sql, providers, echo),
	"messaging":               slices.Concat(temporal, sql, providers),
	"messaging/twilio":        slices.Concat(temporal, sql, sendgrid),
	"messaging/sendgrid":      slices.Concat(temporal, sql, twilio),
	"messaging/notify":        slices.Concat(temporal, sql, providers),
	"messaging/emulator":      slices.Concat(temporal, sql),
	"messaging/messagingtest": slices.Concat(temporal, sql),
	"store":                   slices.Concat(temporal, providers, echo),
	"store/storetest":         slices.Concat(temporal, providers, echo),
	"explanation":             slices.Concat(temporal, providers, echo),
	"api":                     slices.Concat(server, providers),
	"console":                 slices.Concat(server, providers),
	"internal/codec":          slices.Concat(server, sql, providers, echo),
	"internal/extract":        slices.Concat(temporal, sql, providers, echo),
	"internal/app":            server,
	"internal/holidays":       slices.Concat(temporal, sql, providers, echo),
	"internal/telemetry":      slices.Concat(server, sql, providers, echo),
	"internal/runs":           slices.Concat(server, sql, providers, echo),
	"internal/demo":           slices.Concat(temporal, sql, providers, echo),
	"internal/cluster":        slices.Concat(temporal, providers, echo),
	"internal/chaos":          slices.Concat(server, providers, echo),
	"internal/issuer":         slices.Concat(temporal, sql, providers),
	"internal/simulate":       slices.Concat(temporal, sql, providers, echo),
	"internal/pgtest":         slices.Concat(temporal, providers, echo),
	"cmd/beacon":              server, // so that the production binary stays small
}

// onlyIn says where alone an outside thing is imported by name.
var onlyIn = map[string]string{
	"go.temporal.io/server/...":           "internal/embedded",
	"github.com/temporalio/ui-server/...": "internal/embedded",
	"github.com/twilio/...":               "messaging/twilio",
	"github.com/sendgrid/...":             "messaging/sendgrid",
}

func TestEveryPackageImportsOnlyWhatTheHouseAllows(t *testing.T) {
	t.Parallel()
	look(t)
	cmd := exec.Command("go", "list", "-deps", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	g := imports{}
	for line := range strings.Lines(string(out)) {
		names := strings.Fields(line)
		g[names[0]] = names[1:]
	}
	for _, said := range breaches(g) {
		t.Error(said)
	}
}

// look reads every folder, as go list then does in a process of its own: without it,
// go test would not know that its cached verdict on an older tree is stale.
func look(t *testing.T) {
	require.NoError(t, filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && len(path) > 1 && (path[0] == '.' || path == "bin") {
			return filepath.SkipDir
		}
		return err
	}))
}

// imports is who imports what, by import path.
type imports map[string][]string

// breaches are the sentences to be said about a tree that is not as the tables have it.
func breaches(g imports) (said []string) {
	say := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	for _, path := range slices.Sorted(maps.Keys(g)) {
		name, ours := strings.CutPrefix(path, "beacon/")
		if !ours {
			continue
		}
		allowed, known := mayImport[name]
		if !known {
			say("%s has no row: add it to mayImport, and to mustNotReach, in house_test.go", name)
			continue
		}
		for _, imported := range g[path] {
			if other, ours := strings.CutPrefix(imported, "beacon/"); ours && !slices.Contains(allowed, other) {
				say("%s may not import %s", name, other)
			}
			for outside, only := range onlyIn {
				if matches(outside, imported) && name != only {
					say("%s imports %s, which only %s may", name, imported, only)
				}
			}
		}
		for _, banned := range mustNotReach[name] {
			if way := g.way(path, banned, map[string]bool{}); way != nil {
				say("%s must not reach %s: %s", name, banned, strings.Join(way, " > "))
			}
		}
	}
	return said
}

// way is the chain of imports by which from comes by what, or nil.
func (g imports) way(from, what string, seen map[string]bool) []string {
	seen[from] = true
	for _, next := range g[from] {
		if matches(what, next) {
			return []string{from, next}
		}
		if seen[next] {
			continue
		}
		if way := g.way(next, what, seen); way != nil {
			return append([]string{from}, way...)
		}
	}
	return nil
}

func matches(pattern, path string) bool {
	root, under := strings.CutSuffix(pattern, "/...")
	return path == root || under && strings.HasPrefix(path, root+"/")
}

func TestABreachIsSeen(t *testing.T) {
	t.Parallel()
	for _, made := range []struct {
		up   imports
		said string
	}{
		{imports{"beacon/casework": {"beacon/store"}}, "casework may not import store"},
		{imports{"beacon/casework": {"net/http"}}, "casework must not reach net/http: beacon/casework > net/http"},
		{imports{"beacon/api": {"a"}, "a": {"b"}, "b": {"a", "github.com/twilio"}}, "beacon/api > a > b > github.com/twilio"},
		{imports{"beacon/internal/app": {"github.com/sendgrid/rest"}}, "internal/app imports github.com/sendgrid/rest, which only"},
		{imports{"beacon/cmd/beacon": {"a"}, "a": {"go.temporal.io/server/temporal"}}, "cmd/beacon must not reach go.temporal.io/server"},
		{imports{"beacon/internal/app": {"beacon/internal/embedded"}}, "internal/app may not import internal/embedded"},
		{imports{"beacon/letters": {"fmt"}}, "letters has no row: add it to mayImport"},
	} {
		require.Contains(t, strings.Join(breaches(made.up), "\n"), made.said)
	}
	require.Empty(t, breaches(imports{"beacon/casework": {"beacon/victimscode", "database/sql/driver"}, "beacon/victimscode": {"time"}}))
}
