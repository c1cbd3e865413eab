package api

import (
	"net/http"
	"strings"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// body is a JSON object as a test writes it.
type body = map[string]any

// referralBody is a referral with nothing wrong with it.
func referralBody(id string) body {
	return body{
		"source": body{"force": "hertfordshire", "system": "athena", "id": id, "version": 1},
		"crime": body{
			"reference": "41/14572/26", "offence_code": "8Q", "offence": "Stalking", "domestic_abuse": true,
			"occurred_at": "2026-03-01T21:00:00Z", "reported_at": "2026-03-02T08:00:00+00:00",
		},
		"victim": body{
			"person_reference": "N-" + id, "given_name": "Zebedee", "family_name": "Quux", "date_of_birth": "1990-02-28",
			"gender": "female", "relationship_to_suspect": "ex_partner", "lives_with_suspect": nil, "children": 2,
			"contact_points": []any{body{
				"kind": "phone", "value": "07700 900123",
				"safe": body{"call": true, "text": true, "confirmed_by": "PC 1234", "confirmed_at": "2026-03-02T07:00:00Z"},
			}},
		},
		"risk":    body{"tool": "DASH", "tool_version": "2009", "total": 9, "grade": "medium", "judgement": "medium", "indicators": []string{"stalking"}},
		"officer": body{"collar_number": "1234", "name": "Pat Officer", "email": "pat.officer@example.org"},
		"basis":   body{"lawful_basis": "public_task", "victim_informed": true},
	}
}

// with is a body in which the field at a path ("victim/children") is another; a
// nil value takes it out.
func with(b body, path string, value any) body {
	name, rest, deeper := strings.Cut(path, "/")
	out := body{}
	for k, v := range b {
		out[k] = v
	}
	switch within, _ := b[name].(body); {
	case deeper:
		out[name] = with(within, rest, value)
	case value == nil:
		delete(out, name)
	default:
		out[name] = value
	}
	return out
}

// refer opens a case and gives its ID.
func (w *world) refer(b body) string {
	w.t.Helper()
	a := w.post("/v1/referrals", b, casework.Referrer).is(http.StatusCreated)
	var out referred
	a.json(&out)
	require.Equal(w.t, "/v1/cases/"+out.CaseID, a.header.Get("Location"))
	return out.CaseID
}

// areas is a needs assessment's eight scores.
func areas() body {
	out := body{}
	for _, a := range casework.Areas {
		out[string(a)] = body{"victim": 3, "worker": "declined"}
	}
	return out
}

// plainBodies is a body for every command that some case takes at once.
func plainBodies() map[string]body {
	return map[string]body{
		"conversations":         {"attempt": body{"outcome": "no_answer"}, "note": body{"text": "Rang for a minute"}},
		"contact-attempts":      {"outcome": "no_answer"},
		"needs-assessments":     {"areas": areas()},
		"support-plans":         {"review_at": "2026-04-02T09:00:00Z", "actions": []any{}},
		"hearings":              {"type": "trial", "starts": "2026-05-02T09:00:00Z", "victim_needed": true, "source": "court"},
		"risk-assessments":      {"tool": "DASH", "grade": "high"},
		"notes":                 {"text": "A note"},
		"claims":                {},
		"enhanced-rights":       {"category": "C", "reason": "intimidated"},
		"marac":                 {"meeting_at": "2026-03-12T09:00:00Z"},
		"safeguarding-concerns": {"about": "child", "immediate_danger": false},
		"withdrawal":            {"from": "prosecution", "reason": "fear"},
		"closure":               {"reason": "other_agency_lead"},
		"reopening":             {"reason": "closed_in_error"},
		"consents":              {"to": "refuge", "purpose": "refer_onward", "state": "given", "how": "by_phone"},
		"onward-referrals":      {"to": "marac", "need": "health", "without_consent": "marac", "text": "High risk"},
		"preferences":           {"ways": []string{"call"}, "told_about": []string{"hearings"}, "how_often": "weekly"},
		"rights/complaint":      {"step": "explained"},
		"contact-pause":         {"until": "2026-03-12T09:00:00Z"},
		"contact-resumption":    {},
		"caseworker-change":     {},
		"justice-events":        {"kind": "arrested", "occurred_at": "2026-03-02T08:30:00Z", "source": "police"},
		"told":                  {"duties": []string{"R3a"}, "how": "in_person", "by": "police"},
		"onward-progress":       {"referral": idOf("no such referral"), "step": "sent"},
	}
}

// closed is a case that has ended and rests.
func (w *world) closed(b body) string {
	w.t.Helper()
	id := w.refer(b)
	w.post("/v1/cases/"+id+"/closure", body{"reason": "other_agency_lead"}, casework.Caseworker).is(http.StatusOK)
	w.clock.move(casework.Ordinary().ClosingFor)
	w.realm.wake()
	require.Nil(w.t, w.realm.state(id), "the case is not at rest")
	return id
}
