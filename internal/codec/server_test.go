package codec_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"

	"beacon/internal/codec"
)

// desk is a codec server whose visitors say themselves who they are.
type desk struct {
	*httptest.Server
	used []codec.Use
	away error // of the audit
}

func newDesk(t *testing.T, keys codec.Keys) *desk {
	t.Helper()
	d := &desk{}
	s := &codec.Server{Keys: keys, Origin: "https://temporal.example.org"}
	s.Admit = func(r *http.Request, what codec.Asked) (string, string, error) {
		role := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		switch {
		case role == "away":
			return "", "", errors.New("the issuer is away")
		case role == "":
			return "", "", codec.ErrStranger
		case role == "admin", role == "auditor" && what == codec.Decode:
			return "somebody", role, nil
		}
		return "", "", codec.ErrForbidden
	}
	s.Record = func(_ context.Context, u codec.Use) error { d.used = append(d.used, u); return d.away }
	d.Server = httptest.NewServer(s.Handler())
	t.Cleanup(d.Close)
	return d
}

// as asks as Temporal's own tools do.
func (d *desk) as(role string) converter.PayloadCodec {
	return converter.NewRemotePayloadCodec(converter.RemotePayloadCodecOptions{Endpoint: d.URL, ModifyRequest: func(r *http.Request) error {
		r.Header.Set("X-Namespace", "beacon")
		if role != "" {
			r.Header.Set("Authorization", "Bearer "+role)
		}
		return nil
	}})
}

func TestTemporalsToolsReadWhatIsEncryptedAndItIsRecordedFirst(t *testing.T) {
	t.Parallel()
	r := ring(t, codec.NewKey("new"), codec.NewKey("old"))
	d := newDesk(t, r)
	plain := []*commonpb.Payload{payload(t, "one"), payload(t, map[string]int{"n": 2})}
	var mixed []*commonpb.Payload
	for i, p := range plain { // of two workflows
		mixed = append(mixed, encrypted(t, of(r, "case/"+string(rune('1'+i))), p))
	}
	mixed = append(mixed, payload(t, "never encrypted"))
	opened, err := d.as("auditor").Decode(mixed)
	require.NoError(t, err)
	for i, p := range append(plain, mixed[2]) {
		require.True(t, proto.Equal(p, opened[i]))
	}
	sealed, err := d.as("admin").Encode(plain)
	require.NoError(t, err)
	back, err := of(r, "case/9").Decode(sealed)
	require.NoError(t, err, "what the UI sends a workflow is read by any")
	require.True(t, proto.Equal(plain[1], back[1]))
	require.Equal(t, []codec.Use{{Who: "somebody", Role: "auditor", What: codec.Decode, Payloads: 3}, {Who: "somebody", Role: "admin", What: codec.Encode, Payloads: 2}}, d.used)
}

func TestNobodyReadsWhoMayNotOrCannotBeRecorded(t *testing.T) {
	t.Parallel()
	r := ring(t, codec.NewKey("a"))
	d := newDesk(t, r)
	sealed := []*commonpb.Payload{encrypted(t, of(r, "case/1"), payload(t, "Zebedee"))}
	for role, says := range map[string]string{"": "Unauthorized", "caseworker": "Forbidden", "away": "Service Unavailable"} {
		opened, err := d.as(role).Decode(sealed)
		require.ErrorContains(t, err, says)
		require.Equal(t, sealed, opened)
	}
	_, err := d.as("auditor").Encode([]*commonpb.Payload{payload(t, "word")})
	require.ErrorContains(t, err, "Forbidden", "whoever makes payloads could change a case")
	require.Empty(t, d.used)
	d.away = errors.New("the database is away")
	opened, err := d.as("admin").Decode(sealed)
	require.ErrorContains(t, err, "cannot be recorded")
	require.Equal(t, sealed, opened)
}

func TestAMissingKeyIsNamedToWhoReadsAHistory(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ring(t, codec.NewKey("new")))
	sealed := encrypted(t, of(ring(t, codec.NewKey("2025")), "case/1"), payload(t, "word"))
	_, err := d.as("admin").Decode([]*commonpb.Payload{sealed})
	require.ErrorContains(t, err, `key "2025", which is not in the ring`)
	sealed.Data = sealed.Data[:5]
	sealed.Metadata["key"] = []byte("new")
	_, err = d.as("admin").Decode([]*commonpb.Payload{sealed})
	require.ErrorContains(t, err, "has been changed")
}

// asked sends one request as a browser would.
func (d *desk) asked(t *testing.T, method, path, origin, body string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, d.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer admin")
	if origin != "" {
		r.Header.Set("Origin", origin)
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	t.Cleanup(func() { _ = answer.Body.Close() })
	return answer
}

func TestOnlyPagesOfTheConfiguredOriginMayAsk(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ring(t, codec.NewKey("a")))
	ours := "https://temporal.example.org"
	for _, method := range []string{http.MethodOptions, http.MethodPost} {
		answer := d.asked(t, method, "/decode", ours, "{}")
		require.Equal(t, 2, answer.StatusCode/100)
		require.Equal(t, ours, answer.Header.Get("Access-Control-Allow-Origin"))
		for _, other := range []string{"https://evil.example.org", ours + ".example.com", "http://temporal.example.org", "null"} {
			used := len(d.used)
			answer = d.asked(t, method, "/decode", other, "{}")
			require.Equal(t, http.StatusForbidden, answer.StatusCode, other)
			require.Empty(t, answer.Header.Get("Access-Control-Allow-Origin"), other)
			require.Len(t, d.used, used, "nothing is done for it")
		}
	}
	preflight := d.asked(t, http.MethodOptions, "/decode", ours, "")
	require.Contains(t, preflight.Header.Get("Access-Control-Allow-Headers"), "Authorization")
	require.Contains(t, preflight.Header.Get("Access-Control-Allow-Headers"), "X-Namespace")
}

func TestWhatIsNoRequestOfTemporalsToolsIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ring(t, codec.NewKey("a")))
	for _, body := range []string{"", "[]", `{"payloads":"x"}`, `{"payloads":[null]}`, `{"others":[]}`, strings.Repeat(" ", 17<<20)} {
		answer := d.asked(t, http.MethodPost, "/decode", "", body)
		require.Equal(t, http.StatusBadRequest, answer.StatusCode, body[:min(len(body), 20)])
	}
	require.Empty(t, d.used)
	require.Equal(t, http.StatusMethodNotAllowed, d.asked(t, http.MethodGet, "/decode", "", "").StatusCode)
	require.Equal(t, http.StatusNotFound, d.asked(t, http.MethodPost, "/elsewhere", "", "").StatusCode)
	well := d.asked(t, http.MethodGet, "/healthz", "", "")
	says, err := io.ReadAll(well.Body)
	require.NoError(t, err)
	require.JSONEq(t, `{"status":"alive"}`, string(says))
}
