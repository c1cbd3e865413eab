package app

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

// safest is a production configuration with which the self-check finds nothing as long
// as it need not ask.
var safest = []string{
	"BEACON_SENDGRID_EU=true", "BEACON_SENDGRID_WEBHOOK_KEY=key",
	"BEACON_NOTIFY_API_KEY=live-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0",
	"BEACON_NOTIFY_SMS_TEMPLATE=f33517ff-2a88-4f6e-b855-c550268ce08a", "BEACON_NOTIFY_EMAIL_TEMPLATE=f33517ff-2a88-4f6e-b855-c550268ce08b",
	"BEACON_NOTIFY_CALLBACK_TOKEN=t0ken",
	"BEACON_TWILIO2_ACCOUNT_SID=AC2", "BEACON_TWILIO2_AUTH_TOKEN=s3cret2", "BEACON_TWILIO2_FROM=+441632960002",
}

// seen are the settings that the table finds fault with.
func seen(c Config) (refused, warned []string) {
	for _, row := range checks {
		switch {
		case !row.found(c):
		case row.Unsafe:
			refused = append(refused, row.Setting)
		default:
			warned = append(warned, row.Setting)
		}
	}
	return refused, warned
}

func TestASafeConfigurationIsFoundSo(t *testing.T) {
	t.Parallel()
	c := config(t, safest...)
	require.NoError(t, c.CheckWorker())
	refused, warned := seen(c)
	require.Empty(t, refused)
	require.Empty(t, warned)
}

func TestEverySettingThatIsUnsafeIsNamed(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	for _, c := range []struct {
		setting string
		unsafe  bool
		with    []string
	}{
		{"BEACON_TWILIO_REDACTION", refuses, []string{"BEACON_TWILIO_REDACTION=false"}},
		{"BEACON_PUBLIC_URL", refuses, []string{"BEACON_PUBLIC_URL=http://beacon.example.org"}},
		{"BEACON_TWILIO_BASE_URL", refuses, []string{"BEACON_TWILIO_BASE_URL=http://proxy.example.org"}},
		{"BEACON_SENDGRID_BASE_URL", refuses, []string{"BEACON_SENDGRID_BASE_URL=http://proxy.example.org"}},
		{"BEACON_NOTIFY_BASE_URL", refuses, []string{"BEACON_EMAIL_PROVIDER=notify", "BEACON_NOTIFY_BASE_URL=http://proxy.example.org"}},
		{"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION", refuses, []string{"TEMPORAL_ADDRESS=temporal:7233", "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION=true"}},
		{"TEMPORAL_TLS", refuses, []string{"TEMPORAL_ADDRESS=temporal:7233", "TEMPORAL_API_KEY=key", "TEMPORAL_TLS=false"}},
		{"BEACON_TEMPORAL_ADDR", warns, []string{"TEMPORAL_ADDRESS=temporal:7233"}},
		{"BEACON_TWILIO_FROM", warns, []string{"BEACON_TWILIO_FROM=Clinic"}},
		{"BEACON_TWILIO2_FROM", warns, []string{"BEACON_SMS_FALLBACK=twilio2", "BEACON_TWILIO2_FROM=Clinic"}},
		{"BEACON_SMS_PROVIDER", warns, []string{"BEACON_SMS_FALLBACK=notify"}},
		{"BEACON_SMS_PROVIDER", warns, []string{"BEACON_SMS_PROVIDER=notify"}},
		{"BEACON_NOTIFY_CALLBACK_TOKEN", refuses, []string{"BEACON_SMS_PROVIDER=notify", "BEACON_NOTIFY_CALLBACK_TOKEN="}},
		{"BEACON_NOTIFY_CALLBACK_TOKEN", warns, []string{"BEACON_EMAIL_PROVIDER=notify", "BEACON_NOTIFY_CALLBACK_TOKEN="}},
		{"BEACON_SENDGRID_WEBHOOK_KEY", warns, []string{"BEACON_SENDGRID_WEBHOOK_KEY="}},
		{"BEACON_SENDGRID_EU", warns, []string{"BEACON_SENDGRID_EU=false"}},
		{"BEACON_SENDING_HOURS", warns, []string{"BEACON_SENDING_HOURS=any"}},
		{"BEACON_PROVIDER_REST", warns, []string{"BEACON_PROVIDER_REST=0"}},
	} {
		named[c.setting] = true
		conf := config(t, append(append([]string{}, safest...), c.with...)...)
		require.NoError(t, conf.CheckWorker(), c.with)
		refused, warned := seen(conf)
		if c.unsafe {
			require.Equal(t, []string{c.setting}, refused, c.with)
			require.Empty(t, slices.DeleteFunc(warned, func(s string) bool { return s == "BEACON_SMS_PROVIDER" }), c.with)
			continue
		}
		require.Empty(t, refused, c.with)
		require.Equal(t, []string{c.setting}, warned, c.with)
	}
	for _, row := range checks {
		require.True(t, named[row.Setting], "no test makes the self-check name %s", row.Setting)
	}
}

