package api

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// somePath fills in a path with IDs that nothing has.
func somePath(r Route) string {
	return strings.NewReplacer("{id}", uuid.NewString(), "{point}", uuid.NewString(), "{match}", uuid.NewString(), "{conflict}", uuid.NewString(), "{hearing}", uuid.NewString(), "{subject}", "somebody", "{right}", "complaint").Replace(r.Path)
}

func guarded() []Route {
	return slices.DeleteFunc(slices.Clone(Routes), func(r Route) bool { return r.Open != "" })
}

func TestEveryRouteLetsInItsRolesAndNobodyElse(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, r := range guarded() {
		require.NotEmpty(t, r.Roles, "%s %s is for nobody", r.Method, r.Path)
		for _, role := range append(slices.Clone(casework.Roles), casework.System, "manager") {
			own := strings.Replace(somePath(r), "somebody", string(role)+"-1", 1)
			a := w.send(call{method: r.Method, path: own, token: w.as(role), body: ifPosted(r)})
			if slices.Contains(r.Roles, role) {
				require.NotContains(t, []int{http.StatusUnauthorized, http.StatusForbidden}, a.status, "%s %s as %s", r.Method, r.Path, role)
				require.Less(t, a.status, 500, string(a.body))
				continue
			}
			require.Empty(t, a.refused(http.StatusForbidden, forbidden), "%s %s as %s", r.Method, r.Path, role)
		}
	}
}

func ifPosted(r Route) any {
	if r.Method == http.MethodGet {
		return nil
	}
	return "{}"
}

func TestOnlyRoutesThatSayWhyAskForNoToken(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, r := range Routes {
		a := w.send(call{method: r.Method, path: somePath(r), body: ifPosted(r)})
		if r.Open != "" {
			require.Empty(t, r.Roles, "roles are not asked for at %s", r.Path)
			require.NotEqual(t, http.StatusUnauthorized, a.status, r.Path)
			continue
		}
		a.refused(http.StatusUnauthorized, unauthenticated)
		require.Equal(t, `Bearer realm="beacon"`, a.header.Get(echo.HeaderWWWAuthenticate))
	}
}

// worthless are tokens that must let nobody in anywhere, each wrong in one way.
func worthless(w *world) map[string]string {
	good := func(change func(map[string]any)) string {
		c := w.claims("caseworker-1", casework.Roles...)
		change(c)
		return sign(w.t, jose.ES256, issuerKey, c)
	}
	now := w.clock.now()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(w.t, err)
	unsigned := func(header string) string {
		_, rest, _ := strings.Cut(good(func(map[string]any) {}), ".")
		payload, _, _ := strings.Cut(rest, ".")
		return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + payload + "."
	}
	plain := good(func(map[string]any) {})
	return map[string]string{
		"expired":              good(func(c map[string]any) { c["exp"] = now.Add(-time.Second).Unix() }),
		"without an expiry":    good(func(c map[string]any) { delete(c, "exp") }),
		"not valid yet":        good(func(c map[string]any) { c["nbf"] = now.Add(time.Hour).Unix() }),
		"of a foreign issuer":  good(func(c map[string]any) { c["iss"] = "https://elsewhere.example.org" }),
		"without an issuer":    good(func(c map[string]any) { delete(c, "iss") }),
		"for another audience": good(func(c map[string]any) { c["aud"] = "something-else" }),
		"without an audience":  good(func(c map[string]any) { delete(c, "aud") }),
		"without a subject":    good(func(c map[string]any) { delete(c, "sub") }),
		"with a name in it":    good(func(c map[string]any) { c["sub"] = "Zebedee Quux" }),
		"with roles in a word": good(func(c map[string]any) { c["roles"] = "supervisor" }),
		"with another's key":   sign(w.t, jose.ES256, otherKey, w.claims("caseworker-1", casework.Roles...)),
		"with an unknown key":  sign(w.t, jose.RS256, rsaKey, w.claims("caseworker-1", casework.Roles...)),
		"with a shared secret": sign(w.t, jose.HS256, []byte(strings.Repeat("k", 32)), w.claims("caseworker-1", casework.Roles...)),
		"with alg none":        unsigned(`{"alg":"none"}`),
		"with alg nOnE":        unsigned(`{"alg":"nOnE","typ":"JWT"}`),
		"tampered with":        plain[:len(plain)-8] + "AAAAAAAA",
		"garbage":              "garbage",
		"half a token":         plain[:len(plain)/2],
		"endless":              strings.Repeat("A", longestToken+1),
	}
}

