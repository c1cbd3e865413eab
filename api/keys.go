package api

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
)

// algorithms are the ways of signing a token that are accepted: those with a key
// that the issuer alone holds.
var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.ES256}

// How often the issuer is asked for its keys at most, so that tokens signed with
// made-up keys do not make a storm of requests to it; and how long it may take.
const (
	askKeysEvery  = 10 * time.Second
	askKeysAtMost = 5 * time.Second
	keysAtMost    = 1 << 20
)

// keyring holds the issuer's public keys, and asks for them again when a token names
// one it does not know.
type keyring struct {
	issuer string // for discovery, where url is empty
	url    string
	client *http.Client
	now    func() time.Time

	mu   sync.RWMutex // of keys
	keys []jose.JSONWebKey

	asking sync.Mutex // held while the issuer is asked, so that one asks for all
	asked  time.Time
	failed error
}

// fixedKeys is a keyring of keys that are known beforehand and never change.
func fixedKeys(public []crypto.PublicKey) *keyring {
	k := &keyring{}
	for _, p := range public {
		k.keys = append(k.keys, jose.JSONWebKey{Key: p})
	}
	return k
}

var errUnknownKey = errors.New("signed with no key of the issuer")

// open verifies a token's signature and gives what it says.
func (k *keyring) open(ctx context.Context, token string) ([]byte, error) {
	jws, err := jose.ParseSigned(token, algorithms)
	if err != nil {
		return nil, errors.New("not a token signed in an accepted way")
	}
	keys, fresh, err := k.held(ctx, false)
	if err != nil {
		return nil, err
	}
	payload, ok := tryKeys(jws, keys)
	if ok || fresh {
		return payload, ifNot(ok, errUnknownKey)
	}
	if keys, _, err = k.held(ctx, true); err != nil {
		return nil, err
	}
	payload, ok = tryKeys(jws, keys)
	return payload, ifNot(ok, errUnknownKey)
}

func ifNot(ok bool, err error) error {
	if ok {
		return nil
	}
	return err
}

func tryKeys(jws *jose.JSONWebSignature, keys []jose.JSONWebKey) ([]byte, bool) {
	if len(jws.Signatures) != 1 {
		return nil, false
	}
	id := jws.Signatures[0].Header.KeyID
	for _, key := range keys {
		if id != "" && key.KeyID != "" && key.KeyID != id {
			continue
		}
		if payload, err := jws.Verify(key.Key); err == nil {
			return payload, true
		}
	}
	return nil, false
}

// held gives the keys there are. It asks the issuer where there are none yet or
// newer ones are wanted, and tells whether they are as new as can be had.
func (k *keyring) held(ctx context.Context, newer bool) (keys []jose.JSONWebKey, fresh bool, err error) {
	if keys = k.cached(); k.client == nil || len(keys) > 0 && !newer {
		return keys, k.client == nil, nil
	}
	k.asking.Lock()
	defer k.asking.Unlock()
	if now := k.now(); k.asked.IsZero() || now.Sub(k.asked) >= askKeysEvery {
		k.asked = now
		if keys, k.failed = k.ask(ctx); k.failed == nil {
			k.mu.Lock()
			k.keys = keys
			k.mu.Unlock()
		}
	}
	if keys = k.cached(); len(keys) == 0 {
		return nil, true, errors.Join(ErrNoKeys, k.failed)
	}
	return keys, true, nil
}

func (k *keyring) cached() []jose.JSONWebKey {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.keys
}

// ask gets the issuer's keys, from where it says they are. It is not ended with the
// request that needed them first: the next ones need them too.
func (k *keyring) ask(ctx context.Context) ([]jose.JSONWebKey, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askKeysAtMost)
	defer cancel()
	if k.url == "" {
		var found struct {
			URL string `json:"jwks_uri"`
		}
		p, err := oidc.NewProvider(oidc.ClientContext(ctx, k.client), k.issuer)
		if err == nil {
			err = p.Claims(&found)
		}
		if err != nil {
			return nil, fmt.Errorf("discover the issuer: %w", err)
		}
		k.url = found.URL
	}
	return getKeys(ctx, k.client, k.url)
}

func getKeys(ctx context.Context, client *http.Client, url string) ([]jose.JSONWebKey, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fmt.Errorf("get keys: %w", err)
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("get keys: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("get keys: answered %d", res.StatusCode)
	}
	var raw struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, keysAtMost)).Decode(&raw); err != nil {
		return nil, errors.New("get keys: not a set of keys")
	}
	var keys []jose.JSONWebKey
	for _, r := range raw.Keys {
		var key jose.JSONWebKey
		if key.UnmarshalJSON(r) == nil && key.IsPublic() && (key.Use == "" || key.Use == "sig") {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("get keys: none that can be used")
	}
	return keys, nil
}
