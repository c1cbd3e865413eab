package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"beacon/internal/app"
)

// secrets are a standalone's own: made at its first start, kept in its folder, and
// worth nothing anywhere else.
type secrets struct {
	Twilio   string `json:"twilio_auth_token"`
	SendGrid string `json:"sendgrid_api_key"`
	Tokens   []byte `json:"token_signing_key"` // PKCS 8
	Data     string `json:"data_keys"`
	Payloads string `json:"payload_keys"`
}

// openSecrets reads the secrets of a folder, or makes them.
func openSecrets(file string) (secrets, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecrets(file)
	}
	var s secrets
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	if err != nil {
		return s, fmt.Errorf("read the standalone's keys: %w", err)
	}
	if s.Data == "" || s.Payloads == "" {
		return s, errUnreleased
	}
	return s, nil
}

// errUnreleased: the folder is of a build that encrypted less, of which none was released.
var errUnreleased = errors.New("the data folder (BEACON_DATA) was made by a build that kept cases in clear, which none does any longer: remove it")

func makeSecrets(file string) (secrets, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return secrets{}, fmt.Errorf("make the standalone's keys: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return secrets{}, fmt.Errorf("make the standalone's keys: %w", err)
	}
	s := secrets{Twilio: random(), SendGrid: random(), Tokens: der, Data: app.NewDataKey("own"), Payloads: app.NewPayloadKey("own")}
	return s, s.keep(file)
}

func (s secrets) keep(file string) error {
	b, err := json.Marshal(s)
	if err == nil {
		err = os.WriteFile(file+".new", b, 0o600)
	}
	if err == nil {
		err = os.Rename(file+".new", file) // whole or not at all: what is encrypted is lost with it
	}
	if err != nil {
		return fmt.Errorf("keep the standalone's keys: %w", err)
	}
	return nil
}

func random() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // it never fails: crypto/rand ends the process instead
	return hex.EncodeToString(b)
}

func (s secrets) signingKey() (*ecdsa.PrivateKey, error) {
	key, err := x509.ParsePKCS8PrivateKey(s.Tokens)
	if err != nil {
		return nil, fmt.Errorf("read the standalone's keys: %w", err)
	}
	ec, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errors.New("read the standalone's keys: the signing key is of another kind")
	}
	return ec, nil
}
