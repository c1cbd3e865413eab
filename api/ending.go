package api

import (
	"net/http"
	"slices"
	"strings"

	"beacon/casework"
)

// ending is one way in which a task comes to its end: nobody ticks a box, so that
// this is what to send when the work is done.
type ending struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Naming bool   `json:"naming_the_task"` // only where the request names this task
}

// endedAt says where the commands are sent that end tasks. Tests hold it against
// casework.TaskRules and against Routes.
var endedAt = map[string]ending{
	"record-attempt":        {http.MethodPost, "/v1/cases/{id}/contact-attempts", false},
	"record-needs":          {http.MethodPost, "/v1/cases/{id}/needs-assessments", false},
	"agree-plan":            {http.MethodPost, "/v1/cases/{id}/support-plans", false},
	"assess-risk":           {http.MethodPost, "/v1/cases/{id}/risk-assessments", false},
	"add-note":              {http.MethodPost, "/v1/cases/{id}/notes", false},
	"record-marac":          {http.MethodPost, "/v1/cases/{id}/marac", false},
	"answer-hand-over":      {http.MethodPost, "/v1/cases/{id}/hand-over-answers", false},
	"assign-case":           {http.MethodPost, "/v1/cases/{id}/assignments", false},
	"hand-over-case":        {http.MethodPost, "/v1/cases/{id}/hand-overs", false},
	"claim":                 {http.MethodPost, "/v1/cases/{id}/claims", false},
	"record-decision":       {http.MethodPost, "/v1/cases/{id}/decisions", false},
	"close-case":            {http.MethodPost, "/v1/cases/{id}/closure", false},
	"contact-point-changed": {http.MethodPut, "/v1/cases/{id}/contact-points/{point}", false},

	"record-right":    {http.MethodPost, "/v1/cases/{id}/rights/{right}", false},
	"refer-onward":    {http.MethodPost, "/v1/cases/{id}/onward-referrals", false},
	"onward-progress": {http.MethodPost, "/v1/cases/{id}/onward-progress", false},
}

// endedByFinding says, of tasks which end when Beacon finds that something was decided,
// where that is decided.
var endedByFinding = map[casework.TaskKind]ending{
	casework.ReviewMatch:     {http.MethodPost, "/v1/person-matches/{match}/decision", false},
	casework.ResolveConflict: {http.MethodPost, "/v1/cases/{id}/conflicts/{conflict}/resolution", false},
}

// endingsOf says how a task of a case is brought to its end.
func endingsOf(caseID string, kind casework.TaskKind) []ending {
	r := kind.Rule()
	out := []ending{}
	if e, known := endedByFinding[kind]; known {
		e.Path = strings.Replace(e.Path, "{id}", caseID, 1)
		return append(out, e)
	}
	for _, command := range r.DoneBy() {
		if e, known := endedAt[command]; known {
			e.Path, e.Naming = strings.Replace(e.Path, "{id}", caseID, 1), slices.Contains(r.EndedFor, command)
			out = append(out, e)
		}
	}
	return out
}
