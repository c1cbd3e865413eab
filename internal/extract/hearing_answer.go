package extract

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// The API's words for what a row means beside what is known.
var hearingOutcomes = map[string]struct {
	outcome outcome
	note    *Problem
}{
	"listed":       {accepted, nil},
	"changed":      {updated, nil},
	"duplicate":    {duplicate, nil},
	"outdated":     {duplicate, problem("/received", "outdated", "it was said before what stands, and moves nothing")},
	"contradicted": {updated, problem("/source", "contradicted", "a source that counts more says otherwise: nothing has moved, and a person is asked")},
}

// judgeHearing turns an answer into the row's result. The error says why the import is
// to be given up.
func judgeHearing(row hearingRow, a answer) (verdict, result, error) {
	switch status := a.status; {
	case status == http.StatusOK:
		what, known := hearingOutcomes[a.body.Outcome]
		if !known {
			return settled, row.became(failed, *problem("", codeUnexpected, "the answer is not one of this API")), nil
		}
		res := row.became(what.outcome)
		if what.note != nil {
			res.notes = []Problem{*what.note}
		}
		res.caseID = safeCaseID(a.body.CaseID)
		return settled, res, nil
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return giveUp, row.became(failed, *problem("", "token_refused", "the API refused the token")),
			fmt.Errorf("the API refused the token with %d: it must be valid now and belong to a Witness Care Unit or to staff", status)
	case status == http.StatusNotFound && a.body.Code == "not_found":
		return settled, row.became(rejected, *problem("/case_id", "unknown", "there is no such case")), nil
	case status >= 300 && status < 400, status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return giveUp, row.became(failed, *problem("", "not_the_api", "there is no such API at the address")),
			fmt.Errorf("the address does not take hearings: it answered %d", status)
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status == http.StatusBadGateway,
		status == http.StatusServiceUnavailable, status == http.StatusGatewayTimeout:
		return tryAgain, row.became(failed, *problem("", httpCode(status), "the API answered that it cannot take hearings at the moment")), nil
	case status == http.StatusUnprocessableEntity, status == http.StatusConflict, status == http.StatusBadRequest,
		status == http.StatusRequestEntityTooLarge, status == http.StatusUnsupportedMediaType:
		return settled, row.became(rejected, hearingRefusal(a)...), nil
	}
	return settled, row.became(failed, *problem("", httpCode(a.status), "the API answered with an error of its own")), nil
}

// hearingRefusal lists every reason the API gave, at the column that it is about.
func hearingRefusal(a answer) (out []Problem) {
	for _, e := range a.body.Errors {
		field := columnOf(e.Pointer)
		out = append(out, Problem{Field: field, Code: safeCode(e.Code), Reason: private{}.reason(e.Detail)})
	}
	if len(out) == 0 {
		code := a.body.Code
		if code == "" {
			code = httpCode(a.status)
		}
		out = []Problem{{Code: safeCode(code), Reason: private{}.reason(a.body.Detail)}}
	}
	return out
}

// columnOf is the column that a pointer of the API is about; empty: none.
func columnOf(pointer string) string {
	name := strings.TrimPrefix(pointer, "/")
	for from, to := range map[string]string{"id": "hearing_id", "starts": "date", "from": "date", "victim_needed": "needed"} {
		if name == from {
			name = to
		}
	}
	if !slices.ContainsFunc(HearingColumns(), func(c HearingColumn) bool { return c.Name == name }) {
		return ""
	}
	return "/" + name
}
