package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"beacon/internal/extract"
)

func (d *demonstration) start(ctx context.Context) error {
	if d.o.API == "" {
		if err := d.house.start(ctx); err != nil {
			return err
		}
	}
	d.say("   API http://%s   outbox http://%s", d.house.api, d.house.emulator)
	return nil
}

// rows is how many referrals a day's extract has here.
const rows = 40

func (d *demonstration) importDay(ctx context.Context) error {
	token, err := d.token(ctx, "referrer")
	if err != nil {
		return err
	}
	var day bytes.Buffer
	if _, err := extract.Generate(&day, extract.GenerateOptions{Referrals: rows, Seed: d.who.seed, Format: extract.CSV}); err != nil {
		return err
	}
	report, err := extract.Import(ctx, extract.ImportOptions{
		Reader: &day, Format: extract.CSV, API: "http://" + d.house.api, Token: token, Report: filepath.Join(d.house.dir, "day.report.csv"),
	})
	if err != nil {
		return err
	}
	d.say("   %d rows: %d accepted, %d updated, %d duplicate, %d rejected with a reason, %d failed",
		report.Rows, report.Accepted, report.Updated, report.Duplicate, report.Rejected, report.Failed)
	if report.Failed > 0 || report.Accepted == 0 || report.Accepted+report.Updated+report.Duplicate+report.Rejected != report.Rows {
		return errors.New("not every row is accounted for")
	}
	return nil
}

// object is a JSON object.
type object = map[string]any

func (d *demonstration) refer(ctx context.Context) error {
	d.number = "+447700900" + d.who.number
	referral := object{
		"source": object{"force": "hertfordshire", "system": "athena", "id": "DEMO-" + d.who.mark, "version": 1},
		"crime": object{"reference": "41/9" + d.who.mark + "/26", "offence_code": "8U", "offence": "Controlling or coercive behaviour", "domestic_abuse": true,
			"reported_at": time.Now().Add(-time.Hour).Format(time.RFC3339)},
		"victim": object{"person_reference": "N990" + d.who.mark, "given_name": "Sam", "family_name": "Example", "date_of_birth": d.who.born,
			"contact_points": []object{{"kind": "phone", "value": "07700 900" + d.who.number}}},
		"risk":    object{"tool": "DASH", "total": 11, "grade": "medium"},
		"officer": object{"collar_number": "1234"},
		"basis":   object{"lawful_basis": "public_task", "victim_informed": true},
	}
	var answer struct {
		CaseID  string `json:"case_id"`
		Outcome string `json:"outcome"`
	}
	for _, want := range []string{"accepted", "duplicate"} { // the second time it is known
		if err := d.call(ctx, "referrer", http.MethodPost, "/v1/referrals", referral, &answer); err != nil {
			return err
		}
		if answer.Outcome != want {
			return fmt.Errorf("the referral was %s, not %s", answer.Outcome, want)
		}
		d.say("   Sent: %s.", answer.Outcome)
	}
	d.caseID = answer.CaseID
	_, err := d.awaitTask(ctx, "call_victim")
	return err
}

func (d *demonstration) notReached(ctx context.Context) error {
	if err := d.do(ctx, "caseworker", "contact-attempts", object{"outcome": "no_answer"}); err != nil {
		return err
	}
	if err := d.awaitLine(ctx, 2, "task-raised", "call_victim"); err != nil {
		return err
	}
	return d.awaitLine(ctx, 1, "task-overdue", "call_victim")
}

func (d *demonstration) reached(ctx context.Context) error {
	point, err := d.point(ctx)
	if err != nil {
		return err
	}
	safe := object{
		"kind": "phone", "value": "07700 900" + d.who.number, "allowed": object{"call": true, "text": true},
		"verified": object{"by_victim": true, "at": time.Now().Format(time.RFC3339)},
	}
	path := "/v1/cases/" + d.caseID + "/contact-points/" + point
	if err := d.call(ctx, "caseworker", http.MethodPut, path, safe, nil); err != nil {
		return err
	}
	if err := d.awaitLine(ctx, 1, "contact-point", ""); err != nil {
		return err
	}
	if err := d.do(ctx, "caseworker", "contact-attempts", object{"outcome": "accepted", "contact_point_id": point}); err != nil {
		return err
	}
	return d.awaitLine(ctx, 1, "message-sent", "support_accepted")
}

// point is the victim's telephone, by its ID.
func (d *demonstration) point(ctx context.Context) (string, error) {
	var c struct {
		Victim struct {
			Points []struct {
				ID   string `json:"id"`
				Kind string `json:"kind"`
			} `json:"contact_points"`
		} `json:"victim"`
	}
	if err := d.call(ctx, "caseworker", http.MethodGet, "/v1/cases/"+d.caseID, nil, &c); err != nil {
		return "", err
	}
	if len(c.Victim.Points) != 1 {
		return "", fmt.Errorf("the victim has %d contact points, not 1", len(c.Victim.Points))
	}
	return c.Victim.Points[0].ID, nil
}

