package emulator

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
)

// eventRequest is SendGrid's event webhook: an array of one event, signed.
func (e *Emulator) eventRequest(ctx context.Context, m Message, i int) (*http.Request, error) {
	body, err := json.Marshal([]map[string]any{event(m, i)})
	if err != nil {
		return nil, fmt.Errorf("encode event: %w", err)
	}
	body = append(body, "\r\n"...) // as SendGrid does: the signature is over the raw bytes
	stamp := strconv.FormatInt(e.now().Unix(), 10)
	sum := sha256.Sum256(append([]byte(stamp), body...))
	signed, err := ecdsa.SignASN1(rand.Reader, e.key, sum[:])
	if err != nil {
		return nil, fmt.Errorf("sign event: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.options.EventsURL, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make event: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "SendGrid Event API")
	req.Header.Set("X-Twilio-Email-Event-Webhook-Signature", base64.StdEncoding.EncodeToString(signed))
	req.Header.Set("X-Twilio-Email-Event-Webhook-Timestamp", stamp)
	return req, nil
}

// event is one event. Custom arguments lie flat among SendGrid's own fields,
// and cannot replace them.
func event(m Message, i int) map[string]any {
	s := m.Statuses[i]
	v := map[string]any{}
	for name, value := range m.Args {
		v[name] = value
	}
	v["email"], v["event"], v["timestamp"] = m.To, s.Name, s.At.Unix()
	v["sg_event_id"] = base64.RawURLEncoding.EncodeToString([]byte(token(m.ID, s.Name)))
	v["sg_message_id"] = m.ID
	v["smtp-id"] = "<" + m.SID + "@emulator.invalid>"
	if len(m.Categories) > 0 {
		v["category"] = m.Categories
	}
	switch s.Name {
	case delivered:
		v["response"], v["ip"], v["tls"] = "250 OK", "127.0.0.1", 1
	case bounced:
		v["reason"], v["status"], v["type"], v["bounce_classification"] = s.Reason, "5.1.1", "bounce", "Invalid Address"
	case dropped:
		v["reason"] = s.Reason
	}
	return v
}

// EventKey is the public key of the event webhook as SendGrid shows it: base64
// of the DER form. It stays the same as long as the ledger file does.
func (e *Emulator) EventKey() string {
	der, err := x509.MarshalPKIXPublicKey(&e.key.PublicKey)
	if err != nil {
		return "" // cannot be: the key is ECDSA on P-256
	}
	return base64.StdEncoding.EncodeToString(der)
}

// eventKey reads the private key beside the ledger, or makes one.
func eventKey(ledgerFile string) (*ecdsa.PrivateKey, error) {
	if ledgerFile == "" {
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	path := ledgerFile + ".key"
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return makeKey(path)
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s holds no key", path)
	}
	return x509.ParseECPrivateKey(block.Bytes)
}

// makeKey writes a new key, whole or not at all.
func makeKey(path string) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return nil, err
	}
	return key, os.Rename(path+".new", path)
}
