package api

import (
	"errors"
	"net/http"
	"slices"

	"beacon/casework"
)

// What this package itself refuses, beside the codes of package casework, which
// keep their names here.
const (
	malformedJSON        casework.Code = "malformed_json"
	unsupportedMediaType casework.Code = "unsupported_media_type"
	tooLarge             casework.Code = "too_large"
	keyMissing           casework.Code = "idempotency_key_missing"
	keyInvalid           casework.Code = "idempotency_key_invalid"
	unauthenticated      casework.Code = "unauthenticated"
	forbidden            casework.Code = "forbidden"
	invalidSignature     casework.Code = "invalid_signature"
	notFound             casework.Code = "not_found"
	methodNotAllowed     casework.Code = "method_not_allowed"
	referralConflict     casework.Code = "referral_conflict"
	underAge             casework.Code = "under_age"
	notConfigured        casework.Code = "not_configured"
	unavailable          casework.Code = "unavailable"
	internal             casework.Code = "internal"
)

// ProblemRow is one row of the table of problems.
type ProblemRow struct {
	Code   casework.Code // stable: programs go by it, and never by the words
	Status int
	Title  string
}

// Problems is everything that this service answers other than success. To add
// one, add a line here and its code to openapi.yaml; a test compares the two.
var Problems = []ProblemRow{
	{malformedJSON, http.StatusBadRequest, "The body is not JSON that can be read"},
	{keyMissing, http.StatusBadRequest, "The header Idempotency-Key is missing"},
	{keyInvalid, http.StatusBadRequest, "The header Idempotency-Key cannot be used"},
	{unauthenticated, http.StatusUnauthorized, "A valid token is needed"},
	{forbidden, http.StatusForbidden, "This token may not do that"},
	{invalidSignature, http.StatusForbidden, "The signature does not fit"},
	{notFound, http.StatusNotFound, "There is nothing here"},
	{methodNotAllowed, http.StatusMethodNotAllowed, "This method is not served here"},
	{casework.CaseClosed, http.StatusConflict, "The case is closed"},
	{casework.WrongStage, http.StatusConflict, "The case is not at a stage which allows this"},
	{casework.ClosureBlocked, http.StatusConflict, "Something open must be ended first"},
	{casework.NeedsSignOff, http.StatusConflict, "A supervisor must sign this off"},
	{casework.StaleRevision, http.StatusConflict, "The case has changed since it was read"},
	{casework.KeyReused, http.StatusConflict, "This Idempotency-Key was used for something else"},
	{referralConflict, http.StatusConflict, "This version of the referral is known with other content"},
	{tooLarge, http.StatusRequestEntityTooLarge, "The body is too large"},
	{unsupportedMediaType, http.StatusUnsupportedMediaType, "The body is not of a type that is understood"},
	{casework.Invalid, http.StatusUnprocessableEntity, "Some fields are wrong"},
	{casework.Unknown, http.StatusUnprocessableEntity, "What was named is not part of this case"},
	{underAge, http.StatusUnprocessableEntity, "The victim is under 16"},
	{internal, http.StatusInternalServerError, "Something went wrong here"},
	{unavailable, http.StatusServiceUnavailable, "Not possible just now"},
	{notConfigured, http.StatusServiceUnavailable, "This endpoint has not been set up"},
}

// Problem is a refusal as it is sent: application/problem+json, RFC 9457. As an
// error it carries its cause to the log, which the answer never shows.
type Problem struct {
	Type     string           `json:"type"`
	Title    string           `json:"title"`
	Status   int              `json:"status"`
	Code     casework.Code    `json:"code"`
	Detail   string           `json:"detail,omitempty"`
	Errors   []casework.Field `json:"errors,omitempty"`
	Instance string           `json:"instance,omitempty"` // urn:uuid of the request, as in the log

	Signposts    []signpost `json:"signposts,omitempty"`             // where to go instead
	Safeguarding bool       `json:"safeguarding_referral,omitempty"` // a safeguarding referral must be made of the child

	cause error
}

// Error is the code and the detail. It says nothing about a person.
func (p *Problem) Error() string {
	if p.Detail == "" {
		return string(p.Code)
	}
	return string(p.Code) + ": " + p.Detail
}

// Kind is the code, for the log: the detail may quote what was sent.
func (p *Problem) Kind() string { return string(p.Code) }

// Unwrap is what lies behind it.
func (p *Problem) Unwrap() error { return p.cause }

// refuse makes a problem of a code and one sentence for whoever reads it.
func refuse(code casework.Code, detail string, fields ...casework.Field) *Problem {
	return &Problem{Code: code, Detail: detail, Errors: fields}
}

// because adds what lies behind a problem, for the log.
func (p *Problem) because(err error) *Problem {
	p.cause = err
	return p
}

// complete fills in what the table says of the code. A code that is not in the
// table is this program's own mistake, and is told as such.
func (p *Problem) complete() Problem {
	i := slices.IndexFunc(Problems, func(r ProblemRow) bool { return r.Code == p.Code })
	if i < 0 {
		return (&Problem{Code: internal, cause: errors.New("no such problem: " + string(p.Code))}).complete()
	}
	full := *p
	full.Type, full.Title, full.Status = "/problems/"+string(p.Code), Problems[i].Title, Problems[i].Status
	return full
}
