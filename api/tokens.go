package api

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"beacon/casework"
)

// TokenConfig says whose tokens are accepted. The keys come from JWKSURL, or from
// Keys, or else from where the issuer's own discovery document says.
type TokenConfig struct {
	Issuer   string // as the claim iss has it
	Audience string // one of the claim aud
	JWKSURL  string
	Keys     []crypto.PublicKey // RSA or ECDSA P-256; given beforehand, as a standalone does

	Client *http.Client     // for the issuer; a timeout is added where it has none
	Now    func() time.Time // time.Now
}

// Tokens verifies the tokens of one issuer: signature by RS256 or ES256, issuer,
// audience, expiry. The roles are the claim "roles", of which it drops those that
// no token may carry. The issuer is asked for its keys when they are first needed.
type Tokens struct {
	cfg  TokenConfig
	keys *keyring
}

// NewTokens makes a verifier. It is an error if the configuration could not accept
// any token, or too many.
func NewTokens(cfg TokenConfig) (*Tokens, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	var wrong []error
	if cfg.Issuer == "" {
		wrong = append(wrong, errors.New("the issuer is not set"))
	}
	if cfg.Audience == "" {
		wrong = append(wrong, errors.New("the audience is not set: tokens for other services would be accepted"))
	}
	if at := cfg.keysAt(); len(cfg.Keys) == 0 && !isWebURL(at) {
		wrong = append(wrong, errors.New("the issuer, or the URL of its keys, is not an http or https URL"))
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	t := &Tokens{cfg: cfg}
	if len(cfg.Keys) > 0 {
		t.keys = fixedKeys(cfg.Keys)
		return t, nil
	}
	client := &http.Client{Timeout: askKeysAtMost}
	if cfg.Client != nil {
		client.Transport, client.CheckRedirect, client.Jar = cfg.Client.Transport, cfg.Client.CheckRedirect, cfg.Client.Jar
	}
	t.keys = &keyring{issuer: cfg.Issuer, url: cfg.JWKSURL, client: client, now: cfg.Now}
	return t, nil
}

func (c TokenConfig) keysAt() string {
	if c.JWKSURL != "" {
		return c.JWKSURL
	}
	return c.Issuer
}

func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// longestToken bounds what is looked at: a token with a few roles has some hundred bytes.
const longestToken = 16 << 10

// Verify says whom a token speaks for. Its error is ErrNoKeys where the issuer cannot
// be asked; every other error means that the token is worth nothing.
func (t *Tokens) Verify(ctx context.Context, token string) (Caller, error) {
	if len(token) > longestToken {
		return Caller{}, errors.New("the token is too long")
	}
	signed := &signature{keys: t.keys}
	algs := make([]string, len(algorithms))
	for i, a := range algorithms {
		algs[i] = string(a)
	}
	verified, err := oidc.NewVerifier(t.cfg.Issuer, signed, &oidc.Config{
		ClientID: t.cfg.Audience, SupportedSigningAlgs: algs, Now: t.cfg.Now,
	}).Verify(ctx, token)
	if errors.Is(signed.failed, ErrNoKeys) {
		return Caller{}, signed.failed
	}
	if err != nil {
		return Caller{}, errors.New("the token is not valid") // the library quotes what the token says
	}
	var claims struct {
		Roles []casework.Role `json:"roles"`
	}
	if err := verified.Claims(&claims); err != nil {
		return Caller{}, errors.New("the token's roles are not a list")
	}
	who := Caller{Subject: verified.Subject}
	for _, r := range claims.Roles {
		if slices.Contains(casework.Roles, r) && !slices.Contains(who.Roles, r) {
			who.Roles = append(who.Roles, r)
		}
	}
	return who, nil
}

// signature is the key set of one verification. It remembers why it failed, which
// the library turns into words.
type signature struct {
	keys   *keyring
	failed error
}

// VerifySignature gives what a token says, if its signature is the issuer's.
func (s *signature) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := s.keys.open(ctx, token)
	s.failed = err
	return payload, err
}
