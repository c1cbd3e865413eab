package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"
)

// bearer signs one request: a JSON Web Token (RFC 7519) by HMAC-SHA256 that says which
// service asks and when. Notify takes it for 30 seconds. Source: GOV.UK Notify, REST
// API documentation, authorisation header.
func bearer(service, secret string, now time.Time) (string, error) {
	claims, err := json.Marshal(map[string]any{"iss": service, "iat": now.Unix()})
	if err != nil {
		return "", fmt.Errorf("sign request: %w", err)
	}
	part := base64.RawURLEncoding.EncodeToString
	signed := part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + part(claims)
	sum := hmac.New(sha256.New, []byte(secret))
	sum.Write([]byte(signed))
	return "Bearer " + signed + "." + part(sum.Sum(nil)), nil
}