func TestATemporalReachedSafelyIsFoundSo(t *testing.T) {
	t.Parallel()
	for _, with := range [][]string{
		{"TEMPORAL_ADDRESS=beacon.a1b2c.tmprl.cloud:7233", "TEMPORAL_API_KEY=key"},
		{"BEACON_TEMPORAL_ADDR=temporal:7233", "TEMPORAL_TLS=true"},
		{"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION=true"}, // on this machine
	} {
		refused, warned := seen(config(t, append(append([]string{}, safest...), with...)...))
		require.Empty(t, refused, with)
		require.Empty(t, warned, with)
	}
}

func TestAnEmulatedProviderMayBeUsedUnsafely(t *testing.T) {
	t.Parallel()
	c := config(t, "BEACON_TWILIO_REDACTION=false", "BEACON_PUBLIC_URL=http://127.0.0.1:8080", "BEACON_SENDGRID_WEBHOOK_KEY=key",
		"BEACON_TWILIO_BASE_URL=http://127.0.0.1:8090", "BEACON_SENDGRID_BASE_URL=http://127.0.0.1:8090")
	refused, warned := seen(c)
	require.Empty(t, refused)
	require.Empty(t, warned)
}

// providers answers for SendGrid's tracking settings and for Notify's templates.
func providers(t *testing.T, click, template string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/click"):
			_, _ = w.Write([]byte(`{"enabled":` + click + `}`))
		case strings.HasPrefix(r.URL.Path, "/v3/tracking_settings/"):
			_, _ = w.Write([]byte(`{"enabled":false}`))
		case strings.HasPrefix(r.URL.Path, "/v2/template/"):
			_, _ = w.Write([]byte(`{"type":"sms","body":"` + template + `"}`))
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func local(t *testing.T, at string, more ...string) Config {
	t.Helper()
	return config(t, append(append(append([]string{}, safest...), "BEACON_SMS_FALLBACK=notify", "BEACON_TWILIO_BASE_URL="+at,
		"BEACON_SENDGRID_BASE_URL="+at, "BEACON_NOTIFY_BASE_URL="+at), more...)...)
}

func TestTheAccountsThemselvesAreLookedAt(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	check := func(c Config) error {
		log.Reset()
		return refuseUnsafe(context.Background(), c, slog.New(slog.NewTextHandler(&log, nil)))
	}
	require.NoError(t, check(local(t, providers(t, "false", "((body))"))))
	err := check(local(t, providers(t, "true", "((body))")))
	require.ErrorContains(t, err, "BEACON_SENDGRID_API_KEY")
	require.ErrorContains(t, err, "click tracking is on")
	require.NotContains(t, err.Error(), "s3cret")
	require.ErrorContains(t, check(local(t, providers(t, "false", "From the police: ((body))"))), "BEACON_NOTIFY_SMS_TEMPLATE")

	require.NoError(t, check(local(t, "http://127.0.0.1:1")), "a provider that is away keeps nobody from starting")
	for _, setting := range []string{"BEACON_SENDGRID_API_KEY", "BEACON_NOTIFY_SMS_TEMPLATE"} {
		require.Contains(t, log.String(), setting)
	}
	require.NotContains(t, log.String(), "s3cret")
}

func TestOnlyWhatTheSendersInUseNeedIsNeeded(t *testing.T) {
	t.Parallel()
	bare := []string{"BEACON_DATABASE_URL=x", "BEACON_PUBLIC_URL=https://beacon.example.org", "BEACON_OIDC_ISSUER=https://login.example.org",
		"BEACON_DATA_KEYS=" + NewDataKey("test"), "BEACON_PAYLOAD_KEYS=" + NewPayloadKey("test")}
	notifyOnly := append(append([]string{}, bare...), append(safest, "BEACON_SMS_PROVIDER=notify", "BEACON_EMAIL_PROVIDER=notify")...)
	c, err := FromEnv(notifyOnly)
	require.NoError(t, err)
	require.NoError(t, c.CheckWorker())
	require.NoError(t, c.CheckAPI())

	for variable, more := range map[string][]string{
		"BEACON_NOTIFY_API_KEY":                {"BEACON_SMS_PROVIDER=notify", "BEACON_NOTIFY_API_KEY="},
		"BEACON_NOTIFY_SMS_TEMPLATE":           {"BEACON_SMS_FALLBACK=notify", "BEACON_NOTIFY_SMS_TEMPLATE="},
		"BEACON_NOTIFY_EMAIL_TEMPLATE":         {"BEACON_EMAIL_PROVIDER=notify", "BEACON_NOTIFY_EMAIL_TEMPLATE="},
		"BEACON_RATHER_TWICE":                  {"BEACON_RATHER_TWICE=leave_open,lost"},
		"BEACON_TWILIO2_ACCOUNT_SID":           {"BEACON_SMS_FALLBACK=twilio2", "BEACON_TWILIO2_ACCOUNT_SID="},
		"BEACON_TWILIO2_FROM":                  {"BEACON_SMS_FALLBACK=twilio2", "BEACON_TWILIO2_FROM="},
		"BEACON_SMS_FALLBACK":                  {"BEACON_SMS_FALLBACK=twilio"},
		"BEACON_SMS_PROVIDER":                  {"BEACON_SMS_PROVIDER=pigeon"},
		"BEACON_EMAIL_PROVIDER":                {"BEACON_EMAIL_PROVIDER=twilio"},
		"BEACON_PROVIDER_REST":                 {"BEACON_PROVIDER_REST=-1s"},
		"PER_SECOND":                           {"BEACON_NOTIFY_PER_SECOND=-1"},
		"BEACON_TWILIO_MESSAGING_SERVICE_SID ": {"BEACON_TWILIO_MESSAGING_SERVICE_SID=MG1"},
		"BEACON_HURRY":                         {"BEACON_HURRY=2", "BEACON_EMAIL_PROVIDER=notify", "BEACON_TWILIO_BASE_URL=http://127.0.0.1:1"},
	} {
		require.ErrorContains(t, config(t, append(append([]string{}, safest...), more...)...).CheckWorker(), variable)
	}
	require.ErrorContains(t, config(t, "BEACON_SMS_FALLBACK=twilio2").CheckAPI(), "BEACON_TWILIO2_AUTH_TOKEN")
}

func TestEverySenderIsOpenedUnderItsOwnName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		with []string
		want []string
	}{
		{nil, []string{"twilio", "sendgrid"}},
		{[]string{"BEACON_SMS_FALLBACK=twilio2"}, []string{"twilio", "twilio2", "sendgrid"}},
		{[]string{"BEACON_SMS_FALLBACK=notify", "BEACON_EMAIL_PROVIDER=notify"}, []string{"twilio", "notify", "notify"}},
		{[]string{"BEACON_SMS_PROVIDER=notify", "BEACON_SMS_FALLBACK=twilio"}, []string{"notify", "twilio", "sendgrid"}},
	} {
		p, err := openPost(config(t, append(append([]string{}, safest...), c.with...)...))
		require.NoError(t, err)
		var names []string
		for _, channel := range p.all() {
			names = append(names, channel.ID())
			_, ready := channel.(messaging.Ready)
			require.True(t, ready, "each is within limits")
		}
		require.ElementsMatch(t, c.want, names)
	}
	_, err := openPost(config(t, "BEACON_TWILIO_AUTH_TOKEN=not a token"))
	require.Error(t, err)
	_, err = Redaction(config(t, "BEACON_SENDGRID_FROM=nobody"))
	require.Error(t, err)
	forget, err := Redaction(config(t))
	require.NoError(t, err)
	require.NoError(t, forget(context.Background(), messaging.Delivery{Provider: "twilio", State: messaging.StateSent}))
}
