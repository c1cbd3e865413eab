package chaos

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// actor acts one script.
type actor struct {
	Script
	run    string // of the run: no two have the same names for anything
	day    time.Duration
	people *people
	reply  func(ctx context.Context, from string) error // a text that the victim sends
	caseID string
}

// act does everything that the script says, however long that takes.
func (a *actor) act(ctx context.Context) error {
	if err := a.refer(ctx); err != nil {
		return err
	}
	for i, s := range a.Steps {
		if !rest(ctx, s.Pause) {
			return ctx.Err()
		}
		if err := a.step(ctx, i, s); err != nil {
			return fmt.Errorf("case %d, %s: %w", a.N, s.What, err)
		}
	}
	if a.Replies {
		return a.reply(ctx, a.Number)
	}
	return nil
}

func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// refer sends the referral, as often at once as the script says, to both APIs.
func (a *actor) refer(ctx context.Context) error {
	type told struct {
		answer
		error
	}
	body := a.referral()
	all := make(chan told, a.Crowd)
	for i := range a.Crowd {
		go func() {
			got, err := a.people.patiently(ctx, request{
				what: "referral", role: "referrer", method: "POST", path: "/v1/referrals", source: a.crime(),
				key: fmt.Sprintf("%s-refer-%d-%d", a.run, a.N, i/2), body: body, api: a.API + i, // two at a time have the same key
			})
			all <- told{got, err}
		}()
	}
	var failed error
	for range a.Crowd {
		got := <-all
		if got.error != nil {
			failed = got.error
			continue
		}
		a.caseID = got.CaseID
	}
	return failed
}

func (a *actor) source() string { return fmt.Sprintf("%s-%d", a.run, a.N) }

// crime is what every copy of the referral names, whatever became of it.
func (a *actor) crime() string { return fmt.Sprintf("41/%s%d/26", a.run, a.N) }

// referral is what police send. The victim has said to them how to write safely.
func (a *actor) referral() object {
	now := time.Now().UTC()
	said := object{"confirmed_by": "PC 1234", "confirmed_at": now.Add(-time.Minute).Format(time.RFC3339), "call": true}
	phone := object{"kind": "phone", "value": a.Number, "safe": said}
	points := []object{phone}
	if a.Email == "" {
		said["text"] = true
	} else {
		points = append(points, object{"kind": "email", "value": a.Email, "safe": object{
			"confirmed_by": "PC 1234", "confirmed_at": said["confirmed_at"], "email": true,
		}})
	}
	return object{
		"source": object{"force": "hertfordshire", "system": "athena", "id": a.source(), "version": 1},
		"crime": object{"reference": a.crime(), "offence_code": "8U", "offence": "Controlling or coercive behaviour", "domestic_abuse": true,
			"reported_at": now.Add(-time.Hour).Format(time.RFC3339)},
		"victim": object{"person_reference": fmt.Sprintf("N%s%d", a.run, a.N), "given_name": "Sam", "family_name": a.Name, "date_of_birth": a.Born,
			"contact_points": points},
		"risk":    object{"tool": "DASH", "total": 11, "grade": a.Grade},
		"officer": object{"collar_number": "1234"},
		"basis":   object{"lawful_basis": "public_task", "victim_informed": true},
	}
}

// step does one step; at once through both APIs, or again afterwards, where the script
// says so. It is one command all the same, and has one key.
func (a *actor) step(ctx context.Context, i int, s Step) error {
	r := a.request(s.What)
	r.what, r.key, r.api = s.What, fmt.Sprintf("%s-%d-%d", a.run, a.N, i), a.API+i
	beside := make(chan error, 1)
	if s.AtOnce {
		other := r
		other.api++
		go func() {
			_, err := a.people.patiently(ctx, other)
			beside <- err
		}()
	} else {
		beside <- nil
	}
	first, err := a.people.patiently(ctx, r)
	if other := <-beside; err == nil {
		err = other
	}
	if err != nil || !s.Twice {
		return err
	}
	again, err := a.people.patiently(ctx, r)
	if err == nil && again.Revision != first.Revision {
		a.people.journal.refuse(Refusal{s.What, fmt.Sprintf("a repeat was taken as revision %d, and not as %d", again.Revision, first.Revision)})
	}
	return err
}

// request is what a step asks. Whoever asks it again asks the very same.
func (a *actor) request(what string) request {
	r := request{role: "caseworker", method: "POST", path: "/v1/cases/" + a.caseID + "/"}
	switch what {
	case "no_answer", "accepted":
		r.path, r.body = r.path+"contact-attempts", object{"outcome": what}
	case "needs":
		r.path, r.body = r.path+"needs-assessments", object{"areas": areas()}
	case "plan":
		r.path, r.body = r.path+"support-plans", a.plan()
	case "hearing":
		r.role, r.path = "witness-care", r.path+"hearings"
		r.body = object{"id": a.named("hearing"), "type": "trial", "starts": moment(time.Now().Add(a.day + a.day/8)), "victim_needed": true, "source": "witness_care"}
	default:
		r.path, r.body = r.path+"notes", object{"text": "Something was broken meanwhile."}
	}
	return r
}

func moment(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func (a *actor) named(what string) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte(a.source()+what)).String()
}

func areas() object {
	all := object{}
	for _, area := range []string{"accommodation", "health", "family", "education_work", "drugs_alcohol", "finance", "outlook", "social"} {
		all[area] = object{"victim": 3, "worker": 2}
	}
	return all
}

func (a *actor) plan() object {
	return object{
		"review_at": moment(time.Now().Add(50 * a.day)),
		"actions": []object{{"id": a.named("action"), "need": "accommodation", "owner": "chaos-caseworker", "status": "open",
			"due": moment(time.Now().Add(5 * a.day)), "text": "Change the locks"}},
		"goals":            []object{{"id": a.named("goal"), "need": "accommodation", "text": "To sleep well"}},
		"safety_plan":      object{"text": "A bag is packed"},
		"special_measures": "yes", "measures": []string{"screens"}, "personal_statement": "undecided", "compensation": "no",
		"restorative_justice": "not_asked", "children": "Two, who know whom to call", "communication": "Plain words",
		"rights_explained_at": moment(time.Now()), "ends_when": "The locks are changed",
	}
}
