package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/stretchr/testify/require"

	"beacon/internal/app"
)

const root = "../.."

func text(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, file))
	require.NoError(t, err)
	return string(b)
}

// composed loads docker-compose.yml as docker would, with an environment and everything
// that has to be asked for.
func composed(t *testing.T, with map[string]string) (*types.Project, error) {
	t.Helper()
	return composedFor(t, with, "codec")
}

func composedFor(t *testing.T, with map[string]string, profiles ...string) (*types.Project, error) {
	t.Helper()
	return loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir: root, Environment: with, ConfigFiles: []types.ConfigFile{{Filename: filepath.Join(root, "docker-compose.yml")}},
	}, func(o *loader.Options) { o.SetProjectName("beacon", true); o.Profiles = profiles })
}

func example(t *testing.T) *types.Project {
	t.Helper()
	with, err := dotenv.Read(filepath.Join(root, "deploy/example.env"))
	require.NoError(t, err)
	p, err := composed(t, with)
	require.NoError(t, err)
	return p
}

// ours are the services that run this binary.
func ours(p *types.Project) (list []types.ServiceConfig) {
	for _, s := range p.Services {
		if s.Build != nil {
			list = append(list, s)
		}
	}
	return list
}

func TestTheTopologyIsWhole(t *testing.T) {
	t.Parallel()
	p := example(t)
	require.ElementsMatch(t, []string{
		"postgres", "temporal-schema", "temporal", "temporal-ui", "migrate", "namespace", "api", "worker", "codec", "prometheus", "grafana",
	}, p.ServiceNames())
	require.Len(t, ours(p), 5)
	for _, name := range []string{"api", "worker"} {
		require.Equal(t, 2, *p.Services[name].Deploy.Replicas, name)
	}
}

func TestNothingIsDecryptedForAnybodyUnlessItIsAskedFor(t *testing.T) {
	t.Parallel()
	with, err := dotenv.Read(filepath.Join(root, "deploy/example.env"))
	require.NoError(t, err)
	p, err := composedFor(t, with)
	require.NoError(t, err)
	require.NotContains(t, p.ServiceNames(), "codec")
	require.Contains(t, p.ServiceNames(), "worker")
}

func TestWhatIsMissingFromTheEnvironmentIsNamedBeforeAnythingStarts(t *testing.T) {
	t.Parallel()
	with, err := dotenv.Read(filepath.Join(root, "deploy/example.env"))
	require.NoError(t, err)
	for _, name := range []string{"BEACON_PUBLIC_URL", "BEACON_OIDC_ISSUER", "BEACON_TWILIO_ACCOUNT_SID", "BEACON_SENDGRID_FROM"} {
		without := map[string]string{}
		for k, v := range with {
			without[k] = v
		}
		delete(without, name)
		_, err := composed(t, without)
		require.ErrorContains(t, err, name)
	}
}

func TestEveryCommandOfTheTopologyIsOneOfTheBinarys(t *testing.T) {
	t.Parallel()
	for _, s := range ours(example(t)) {
		require.Nil(t, s.Entrypoint, s.Name)
		code, _, errs := do(t, nil, append(slices.Clone(s.Command), "-h")...)
		require.Zero(t, code, "%s: %s", s.Name, errs)
		if s.HealthCheck == nil {
			continue
		}
		check := s.HealthCheck.Test
		require.Equal(t, []string{"CMD", "/beacon", "health"}, []string(check[:3]), s.Name)
		code, _, errs = do(t, nil, append(slices.Clone([]string(check[2:])), "-h")...)
		require.Zero(t, code, "%s: %s", s.Name, errs)
		require.Equal(t, s.Command[0], check[3], "each is asked about itself")
	}
}

func TestEveryVariableOfTheTopologyIsOneThatTheBinaryReads(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, v := range app.Variables() {
		known[v.Name] = !v.Secret
		if v.Secret {
			known[v.Name+"_FILE"] = true
		}
	}
	for _, s := range ours(example(t)) {
		for name := range s.Environment {
			require.True(t, known[name], "%s sets %s, which nothing reads, or which is a secret that belongs in a file", s.Name, name)
		}
	}
}

// configuredAs is what a service would read, with its secrets where a test can read them.
func configuredAs(t *testing.T, s types.ServiceConfig, secrets string) app.Config {
	t.Helper()
	var environ []string
	for name, value := range s.Environment {
		if of, found := strings.CutPrefix(*value, "/run/secrets/"); found {
			require.True(t, slices.ContainsFunc(s.Secrets, func(c types.ServiceSecretConfig) bool { return c.Source == of }), "%s: %s is not given to it", s.Name, of)
			*value = filepath.Join(secrets, of)
		}
		environ = append(environ, name+"="+*value)
	}
	c, err := app.FromEnv(environ)
	require.NoError(t, err, s.Name)
	return c
}

