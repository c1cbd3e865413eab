package api

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"beacon/casework"
	"beacon/safecontact"
	"beacon/store"
)

// asRefusal says whether an error is the case's own refusal.
func asRefusal(err error, to **casework.Error) bool { return errors.As(err, to) }

// malformedPoint tells what is wrong with a number or an email address, in
// safecontact's own codes.
func malformedPoint(f *faults, at string, err error) {
	var m safecontact.Malformed
	if errors.As(err, &m) {
		f.wrong(at, m.Code(), m.Error())
		return
	}
	f.wrong(at, "wrong_form", "cannot be read")
}

// readPoint reads one contact point as police supply it.
func (r *referral) readPoint(p *part, now time.Time) (store.Point, bool) {
	before := len(p.faults.fields)
	kind, value, mobile := readValue(p, func(code, detail string) { r.warn(p.under("value"), code, detail) })
	confirmed := r.readSafe(p.part("safe", may), now)
	known := store.Point{Point: safecontact.PolicePoint("", kind, mobile, confirmed.confirmation()), Value: value}
	known.Allowed = confirmed.heard(known.Allowed)
	known.DoNotUse = p.yes("do_not_use")
	known.Windows = readWindows(p)
	if kind == safecontact.PhonePoint && value != "" && !mobile && known.Allowed.Text {
		r.warn(p.under("value"), "not_a_mobile", "is not a UK mobile number, so no text will go to it")
	}
	return known, len(p.faults.fields) == before
}

// addPoint adds a contact point once. One that stands twice must say the same twice:
// which of two permissions the victim gave is not for us to guess.
func (r *referral) addPoint(p *part, point store.Point) {
	i := slices.IndexFunc(r.admission.Points, func(o store.Point) bool { return o.Kind == point.Kind && o.Value == point.Value })
	switch {
	case i < 0:
		r.admission.Points = append(r.admission.Points, point)
	case reflect.DeepEqual(r.admission.Points[i], point):
		r.warn(p.under("value"), "repeated", "stands twice")
	default:
		p.wrong("value", "repeated", "stands twice, and differently: say once what it may be used for")
	}
}

// readValue reads what kind of contact point it is, and the number or address.
// odd is told of a value that had to be repaired.
func readValue(p *part, odd func(code, detail string)) (kind safecontact.Kind, value string, mobile bool) {
	kind = oneOf(p, "kind", must, safecontact.Kinds)
	most := line(254)
	if kind == safecontact.AddressPoint {
		most = rule{most: 500, lines: true}
	}
	raw := p.text("value", must, most)
	if raw == "" || kind == "" {
		return kind, "", false
	}
	switch kind {
	case safecontact.PhonePoint:
		phone, err := safecontact.ParsePhone(raw)
		if err != nil {
			malformedPoint(p.faults, p.under("value"), err)
			return kind, "", false
		}
		if phone.Repaired {
			odd("number_repaired", "could not be dialled as it was written, and was repaired")
		}
		return kind, phone.E164, phone.Mobile
	case safecontact.EmailPoint:
		email, err := safecontact.ParseEmail(raw)
		if err != nil {
			malformedPoint(p.faults, p.under("value"), err)
			return kind, "", false
		}
		return kind, strings.ToLower(email.Address), false
	case safecontact.AddressPoint:
	}
	return kind, raw, false
}

// safety is what a referral says of one contact point's safety.
type safety struct {
	safecontact.Confirmation
	noCalls bool // calls were refused, by whomever and whenever
}

// readSafe reads what the victim confirmed, by whom it was heard, and when. A
// record without both allows nothing, and the sender is told so.
func (r *referral) readSafe(p *part, now time.Time) *safety {
	if p == nil {
		return nil
	}
	call := p.flag("call", may)
	s := &safety{noCalls: call != nil && !*call}
	s.Allowed, s.By, s.At = readAllowed(p), p.text("confirmed_by", may, line(100)), p.moment("confirmed_at", may)
	if s.At.After(now.Add(skew)) {
		p.wrong("confirmed_at", "in_the_future", "is in the future")
	}
	r.own(s, now)
	if s.By == "" || s.At.IsZero() {
		r.warn(p.at, "not_confirmed", "does not say who asked the victim and when, so it allows nothing")
	}
	p.end()
	return s
}

func (s *safety) confirmation() *safecontact.Confirmation {
	if s == nil {
		return nil
	}
	return &s.Confirmation
}

// heard takes away from what is allowed: a no counts even where nobody confirmed
// it, and so does the wish that the number be withheld.
func (s *safety) heard(allowed safecontact.Allowed) safecontact.Allowed {
	if s != nil {
		allowed.Call = allowed.Call && !s.noCalls
		allowed.WithheldNumber = allowed.WithheldNumber || s.Allowed.WithheldNumber
	}
	return allowed
}

// skew is how far ahead of ours another system's clock may be.
const skew = 5 * time.Minute

func readAllowed(p *part) safecontact.Allowed {
	return safecontact.Allowed{
		Call: p.yes("call"), Text: p.yes("text"), Voicemail: p.yes("voicemail"),
		Email: p.yes("email"), Post: p.yes("post"), WithheldNumber: p.yes("withheld_number"),
	}
}

// readWindows reads the times of the week, in London, at which a point may be used.
func readWindows(p *part) []safecontact.Window {
	var out []safecontact.Window
	p.each("windows", may, mostWindows, func(p *part) {
		out = append(out, readWindow(p))
	})
	return out
}

func readWindow(p *part) safecontact.Window {
	w := safecontact.Window{From: readTimeOfDay(p, "from"), To: readTimeOfDay(p, "to")}
	p.eachText("days", len(safecontact.Days), code, func(_, d string) { w.Days = append(w.Days, safecontact.Day(d)) })
	if err := w.Validate(); err != nil && !p.faults.has(p.under("from")) && !p.faults.has(p.under("to")) {
		p.faults.wrong(p.at, "not_a_window", err.Error())
	}
	return w
}

func readTimeOfDay(p *part, name string) (t safecontact.TimeOfDay) {
	raw := p.text(name, must, line(5))
	if raw != "" && t.UnmarshalText([]byte(raw)) != nil {
		p.wrong(name, "not_a_time_of_day", "must be HH:MM, from 00:00 to 24:00, in London")
	}
	return t
}
