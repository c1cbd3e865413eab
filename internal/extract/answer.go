package extract

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// answer is what the API said to one attempt.
type answer struct {
	status     int
	retryAfter string
	body       struct {
		CaseID   string       `json:"case_id"`
		Outcome  string       `json:"outcome"`
		Warnings []apiProblem `json:"warnings"`
		Code     string       `json:"code"`
		Detail   string       `json:"detail"`
		Errors   []apiProblem `json:"errors"`
	}
}

type apiProblem struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// maxAnswer is as much of an answer as is read.
const maxAnswer = 1 << 20

// readAnswer reads an answer to its end, so that the connection can be used
// again. A body which is not JSON is as good as none: the status speaks.
func readAnswer(resp *http.Response) (answer, error) {
	a := answer{status: resp.StatusCode, retryAfter: resp.Header.Get("Retry-After")}
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return answer{}, fmt.Errorf("read answer: %w", err)
	}
	_ = json.Unmarshal(text, &a.body)
	return a, nil
}

// verdict is what an answer means for its row, and for the whole import.
type verdict int

const (
	settled  verdict = iota // the row has its outcome
	tryAgain                // nothing is lost, and nothing is known
	giveUp                  // no row will fare better
)

// judge turns an answer into the row's result. The error says why the import is
// to be given up.
func judge(rec Record, a answer) (verdict, result, error) {
	guard := privateOf(rec.Referral)
	switch status := a.status; {
	case status == http.StatusCreated, status == http.StatusAccepted:
		return settled, taken(rec, guard, accepted, a), nil
	case status == http.StatusOK:
		return settled, takenBefore(rec, guard, a), nil
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return giveUp, rec.became(failed, *problem("", "token_refused", "the API refused the token")),
			fmt.Errorf("the API refused the token with %d: it must be valid now and belong to a referrer", status)
	case status >= 300 && status < 400, status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return giveUp, rec.became(failed, *problem("", "not_the_api", "there is no such API at the address")),
			fmt.Errorf("the address does not take referrals: it answered %d", status)
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status == http.StatusBadGateway,
		status == http.StatusServiceUnavailable, status == http.StatusGatewayTimeout:
		return tryAgain, rec.became(failed, *problem("", httpCode(status), "the API answered that it cannot take referrals at the moment")), nil
	case status == http.StatusUnprocessableEntity, status == http.StatusConflict, status == http.StatusBadRequest,
		status == http.StatusRequestEntityTooLarge, status == http.StatusUnsupportedMediaType:
		return settled, rec.became(rejected, refusal(guard, a)...), nil
	}
	return settled, rec.became(failed, *problem("", httpCode(a.status), "the API answered with an error of its own")), nil
}

func httpCode(status int) string { return "http_" + strconv.Itoa(status) }

func taken(rec Record, guard private, what outcome, a answer) result {
	res := rec.became(what, guard.problems(a.body.Warnings)...)
	res.caseID = safeCaseID(a.body.CaseID)
	return res
}

// takenBefore reads a 200, which alone does not say enough.
func takenBefore(rec Record, guard private, a answer) result {
	switch what := outcome(a.body.Outcome); what {
	case accepted, updated, duplicate:
		return taken(rec, guard, what, a)
	case elsewhereOutcome:
		return rec.became(rejected, *problem("", codeElsewhere, "the crime is another service's: the API keeps that it was sent, and opened no case"))
	}
	return rec.became(failed, *problem("", codeUnexpected, "the answer is not one of this API"))
}

// elsewhereOutcome is the API's word for a referral that is another service's.
const elsewhereOutcome outcome = "out_of_scope"

// refusal lists every reason the API gave.
func refusal(guard private, a answer) []Problem {
	if len(a.body.Errors) > 0 {
		return guard.problems(a.body.Errors)
	}
	code := a.body.Code
	if code == "" {
		code = httpCode(a.status)
	}
	return guard.problems([]apiProblem{{Code: code, Detail: a.body.Detail}})
}

// problems takes over what the API said, without personal data.
func (p private) problems(said []apiProblem) []Problem {
	var out []Problem
	for _, s := range said {
		field, _ := knownPointer(s.Pointer)
		out = append(out, Problem{Field: field, Code: safeCode(s.Code), Reason: p.reason(s.Detail)})
	}
	return out
}

// askedToWait reads Retry-After, which is in seconds or a date.
func (a answer) askedToWait(now time.Time) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(a.retryAfter)); err == nil && n >= 0 {
		return time.Duration(min(n, 24*3600)) * time.Second
	}
	if at, err := http.ParseTime(a.retryAfter); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
