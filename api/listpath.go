package api

import (
	"net/url"
	"strconv"
	"time"

	"beacon/store"
)

// tasksPath is where getTasks shows the list of a filter.
func tasksPath(f store.TaskFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{"team": f.Team, "role": f.Role, "assignee": f.Assignee, "kind": f.Kind, "grade": f.Grade, "rung": f.Rung, "due_before": moment(f.DueBefore)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return "/v1/tasks?" + q.Encode()
}

// dutiesPath is where getDuties shows the list of a filter.
func dutiesPath(f store.DutyFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{"state": string(f.State), "owner": f.Body, "team": f.Team, "force": f.Force} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Aim != nil {
		q.Set("aim", strconv.FormatBool(*f.Aim))
	}
	return "/v1/duties?" + q.Encode()
}

// casesPath is where getCases shows the list of a filter.
func casesPath(f store.CaseFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{"team": f.Team, "stage": f.Stage, "grade": f.Grade, "assignee": f.Assignee, "due_before": moment(f.DueBefore)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for name, value := range map[string]*bool{"halted": f.Halted, "open": f.Open, "set_back": f.SetBack} {
		if value != nil {
			q.Set(name, strconv.FormatBool(*value))
		}
	}
	return "/v1/cases?" + q.Encode()
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