// madeSecrets are those that make secrets makes, and two that only a provider can give.
func madeSecrets(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "secrets")
	said, err := exec.Command(filepath.Join(root, "deploy/secrets.sh"), dir).CombinedOutput()
	require.Error(t, err, "what is missing is no success")
	for _, name := range []string{"twilio_auth_token", "sendgrid_api_key"} {
		require.Contains(t, string(said), "missing: "+filepath.Join(dir, name))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("from the provider\n"), 0o600))
	}
	return dir
}

func TestWhatTheTopologyIsGivenIsAWholeConfiguration(t *testing.T) {
	t.Parallel()
	p, secrets := example(t), madeSecrets(t)
	for name, check := range map[string]func(app.Config) error{
		"migrate": app.Config.CheckStore, "namespace": app.Config.CheckTemporal, "api": app.Config.CheckAPI, "worker": app.Config.CheckWorker,
		"codec": app.Config.CheckCodec,
	} {
		require.NoError(t, check(configuredAs(t, p.Services[name], secrets)), name)
	}
	for file := range p.Secrets {
		require.FileExists(t, filepath.Join(secrets, file))
	}
}

func TestSecretsAreMadeOnceAndEachIsAnother(t *testing.T) {
	t.Parallel()
	dir := madeSecrets(t)
	seen := map[string]string{}
	read := func() {
		files, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Len(t, files, 9)
		for _, f := range files {
			b, err := os.ReadFile(filepath.Join(dir, f.Name()))
			require.NoError(t, err)
			if before, known := seen[f.Name()]; known {
				require.Equal(t, before, string(b), f.Name())
			}
			seen[f.Name()] = string(b)
		}
	}
	read()
	said, err := exec.Command(filepath.Join(root, "deploy/secrets.sh"), dir).CombinedOutput()
	require.NoError(t, err, string(said))
	read()
	words := map[string]bool{}
	for name, value := range seen {
		if strings.HasSuffix(name, "password") {
			require.GreaterOrEqual(t, len(strings.TrimSpace(value)), 24, name)
			words[value] = true
		}
	}
	require.Len(t, words, 4)
	info, err := os.Stat(dir)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
}

var secretive = regexp.MustCompile(`(?i)(password|passwd|pwd|token|secret|api_key|data_keys|payload_keys|database_url)`)

func TestNoSecretStandsInTheTopology(t *testing.T) {
	t.Parallel()
	p := example(t)
	for _, s := range p.Services {
		for name, value := range s.Environment {
			if secretive.MatchString(name) {
				require.True(t, value != nil && strings.HasPrefix(*value, "/run/secrets/"), "%s: %s must name a file", s.Name, name)
			}
		}
	}
	ignored := text(t, ".gitignore")
	for name, s := range p.Secrets {
		require.Contains(t, s.File, "deploy/secrets/", name)
		require.Empty(t, s.Content+s.Environment, name)
	}
	require.Contains(t, ignored, "/deploy/secrets/\n")
	require.Contains(t, ignored, "/.env\n")
	require.Contains(t, text(t, ".dockerignore"), "\ndeploy\n")
	require.NotContains(t, text(t, "docker-compose.yml"), "AUTH_METHOD", "PostgreSQL asks for its password")
}

var pinned = regexp.MustCompile(`:v?\d+\.\d+(\.\d+)?(-[a-z]+\d*)?(@sha256:[0-9a-f]{64})?$`)

func TestEveryImageIsPinnedAndTemporalsIsTheOneThatWasTested(t *testing.T) {
	t.Parallel()
	p, mod := example(t), text(t, "go.mod")
	for _, s := range p.Services {
		if s.Build == nil {
			require.Regexp(t, pinned, s.Image, s.Name)
		}
	}
	for service, module := range map[string]string{
		"temporal": "go.temporal.io/server", "temporal-schema": "go.temporal.io/server", "temporal-ui": "github.com/temporalio/ui-server/v2",
	} {
		tested := regexp.MustCompile(regexp.QuoteMeta(module) + ` v([\d.]+)`).FindStringSubmatch(mod)
		require.NotNil(t, tested, module)
		require.True(t, strings.HasSuffix(p.Services[service].Image, ":"+tested[1]), "%s is not %s", p.Services[service].Image, tested[1])
	}
}

func TestTheImageHoldsTheBinaryAndNoRoot(t *testing.T) {
	t.Parallel()
	docker := text(t, "Dockerfile")
	wants := regexp.MustCompile(`(?m)^go ([\d.]+)$`).FindStringSubmatch(text(t, "go.mod"))
	require.Contains(t, docker, "FROM golang:"+wants[1]+"-")
	stages := regexp.MustCompile(`(?m)^FROM `).Split(docker, -1)
	require.Len(t, stages, 3)
	last := stages[2]
	require.Contains(t, last, "distroless/static")
	require.Contains(t, last, ":nonroot")
	require.Contains(t, last, "USER 65532:65532")
	require.Contains(t, last, `ENTRYPOINT ["/beacon"]`)
	for _, flag := range []string{"beacon/internal/app.Version", "beacon/internal/app.Commit", "./cmd/beacon", "CGO_ENABLED=0", "-trimpath"} {
		require.Contains(t, docker, flag)
	}
	for _, s := range ours(example(t)) {
		require.True(t, s.ReadOnly, s.Name)
		require.Equal(t, []string{"ALL"}, s.CapDrop, s.Name)
		require.Contains(t, s.SecurityOpt, "no-new-privileges:true", s.Name)
	}
}