func TestNoRouteLetsAWorthlessTokenIn(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for name, token := range worthless(w) {
		for _, r := range guarded() {
			a := w.send(call{method: r.Method, path: somePath(r), token: token, body: ifPosted(r)})
			require.Equal(t, http.StatusUnauthorized, a.status, "a token %s at %s", name, r.Path)
			require.Equal(t, `Bearer realm="beacon", error="invalid_token"`, a.header.Get(echo.HeaderWWWAuthenticate), name)
			a.refused(http.StatusUnauthorized, unauthenticated)
		}
	}
	require.Empty(t, w.realm.took())
}

func TestATokenMustComeAsOneBearer(t *testing.T) {
	t.Parallel()
	w := setup(t)
	token := w.as(casework.Auditor)
	for name, values := range map[string][]string{
		"two":                  {"Bearer " + token, "Bearer " + token},
		"another scheme":       {"Basic " + token},
		"no scheme":            {token},
		"no token":             {"Bearer "},
		"in the query instead": nil,
	} {
		a := w.send(call{method: http.MethodGet, path: "/v1/cases?access_token=" + token, header: http.Header{"Authorization": values}})
		require.Equal(t, http.StatusUnauthorized, a.status, name)
	}
	w.send(call{method: http.MethodGet, path: "/v1/cases", header: http.Header{"Authorization": {"bearer  " + token}}}).is(http.StatusOK)
}

func TestWhoHasSeveralRolesActsInTheGravest(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	token := sign(t, jose.ES256, issuerKey, w.claims("both", casework.Auditor, casework.Caseworker, casework.Supervisor))
	w.send(call{method: http.MethodPost, path: "/v1/cases/" + id + "/notes", token: token, body: body{"text": "x"}}).is(http.StatusOK)
	note, ok := w.realm.last().(casework.AddNote)
	require.True(t, ok)
	require.Equal(t, casework.Supervisor, note.Role)
	require.Equal(t, "both", note.By)
}

type verifierFunc func(context.Context, string) (Caller, error)

func (f verifierFunc) Verify(ctx context.Context, token string) (Caller, error) { return f(ctx, token) }

func TestWhileTokensCannotBeVerifiedNobodyIsRefusedForGood(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.api.verifier = verifierFunc(func(context.Context, string) (Caller, error) {
		return Caller{}, errors.Join(ErrNoKeys, errors.New("refused"))
	})
	a := w.get("/v1/cases", casework.Caseworker)
	a.refused(http.StatusServiceUnavailable, unavailable)
	require.Equal(t, "5", a.header.Get("Retry-After"))
}

func TestWhoDidOrLookedAtWhatIsWrittenDownFirst(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	looked := w.get("/v1/cases/"+id, casework.Auditor).is(http.StatusOK)
	w.post("/v1/cases/"+id+"/notes", "not JSON", casework.Supervisor).is(http.StatusBadRequest)
	w.get("/v1/cases/"+id, casework.Admin).is(http.StatusForbidden)
	page, err := w.db.Audited(t.Context(), id, "", 0)
	require.NoError(t, err)
	require.Len(t, page.Items, 2)
	require.Equal(t, "GET /v1/cases/{id}", page.Items[0].Action)
	require.Equal(t, "auditor-1", page.Items[0].Subject)
	require.Equal(t, looked.header.Get(echo.HeaderXRequestID), page.Items[0].RequestID)
	require.Equal(t, "supervisor", page.Items[1].Role)
	require.Equal(t, "POST /v1/cases/{id}/notes", page.Items[1].Action)
}
