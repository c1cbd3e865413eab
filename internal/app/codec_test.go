package app

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"

	"beacon/api"
	"beacon/internal/codec"
	"beacon/internal/issuer"
	"beacon/store"
)

func TestTheOriginOfTemporalsUIIsOneOrigin(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"", "https://temporal.example.org", "http://127.0.0.1:8233"} {
		require.NoError(t, config(t, "BEACON_CODEC_ORIGIN="+good).CheckCodec(), good)
	}
	for _, wrong := range []string{"*", "null", "temporal.example.org", "https://temporal.example.org/", "https://a.example.org,https://b.example.org/x", "file://x"} {
		require.ErrorContains(t, config(t, "BEACON_CODEC_ORIGIN="+wrong).CheckCodec(), "BEACON_CODEC_ORIGIN must be one origin such as", wrong)
	}
	require.ErrorContains(t, config(t, "BEACON_CODEC_ADDR=8091").CheckCodec(), "BEACON_CODEC_ADDR must be")
	require.ErrorContains(t, config(t, "BEACON_OIDC_ISSUER=").CheckCodec(), "BEACON_OIDC_ISSUER")
}

// token asks an issuer for one.
func token(t *testing.T, i issuer.Issuer, role string) string {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/dev/tokens", strings.NewReader(`{"role":"`+role+`","subject":"s-1"}`))
	w := httptest.NewRecorder()
	require.NoError(t, i.Serve(echo.New().NewContext(r, w)))
	var got struct{ Token string }
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &got))
	return got.Token
}

func TestWhoReadsHistoriesIsInTheAudit(t *testing.T) {
	t.Parallel()
	c := config(t, "BEACON_DATABASE_URL="+filepath.Join(t.TempDir(), "beacon.db"))
	db, err := store.Open(t.Context(), c.Database)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	i := issuer.Issuer{Name: c.Issuer, Audience: c.Audience, Key: key}
	v, err := api.NewTokens(api.TokenConfig{Issuer: i.Name, Audience: i.Audience, Keys: []crypto.PublicKey{key.Public()}})
	require.NoError(t, err)
	pages, err := NewCodec(c, db, v)
	require.NoError(t, err)
	s := httptest.NewServer(pages)
	t.Cleanup(s.Close)

	sealed, err := options(t, c, slog.New(slog.DiscardHandler), codec.Options).DataConverter.ToPayload("word")
	require.NoError(t, err)
	decode := func(bearer string) error {
		_, err := converter.NewRemotePayloadCodec(converter.RemotePayloadCodecOptions{Endpoint: s.URL, ModifyRequest: func(r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+bearer)
			return nil
		}}).Decode([]*commonpb.Payload{sealed, sealed})
		return err
	}
	before := time.Now().UTC().Add(-time.Second)
	allowed := map[string]bool{"auditor": true, "admin": true}
	for _, role := range []string{"referrer", "caseworker", "supervisor", "manager", "witness-care", "auditor", "admin"} {
		if err := decode(token(t, i, role)); allowed[role] {
			require.NoError(t, err, role)
		} else {
			require.ErrorContains(t, err, "Forbidden", role)
		}
	}
	require.ErrorContains(t, decode("forged"), "Unauthorized")
	kept, err := db.Audited(t.Context(), "", "", 10)
	require.NoError(t, err)
	require.Len(t, kept.Items, 2)
	for n, role := range []string{"auditor", "admin"} {
		e := kept.Items[n]
		require.Equal(t, []string{"s-1", role, "codec decode: 2 payloads", ""}, []string{e.Subject, e.Role, e.Action, e.CaseID})
		require.WithinRange(t, e.At, before, time.Now().Add(time.Second))
	}
}