func TestOnlyThisHostReachesThePortsAndEachIsServed(t *testing.T) {
	t.Parallel()
	p := example(t)
	for _, s := range p.Services {
		for _, port := range s.Ports {
			require.Equal(t, "127.0.0.1", port.HostIP, s.Name)
		}
	}
	for service, variable := range map[string]string{"api": "BEACON_API_ADDR", "worker": "BEACON_WORKER_ADDR", "codec": "BEACON_CODEC_ADDR"} {
		_, port, _ := strings.Cut(*p.Services[service].Environment[variable], ":")
		for _, published := range p.Services[service].Ports {
			require.Equal(t, port, strconv.Itoa(int(published.Target)))
		}
		if service == "codec" {
			continue // it has nothing to measure
		}
		require.Contains(t, text(t, "Dockerfile"), port)
		require.Regexp(t, `job_name: `+service+`[\s\S]*names: \[`+service+`\], type: A, port: `+port, text(t, "deploy/prometheus/prometheus.yml"))
	}
	require.True(t, p.Networks["inside"].Internal)
	for _, name := range []string{"postgres", "temporal", "temporal-schema"} {
		require.Len(t, p.Services[name].Networks, 1, name)
		require.Contains(t, p.Services[name].Networks, "inside", name)
	}
}

func TestEverythingStartsAfterWhatItStandsOn(t *testing.T) {
	t.Parallel()
	p := example(t)
	for service, needs := range map[string]map[string]string{
		"temporal-schema": {"postgres": types.ServiceConditionHealthy},
		"temporal":        {"temporal-schema": types.ServiceConditionCompletedSuccessfully},
		"namespace":       {"temporal": types.ServiceConditionHealthy},
		"migrate":         {"postgres": types.ServiceConditionHealthy},
		"api":             {"migrate": types.ServiceConditionCompletedSuccessfully, "namespace": types.ServiceConditionCompletedSuccessfully},
		"codec":           {"migrate": types.ServiceConditionCompletedSuccessfully},
		"worker":          {"migrate": types.ServiceConditionCompletedSuccessfully, "namespace": types.ServiceConditionCompletedSuccessfully},
	} {
		for need, condition := range needs {
			require.Equal(t, condition, p.Services[service].DependsOn[need].Condition, "%s needs %s", service, need)
		}
	}
	for _, s := range p.Services {
		for need, d := range s.DependsOn {
			if d.Condition == types.ServiceConditionHealthy {
				require.NotNil(t, p.Services[need].HealthCheck, "%s waits for %s to be healthy, which nobody looks at", s.Name, need)
			}
		}
		for _, v := range s.Volumes {
			if v.Type == types.VolumeTypeBind {
				_, err := os.Stat(v.Source)
				require.NoError(t, err, s.Name)
			}
		}
	}
}

func TestNothingIsKilledBeforeItHasHadTimeToStop(t *testing.T) {
	t.Parallel()
	p := example(t)
	for _, name := range []string{"api", "worker"} {
		require.Greater(t, time.Duration(*p.Services[name].StopGracePeriod), app.StopWithin, name)
		require.Empty(t, p.Services[name].StopSignal, "SIGTERM is what they listen for")
	}
}

func TestTheDashboardCanBeRead(t *testing.T) {
	t.Parallel()
	var board struct {
		UID    string
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	require.NoError(t, json.NewDecoder(bytes.NewBufferString(text(t, "deploy/grafana/dashboards/beacon.json"))).Decode(&board))
	require.NotEmpty(t, board.UID)
	for _, p := range board.Panels {
		require.NotEmpty(t, p.Targets, p.Title)
	}
}

// Every alert has its paragraph in the runbook, under its own name.
func TestEveryAlertHasAParagraphInTheRunbook(t *testing.T) {
	t.Parallel()
	runbook := text(t, "docs/runbook.md")
	alerts := regexp.MustCompile(`alert: (\w+)`).FindAllStringSubmatch(text(t, "deploy/prometheus/alerts.yml"), -1)
	require.NotEmpty(t, alerts)
	for _, a := range alerts {
		require.Contains(t, runbook, "\n**"+a[1]+".**", "docs/runbook.md does not say what to do about %s", a[1])
	}
	for _, said := range regexp.MustCompile(`(?m)^\*\*(\w+)\.\*\*`).FindAllStringSubmatch(runbook, -1) {
		require.True(t, slices.ContainsFunc(alerts, func(a []string) bool { return a[1] == said[1] }), "there is no alert %s", said[1])
	}
}
