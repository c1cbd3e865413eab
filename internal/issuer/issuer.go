// Package issuer gives out bearer tokens in any role to anybody who asks. It is for
// trying Beacon out on one machine, and for tests; the production binary is without it.
package issuer

import (
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/labstack/echo/v4"

	"beacon/casework"
)

// Issuer signs tokens with one key.
type Issuer struct {
	Name     string // as the claim iss has it
	Audience string
	Key      *ecdsa.PrivateKey
}

// tokenLife is long enough for an afternoon of trying things out.
const tokenLife = 12 * time.Hour

// token signs a token for a subject in a role.
func (i Issuer) token(role casework.Role, subject string, now time.Time) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: i.Key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	claims := struct {
		jwt.Claims
		Roles []casework.Role `json:"roles"`
	}{jwt.Claims{
		Issuer: i.Name, Subject: subject, Audience: jwt.Audience{i.Audience},
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(tokenLife)),
	}, []casework.Role{role}}
	t, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	return t, nil
}

// Serve answers POST /dev/tokens {"role","subject"}: JSON, or the bare token to
// whoever asks for plain text.
func (i Issuer) Serve(c echo.Context) error {
	var ask struct {
		Role    casework.Role `json:"role"`
		Subject string        `json:"subject"`
	}
	d := json.NewDecoder(http.MaxBytesReader(c.Response(), c.Request().Body, 4<<10))
	d.DisallowUnknownFields()
	if err := d.Decode(&ask); err != nil || !slices.Contains(casework.Roles, ask.Role) || ask.Subject == "" {
		return c.JSON(http.StatusUnprocessableEntity, map[string]any{
			"title": "That asks for no token", "status": http.StatusUnprocessableEntity, "code": "invalid",
			"detail": fmt.Sprintf(`send {"role": one of %v, "subject": any short word}`, casework.Roles),
		})
	}
	t, err := i.token(ask.Role, ask.Subject, time.Now())
	if err != nil {
		return err
	}
	if strings.HasPrefix(c.Request().Header.Get(echo.HeaderAccept), "text/plain") {
		return c.String(http.StatusOK, t)
	}
	return c.JSON(http.StatusOK, map[string]any{"token": t, "expires_in": int(tokenLife.Seconds())})
}

// Keys answers with the public key, as an issuer's address of its keys does.
func (i Issuer) Keys(c echo.Context) error {
	return c.JSON(http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: i.Key.Public(), Algorithm: string(jose.ES256), Use: "sig"}}})
}
