package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/worker"
)

// production is a configuration with which the API and the worker would start.
var production = []string{
	"BEACON_DATABASE_URL=postgres://beacon:hunter2@db/beacon", "BEACON_PUBLIC_URL=https://beacon.example.org",
	"BEACON_OIDC_ISSUER=https://login.example.org", "BEACON_TWILIO_ACCOUNT_SID=AC1", "BEACON_TWILIO_AUTH_TOKEN=s3cret",
	"BEACON_TWILIO_FROM=+441632960001", "BEACON_SENDGRID_API_KEY=s3cret", "BEACON_SENDGRID_FROM=hello@example.org",
	"BEACON_DATA_KEYS=test:" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	"BEACON_PAYLOAD_KEYS=test:" + "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=",
}

func config(t *testing.T, more ...string) Config {
	t.Helper()
	c, err := FromEnv(append(append([]string{}, production...), more...))
	require.NoError(t, err)
	return c
}

func TestAWholeConfigurationIsAccepted(t *testing.T) {
	t.Parallel()
	c := config(t)
	require.NoError(t, c.CheckAPI())
	require.NoError(t, c.CheckWorker())
}

func TestEveryMissingSettingIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	c, err := FromEnv(nil)
	require.NoError(t, err)
	for _, name := range []string{"BEACON_DATABASE_URL", "BEACON_PUBLIC_URL", "BEACON_OIDC_ISSUER", "BEACON_TWILIO_AUTH_TOKEN"} {
		require.ErrorContains(t, c.CheckAPI(), name)
	}
	for _, name := range []string{"BEACON_DATABASE_URL", "BEACON_TWILIO_ACCOUNT_SID", "BEACON_TWILIO_FROM", "BEACON_SENDGRID_API_KEY"} {
		require.ErrorContains(t, c.CheckWorker(), name)
	}
}

func TestAValueThatCannotBeReadNamesItsVariable(t *testing.T) {
	t.Parallel()
	var nonsense []string
	for _, v := range Variables() {
		nonsense = append(nonsense, v.Name+"=-nonsense-")
	}
	_, err := FromEnv(nonsense)
	for variable, wants := range map[string]string{
		"BEACON_STUCK_AFTER": "a length of time", "BEACON_HURRY": "a whole number", "BEACON_MAX_PER_HOUR": "a whole number",
		"BEACON_TWILIO_REDACTION": "true or false", "BEACON_NOTIFY_PER_SECOND": "a whole number",
	} {
		require.ErrorContains(t, err, variable+" must be "+wants)
	}
	require.NotContains(t, err.Error(), "nonsense", "a value pasted into the wrong variable may be a secret")
}

func TestAnAddressThatIsNoneNamesItsVariable(t *testing.T) {
	t.Parallel()
	for variable, wrong := range map[string]string{
		"BEACON_DATABASE_URL": "mysql://db/beacon", "BEACON_API_ADDR": "8080", "BEACON_DRAIN_FOR": "1m", "BEACON_ANSWER_WITHIN": "6s", "BEACON_PUBLIC_URL": "beacon.example.org",
		"BEACON_OIDC_ISSUER": "login.example.org", "BEACON_OIDC_JWKS_URL": "keys", "BEACON_TEMPORAL_ADDR": "temporal",
	} {
		require.ErrorContains(t, config(t, variable+"="+wrong).CheckAPI(), variable+" must be", variable)
	}
	require.ErrorContains(t, config(t, "BEACON_WORKER_ADDR=here").CheckWorker(), "BEACON_WORKER_ADDR must be")
	require.ErrorContains(t, config(t, "BEACON_CACHED_CASES=0").CheckWorker(), "BEACON_CACHED_CASES must be")
	require.Equal(t, worker.CachedCases, config(t).Cached)
}

func TestWhatIsEmptyIsNotSet(t *testing.T) {
	t.Parallel()
	require.Equal(t, config(t), config(t, "BEACON_HURRY=", "BEACON_LOG_LEVEL=", "BEACON_TWILIO_REDACTION=", "TEMPORAL_ADDRESS="))
}

