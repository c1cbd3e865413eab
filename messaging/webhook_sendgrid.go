package messaging

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Where SendGrid puts its signature and the moment it signed.
const (
	SendGridSignatureHeader = "X-Twilio-Email-Event-Webhook-Signature"
	SendGridTimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp"
)

// How old or how early a signed request may be. SendGrid tries again for 24 hours,
// so that an old one may be the first to arrive; its events are deduplicated.
const (
	sendGridOldest = 25 * time.Hour
	sendGridEarly  = 5 * time.Minute
)

// SendGridKey reads the verification key that SendGrid shows in its settings. It is
// asked at start-up, so that a wrong key stops the program and not every webhook.
func SendGridKey(base64DER string) (*ecdsa.PublicKey, error) {
	der, err := base64.StdEncoding.DecodeString(base64DER)
	if err != nil {
		return nil, fmt.Errorf("read SendGrid verification key: %w", err)
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, fmt.Errorf("read SendGrid verification key: %w", err)
	}
	key, ok := parsed.(*ecdsa.PublicKey)
	if !ok {
		return nil, errors.New("read SendGrid verification key: it is not an ECDSA key")
	}
	return key, nil
}

// SendGridSignature says whether a request was signed by SendGrid with one of the
// keys. body is the raw body: one that was read and written again does not verify.
// timestamp is the header's, in seconds since 1970; it may be 25 hours old.
func SendGridSignature(keys []*ecdsa.PublicKey, body []byte, signature, timestamp string, now time.Time) bool {
	given, err := base64.StdEncoding.DecodeString(signature)
	if err != nil || len(given) == 0 {
		return false
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return false
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > sendGridOldest || age < -sendGridEarly {
		return false
	}
	sum := sha256.New()
	sum.Write([]byte(timestamp))
	sum.Write(body)
	hash := sum.Sum(nil)
	for _, key := range keys {
		if key != nil && ecdsa.VerifyASN1(key, hash, given) {
			return true
		}
	}
	return false
}
