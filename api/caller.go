package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"beacon/casework"
)

// Caller is whom a token speaks for.
type Caller struct {
	Subject string          // opaque, never a name; kept with everything they do
	Roles   []casework.Role // those this service knows
}

// Verifier says whom a token speaks for. Its error means that the token is worth
// nothing, unless it is ErrNoKeys.
type Verifier interface {
	Verify(ctx context.Context, token string) (Caller, error)
}

// ErrNoKeys says that a token could not be verified because the issuer's keys
// cannot be had now. The same token may be good later.
var ErrNoKeys = errors.New("the keys of the tokens' issuer cannot be had now")

// Why a token does not let its bearer in; told to nobody but the log.
var (
	errNoToken   = errors.New("no bearer token")
	errNoSubject = errors.New("the token names no subject that can be kept")
)

// actor is who is asking, and the one role they do it in.
type actor struct {
	Subject string
	Role    casework.Role
}

// gravest orders the roles: who has several acts in the first that a route allows.
var gravest = []casework.Role{
	casework.Manager, casework.Supervisor, casework.Caseworker, casework.WitnessCare, casework.Referrer, casework.Auditor, casework.Admin,
}

// admit says who is asking, or refuses them.
func (a *API) admit(c echo.Context, allowed []casework.Role) (actor, error) {
	who, err := a.identify(c.Request())
	if errors.Is(err, ErrNoKeys) {
		return actor{}, refuse(unavailable, "tokens cannot be verified now").because(err)
	}
	if err != nil {
		c.Response().Header().Set(echo.HeaderWWWAuthenticate, challenge(err))
		return actor{}, refuse(unauthenticated, "send a token of the configured issuer as Authorization: Bearer").because(err)
	}
	a.meet(c.Request().Context(), who)
	for _, r := range gravest {
		if slices.Contains(allowed, r) && slices.Contains(who.Roles, r) {
			return actor{who.Subject, r}, nil
		}
	}
	return actor{}, refuse(forbidden, "no role of this token may do that")
}

// challenge is RFC 6750's: it names an error only where a token was sent.
func challenge(err error) string {
	if errors.Is(err, errNoToken) {
		return `Bearer realm="beacon"`
	}
	return `Bearer realm="beacon", error="invalid_token"`
}

func (a *API) identify(r *http.Request) (Caller, error) { return Identify(r, a.verifier) }

// Identify says whom the token of a request speaks for. Its error is ErrNoKeys where
// that cannot be found out now; every other means that there is no good token.
func Identify(r *http.Request, v Verifier) (Caller, error) {
	token, err := bearer(r.Header)
	if err != nil {
		return Caller{}, err
	}
	who, err := v.Verify(r.Context(), token)
	if err == nil && !keepable(who.Subject) {
		err = errNoSubject
	}
	return who, err
}

func bearer(h http.Header) (string, error) {
	given := h.Values(echo.HeaderAuthorization)
	if len(given) != 1 {
		return "", errNoToken
	}
	scheme, token, _ := strings.Cut(given[0], " ")
	if token = strings.TrimSpace(token); !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", errNoToken
	}
	return token, nil
}

// keepable: a subject goes into the case and the audit, so it must be short and
// plain, and nobody may call themselves a duty desk.
func keepable(subject string) bool {
	unseen := func(r rune) bool { return r <= ' ' || r > '~' }
	return subject != "" && !casework.IsDesk(subject) && len(subject) <= 128 && !strings.ContainsFunc(subject, unseen)
}
