package api

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// idp is an issuer of tokens on loopback.
type idp struct {
	*httptest.Server
	mu    sync.Mutex
	keys  []jose.JSONWebKey
	asked int
	away  bool
}

func newIDP(t *testing.T) *idp {
	p := &idp{keys: []jose.JSONWebKey{{Key: &issuerKey.PublicKey, KeyID: "one", Algorithm: "ES256", Use: "sig"}}}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.serve(w, map[string]any{"issuer": p.URL, "jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"none", "HS256"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		p.mu.Lock()
		p.asked++
		keys := p.keys
		p.mu.Unlock()
		p.serve(w, jose.JSONWebKeySet{Keys: keys})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *idp) serve(w http.ResponseWriter, what any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	_ = json.NewEncoder(w).Encode(what)
}

func (p *idp) change(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}

func (p *idp) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

func (p *idp) token(t *testing.T, alg jose.SignatureAlgorithm, key any, kid string) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: key, KeyID: kid}}, nil)
	require.NoError(t, err)
	token, err := jwt.Signed(signer).Claims(map[string]any{
		"iss": p.URL, "aud": []string{"other", audience}, "sub": "s-1", "exp": monday.Add(time.Hour).Unix(),
		"roles": []string{"caseworker", "system", "owner", "caseworker"},
	}).Serialize()
	require.NoError(t, err)
	return token
}

func (p *idp) tokens(t *testing.T, c *clock, change ...func(*TokenConfig)) *Tokens {
	t.Helper()
	cfg := TokenConfig{Issuer: p.URL, Audience: audience, Now: c.now}
	for _, f := range change {
		f(&cfg)
	}
	tokens, err := NewTokens(cfg)
	require.NoError(t, err)
	return tokens
}

func TestTheIssuersKeysAreDiscovered(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	for name, tokens := range map[string]*Tokens{
		"by issuer":     p.tokens(t, &clock{at: monday}),
		"by their URL":  p.tokens(t, &clock{at: monday}, func(c *TokenConfig) { c.JWKSURL = p.URL + "/keys" }),
		"as given keys": p.tokens(t, &clock{at: monday}, func(c *TokenConfig) { c.Keys = []crypto.PublicKey{&issuerKey.PublicKey} }),
	} {
		who, err := tokens.Verify(t.Context(), p.token(t, jose.ES256, issuerKey, "one"))
		require.NoError(t, err, name)
		require.Equal(t, Caller{Subject: "s-1", Roles: []casework.Role{casework.Caseworker}}, who, name)
		_, err = tokens.Verify(t.Context(), p.token(t, jose.ES256, otherKey, "one"))
		require.Error(t, err, name)
	}
}

func TestANewKeyOfTheIssuerIsFound(t *testing.T) {
	t.Parallel()
	p, c := newIDP(t), &clock{at: monday}
	tokens := p.tokens(t, c)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	fresh := p.token(t, jose.RS256, rsaKey, "two")
	_, err = tokens.Verify(t.Context(), fresh)
	require.Error(t, err)
	p.change(func() { p.keys = append(p.keys, jose.JSONWebKey{Key: &rsaKey.PublicKey, KeyID: "two"}) })
	_, err = tokens.Verify(t.Context(), fresh)
	require.Error(t, err, "the issuer was asked a moment ago")
	c.move(askKeysEvery)
	_, err = tokens.Verify(t.Context(), fresh)
	require.NoError(t, err)
	_, err = tokens.Verify(t.Context(), p.token(t, jose.ES256, issuerKey, "one"))
	require.NoError(t, err)
}

func TestMadeUpKeysDoNotStormTheIssuer(t *testing.T) {
	t.Parallel()
	p, c := newIDP(t), &clock{at: monday}
	tokens := p.tokens(t, c)
	good := p.token(t, jose.ES256, issuerKey, "one")
	_, err := tokens.Verify(t.Context(), good)
	require.NoError(t, err)
	for range 50 {
		_, err := tokens.Verify(t.Context(), p.token(t, jose.ES256, otherKey, "made-up"))
		require.Error(t, err)
		require.NotErrorIs(t, err, ErrNoKeys)
	}
	require.Equal(t, 1, p.count())
}

func TestAnIssuerThatIsAwayIsNoRefusal(t *testing.T) {
	t.Parallel()
	p, c := newIDP(t), &clock{at: monday}
	p.change(func() { p.away = true })
	tokens := p.tokens(t, c)
	good := p.token(t, jose.ES256, issuerKey, "one")
	_, err := tokens.Verify(t.Context(), good)
	require.ErrorIs(t, err, ErrNoKeys)
	p.change(func() { p.away = false })
	c.move(askKeysEvery)
	_, err = tokens.Verify(t.Context(), good)
	require.NoError(t, err)

	p.change(func() { p.away = true })
	c.move(askKeysEvery)
	_, err = tokens.Verify(t.Context(), good)
	require.NoError(t, err, "the keys are known")
}

func TestAnIssuerThatIsSomebodyElseIsNotBelieved(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	tokens := p.tokens(t, &clock{at: monday}, func(c *TokenConfig) { c.Issuer = p.URL + "/" })
	_, err := tokens.Verify(t.Context(), p.token(t, jose.ES256, issuerKey, "one"))
	require.ErrorIs(t, err, ErrNoKeys)
}

func TestOneAsksTheIssuerForAll(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	tokens := p.tokens(t, &clock{at: monday})
	good := p.token(t, jose.ES256, issuerKey, "one")
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			_, err := tokens.Verify(context.Background(), good)
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	require.Equal(t, 1, p.count())
}

func TestAConfigurationThatWouldAcceptTooMuchIsRefused(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]TokenConfig{
		"no issuer":        {Audience: audience, JWKSURL: "https://id.example.org/keys"},
		"no audience":      {Issuer: issuer},
		"not a URL":        {Issuer: "beacon", Audience: audience},
		"not a web URL":    {Issuer: issuer, Audience: audience, JWKSURL: "file:///keys"},
		"nothing whatever": {},
	} {
		_, err := NewTokens(cfg)
		require.Error(t, err, name)
	}
}