func (d *demonstration) plan(ctx context.Context) error {
	if _, err := d.awaitTask(ctx, "assess_needs"); err != nil {
		return err
	}
	areas := object{}
	for _, a := range []string{"health", "family", "education_work", "drugs_alcohol", "finance", "outlook", "social"} {
		areas[a] = object{"victim": 3, "worker": 3}
	}
	areas["accommodation"] = object{"victim": 1, "worker": 2}
	areas["drugs_alcohol"] = object{"victim": "declined", "worker": "not_applicable"}
	if err := d.do(ctx, "caseworker", "needs-assessments", object{"areas": areas}); err != nil {
		return err
	}
	if _, err := d.awaitTask(ctx, "make_plan"); err != nil {
		return err
	}
	if err := d.do(ctx, "caseworker", "support-plans", d.planBody("open", 0)); err != nil {
		return err
	}
	return d.awaitLine(ctx, 1, "message-sent", "plan_agreed")
}

// goal is the one goal of the plan.
const goal = "5c1f2b0e-8a8e-4d0b-9d3c-7a1f60c2be11"

// action is the one action of the plan.
const action = "b1b54b6a-6f59-4c5e-8d1f-0d4a3d6f7a01"

func (d *demonstration) planBody(status string, read int) object {
	body := object{
		"review_at": time.Now().Add(50 * d.o.Day).UTC().Format(time.RFC3339Nano),
		"actions": []object{{
			"id": action, "need": "accommodation", "owner": "demo-caseworker", "status": status,
			"due": time.Now().Add(5 * d.o.Day).UTC().Format(time.RFC3339Nano), "text": "Change the locks",
		}},
		"goals":       []object{{"id": goal, "need": "accommodation", "text": "To sleep without a chair against the door"}},
		"safety_plan": object{"text": "A bag is packed and with a friend"},

		"special_measures": "yes", "measures": []string{"screens"}, "personal_statement": "undecided", "compensation": "no",
		"restorative_justice": "not_asked", "children": "Two, who know whom to call", "communication": "Plain words, and time to answer",
		"rights_explained_at": time.Now().UTC().Format(time.RFC3339Nano), "ends_when": "The locks are changed and the trial is over",
	}
	if read > 0 {
		body["if_revision"] = read
	}
	return body
}

// trial is the one hearing.
const trial = "0d0f6a52-7f3c-4a86-9e0e-3f6d0d8c4b02"

func (d *demonstration) hearing(ctx context.Context) error {
	starts := time.Now().Add(9 * d.o.Day).UTC()
	body := object{"id": trial, "type": "trial", "starts": starts.Format(time.RFC3339Nano), "victim_needed": true, "source": "witness_care"}
	if err := d.do(ctx, "witness-care", "hearings", body); err != nil {
		return err
	}
	if d.o.Kill {
		if err := d.powerCut(ctx); err != nil {
			return err
		}
	}
	before, err := d.awaitTask(ctx, "call_before_hearing")
	if err != nil {
		return err
	}
	if err := d.do(ctx, "caseworker", "contact-attempts", object{"outcome": "spoke", "text": "Talked through the day.", "task": before}); err != nil {
		return err
	}
	if err := d.awaitLine(ctx, 2, "message-sent", "hearing_reminder"); err != nil {
		return err
	}
	_, err = d.awaitTask(ctx, "explain_hearing")
	return err
}

// powerCut kills the standalone in the middle of everything and starts it again.
func (d *demonstration) powerCut(ctx context.Context) error {
	d.say("   SIGKILL …")
	if err := d.house.kill(); err != nil {
		return err
	}
	if err := d.house.start(ctx); err != nil {
		return err
	}
	d.say("   … and started again.")
	return nil
}

func (d *demonstration) explained(ctx context.Context) error {
	held := object{"id": trial, "type": "trial", "status": "held", "starts": time.Now().Add(-d.o.Day / 2).UTC().Format(time.RFC3339Nano),
		"victim_needed": true, "source": "witness_care"}
	if err := d.do(ctx, "witness-care", "hearings", held); err != nil {
		return err
	}
	after, err := d.awaitTask(ctx, "explain_hearing")
	if err != nil {
		return err
	}
	if err := d.do(ctx, "caseworker", "contact-attempts", object{"outcome": "spoke", "task": after}); err != nil {
		return err
	}
	return d.awaitLine(ctx, 1, "task-done", "explain_hearing")
}

func (d *demonstration) close(ctx context.Context) error {
	var c struct {
		Plan struct {
			Revision int `json:"revision"`
		} `json:"support_plan"`
	}
	if err := d.call(ctx, "caseworker", http.MethodGet, "/v1/cases/"+d.caseID, nil, &c); err != nil {
		return err
	}
	if err := d.do(ctx, "caseworker", "support-plans", d.planBody("done", c.Plan.Revision)); err != nil {
		return err
	}
	if err := d.do(ctx, "caseworker", "closure", object{"reason": "needs_met"}); err != nil {
		return err
	}
	if err := d.awaitLine(ctx, 1, "message-sent", "support_ended"); err != nil {
		return err
	}
	return d.awaitLine(ctx, 1, "stage", "closed")
}
