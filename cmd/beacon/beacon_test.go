package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// do runs a command as main would, in a folder of its own.
func do(t *testing.T, environ []string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, environ, streams{strings.NewReader(""), &o, &e})
	return code, o.String(), e.String()
}

func TestAnUnknownCommandSaysWhatThereIs(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"dance"}} {
		code, _, errs := do(t, nil, args...)
		require.Equal(t, 2, code)
		for _, c := range commands() {
			require.Contains(t, errs, c.name)
		}
	}
}

func TestAMissingSettingIsNamedBeforeAnythingStarts(t *testing.T) {
	t.Parallel()
	for args, variable := range map[string]string{
		"api": "BEACON_OIDC_ISSUER", "worker": "BEACON_TWILIO_ACCOUNT_SID", "migrate": "BEACON_DATABASE_URL",
		"case show x": "BEACON_DATABASE_URL", "import x.csv": "BEACON_TOKEN", "health worker": "BEACON_WORKER_ADDR",
	} {
		code, _, errs := do(t, nil, strings.Fields(args)...)
		require.Equal(t, 1, code, args)
		require.Contains(t, errs, variable, args)
	}
}

func TestHealthIsNotTakenOnTrust(t *testing.T) {
	t.Parallel()
	nobody := []string{"BEACON_API_ADDR=127.0.0.1:1", "BEACON_WORKER_ADDR=127.0.0.1:1"}
	for _, args := range [][]string{{"health", "api"}, {"health", "api", "-ready"}, {"health", "worker"}} {
		code, out, errs := do(t, nobody, args...)
		require.Equal(t, 1, code)
		require.Empty(t, out)
		require.Contains(t, errs, "127.0.0.1:1")
	}
	code, _, _ := do(t, nobody, "health", "database")
	require.Equal(t, 2, code)
}

func TestADatabaseThatIsNotMigratedIsRefused(t *testing.T) {
	t.Parallel()
	db := []string{"BEACON_DATABASE_URL=" + filepath.Join(t.TempDir(), "beacon.db")}
	code, _, _ := do(t, db, "case", "show", "nothing")
	require.Equal(t, 1, code)
	code, out, errs := do(t, db, "migrate")
	require.Zero(t, code, errs)
	require.Contains(t, out, "up to date")
	code, _, errs = do(t, db, "case", "show", "5f0c7a52-7f3c-4a86-9e0e-3f6d0d8c4b02")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "no such case")
}

func TestTheSameSeedGivesTheSameExtract(t *testing.T) {
	t.Parallel()
	code, first, mix := do(t, nil, "generate", "--referrals", "40", "--seed", "3", "--format", "ndjson")
	require.Zero(t, code)
	require.Contains(t, mix, "duplicate")
	_, second, _ := do(t, nil, "generate", "--referrals", "40", "--seed", "3", "--format", "ndjson")
	require.Equal(t, first, second)
	code, _, _ = do(t, nil, "generate", "--format", "xml")
	require.Equal(t, 1, code)
}

// mostBytes is the largest that the production binary may be.
const mostBytes = 80 << 20

func TestTheProductionBinaryIsSmallAndHasNoServerAndNoTokensOfItsOwn(t *testing.T) {
	t.Parallel()
	deps, err := exec.Command("go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	require.NotContains(t, string(deps), "go.temporal.io/server")
	require.NotContains(t, string(deps), "beacon/messaging/emulator")

	file := filepath.Join(t.TempDir(), "beacon")
	out, err := exec.Command("go", "build", "-buildvcs=false", "-ldflags", "-s -w", "-o", file, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	built, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Less(t, len(built), mostBytes)
	require.NotContains(t, string(built), "/dev/tokens")

	out, err = exec.Command(file, "version").Output()
	require.NoError(t, err)
	require.Contains(t, string(out), "beacon ")
}
