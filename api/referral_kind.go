package api

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
)

// Who may refer a victim beside police, and what a body says of it. Everything else
// of a referral is read alike.
const (
	byPolice = "police"
	bySelf   = "self"
	byAgency = "professional"
)

// kindOf tells a kept body's kind by its source: police name a force, another agency
// itself, and a victim's own request names none.
func kindOf(b content) string {
	p := content{node: b.node, faults: &faults{}}.part()
	s := p.part("source", may)
	switch {
	case s == nil:
		return bySelf
	case s.has("agency"):
		return byAgency
	}
	return byPolice
}

func (p *part) has(name string) bool {
	for _, m := range p.fields {
		if m.name == name {
			return true
		}
	}
	return false
}

// postSelfReferral takes what a victim who asks for help themselves says to whoever
// listens to them. The key names it, so that asking again is not asking twice.
func (a *API) postSelfReferral(c echo.Context) error { return a.takeReferral(c, bySelf) }

// postProfessionalReferral takes another agency's referral, with the victim's consent
// or the reason why it was not safe to ask.
func (a *API) postProfessionalReferral(c echo.Context) error { return a.takeReferral(c, byAgency) }

// readOrigin reads who made the referral.
func (r *referral) readOrigin(p *part) {
	switch r.kind {
	case bySelf:
		r.command.Version = 1
		r.admission.Source = store.Source{Force: bySelf, System: "beacon", Version: 1}
	case byAgency:
		s := p.part("source", must)
		from := &r.admission.Source
		from.Force, from.System, from.ID = s.text("agency", must, slug), byAgency, s.text("id", must, sourceID)
		if v := s.count("version", must, 1, maxRevision); v != nil {
			from.Version, r.command.Version = *v, *v
		}
		s.end()
	default:
		r.readSource(p.part("source", must))
	}
}

// readRight reads by what right the referral is made.
func (r *referral) readRight(p *part) {
	r.command.Source = r.kind
	switch r.kind {
	case bySelf:
		r.command.Basis = "own_request"
	case byAgency:
		b := p.part("basis", must)
		if consents := b.flag("victim_consents", must); consents != nil && *consents {
			r.command.Basis = "victim_consent"
			b.text("given_to", must, line(100))
		} else if consents != nil {
			r.command.Basis = "safety"
		}
		r.command.ConsentAt = b.moment("given_at", may)
		r.reason = b.text("safety_reason", may, free)
		r.command.Reasoned = r.reason != ""
		b.end()
	default:
		r.command.Source = ""
		r.readBasis(p.part("basis", must))
	}
}

// own makes the safe-contact record of a point that the victim themselves confirms
// while they are listened to: nobody else has to say who asked them, and when.
func (r *referral) own(s *safety, now time.Time) {
	if r.kind != bySelf {
		return
	}
	if s.By == "" {
		s.By = "the victim"
	}
	if s.At.IsZero() {
		s.At = now
	}
}

// sentBy says who sent a referral, in the case's own record.
func (r *referral) sentBy(subject string, as casework.Role) {
	r.admission.SentBy = subject
	if as != "" && as != casework.Referrer {
		r.admission.SentAs = as
		r.command.By, r.command.Role = subject, as
	}
}

// keepReason keeps why the victim was not asked, in SQL, and names it to the case. It
// may be repeated, and names it alike each time.
func (a *API) keepReason(ctx context.Context, in store.Admitted, r *referral) error {
	if r.reason == "" {
		return nil
	}
	const field = "/basis/safety_reason"
	r.command.Text = idOf("text", in.CaseID, in.Digest, field)
	return a.db.WriteText(ctx, in.CaseID, r.command.Text, field, r.reason, r.admission.SentBy, r.admission.Received)
}