// written puts a secret in a file of its own.
func written(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func TestEverySecretMayLieInAFile(t *testing.T) {
	t.Parallel()
	secrets := 0
	for _, v := range Variables() {
		if !v.Secret {
			continue
		}
		secrets++
		told, err := FromEnv([]string{v.Name + "=whispered"})
		require.NoError(t, err, v.Name)
		read, err := FromEnv([]string{v.Name + "_FILE=" + written(t, "whispered\n")})
		require.NoError(t, err, v.Name)
		require.Equal(t, told, read, v.Name)
		_, err = FromEnv([]string{v.Name + "=whispered", v.Name + "_FILE=" + written(t, "whispered")})
		require.ErrorContains(t, err, v.Name+" and "+v.Name+"_FILE are both set")
		require.NotContains(t, err.Error(), "whispered")
		for _, none := range []string{written(t, "\n"), filepath.Join(t.TempDir(), "nothing")} {
			_, err = FromEnv([]string{v.Name + "_FILE=" + none})
			require.ErrorContains(t, err, v.Name+"_FILE must name a file with "+v.Name+" in it")
		}
	}
	require.Greater(t, secrets, 8)
	open := config(t, "BEACON_TWILIO_FROM_FILE="+written(t, "not a secret"))
	require.Equal(t, "+441632960001", open.Twilio.From)
}

func TestASecretOfNoConfigurationMayLieInAFileToo(t *testing.T) {
	t.Parallel()
	for _, environ := range [][]string{{"BEACON_TOKEN=t0ken"}, {"BEACON_TOKEN_FILE=" + written(t, "t0ken\r\n")}} {
		got, err := Secret(environ, "BEACON_TOKEN")
		require.NoError(t, err)
		require.Equal(t, "t0ken", got)
	}
	_, err := Secret([]string{"BEACON_TOKEN_FILE=/nowhere"}, "BEACON_TOKEN")
	require.ErrorContains(t, err, "BEACON_TOKEN_FILE")
}

func TestHurryIsRefusedWithRealProviders(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, config(t, "BEACON_HURRY=100").CheckWorker(), "BEACON_HURRY")
	local := config(t, "BEACON_HURRY=100", "BEACON_TWILIO_BASE_URL=http://127.0.0.1:8090", "BEACON_SENDGRID_BASE_URL=http://127.0.0.1:8090")
	require.NoError(t, local.CheckWorker())
	require.ErrorContains(t, config(t, "BEACON_HURRY=0").CheckWorker(), "BEACON_HURRY")
}

func TestAPrintedConfigurationHoldsNoSecret(t *testing.T) {
	t.Parallel()
	text := config(t).String()
	require.NotContains(t, text, "s3cret")
	require.NotContains(t, text, "hunter2")
	require.Contains(t, text, "BEACON_TWILIO_AUTH_TOKEN=(set)")
	require.Contains(t, text, "BEACON_TWILIO_FROM=+441632960001")
}

func TestTheREADMEListsEveryVariable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	for _, v := range Variables() {
		row := "| `" + v.Name + "` | " + code(v.Default) + " | " + v.Says + " |"
		require.True(t, strings.Contains(string(readme), row), "README.md lacks this line:\n%s", row)
		if v.Secret {
			require.Contains(t, string(readme), "`"+v.Name+"_FILE`", "README.md lists the secrets that may lie in files")
		}
	}
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func TestSendingHoursAreReadAndHolidaysKept(t *testing.T) {
	t.Parallel()
	q, err := SendingHours("mon-sat 09:00-19:00")
	require.NoError(t, err)
	require.Len(t, q.Sending, 1)
	require.Len(t, q.Sending[0].Days, 6)
	for day, holiday := range map[string]bool{
		"2026-04-03": true, "2026-04-06": true, "2026-05-04": true, "2026-08-31": true, "2026-12-28": true, // substitute for Boxing Day
		"2026-04-02": false, "2026-03-17": false, "2026-08-03": false, // not holidays in England and Wales
	} {
		d, err := time.Parse(time.DateOnly, day)
		require.NoError(t, err)
		require.Equal(t, holiday, q.Holiday(d.Date()), day)
	}
	for _, wrong := range []string{"", "always", "mon 09:00-17:00", "sat-mon 09:00-17:00", "mon-fri 17:00-09:00", "mon-fri 9-17"} {
		_, err := SendingHours(wrong)
		require.ErrorContains(t, err, "BEACON_SENDING_HOURS", wrong)
	}
}

func TestATakenPortNamesItselfAndItsVariable(t *testing.T) {
	t.Parallel()
	l, err := Listen("the API", "BEACON_API_ADDR", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, err = Listen("the API", "BEACON_API_ADDR", l.Addr().String())
	require.ErrorContains(t, err, "BEACON_API_ADDR")
	require.ErrorContains(t, err, l.Addr().String())
}
