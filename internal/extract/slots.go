package extract

import (
	"strconv"
	"strings"
)

// maxPoints is how many contact points a referral may have.
const maxPoints = 10

// slot is a place for one contact point in a CSV row: phone_1, email_2, address.
type slot struct {
	kind string
	name string
}

// standardSlots are the contact points of the standard header.
var standardSlots = []slot{
	slotOf("phone", 1), slotOf("phone", 2), slotOf("phone", 3),
	slotOf("email", 1), slotOf("email", 2),
	slotOf("address", 1),
}

// everySlot lists all that are understood, in the order in which a row's
// contact points are sent: telephones, emails, addresses.
func everySlot() []slot {
	var out []slot
	for _, kind := range []string{"phone", "email", "address"} {
		for n := 1; n <= maxPoints; n++ {
			out = append(out, slotOf(kind, n))
		}
	}
	return out
}

func slotOf(kind string, n int) slot {
	if kind == "address" && n == 1 {
		return slot{kind: kind, name: kind}
	}
	return slot{kind: kind, name: kind + "_" + strconv.Itoa(n)}
}

// attribute is one column about a contact point; suffix and field are added to
// those of the slot. set gets trimmed text which is not empty; field is given
// to it whole.
type attribute struct {
	suffix, field, means string
	needed               bool
	get                  func(ContactPoint) string
	set                  func(p *ContactPoint, s, field string) *Problem
}

// attributes lists the columns of a slot: the value, the channels that make
// sense for its kind, who confirmed them and when, and what forbids or limits it.
func (s slot) attributes() []attribute {
	out := []attribute{valueOf[s.kind]}
	out = append(out, channelsOf[s.kind]...)
	return append(out, commonAttributes...)
}

var valueOf = map[string]attribute{
	"phone":   {field: "/value", means: "the number as held", get: pointValue, set: setPointValue},
	"email":   {field: "/value", means: "the email address as held", get: pointValue, set: setPointValue},
	"address": {field: "/value", means: "the lines joined by \"; \"", get: pointValue, set: setPointAddress},
}

var channelsOf = map[string][]attribute{
	"phone": {
		channel("_safe_call", "/safe/call", "the victim confirmed calls", func(s *Safe) **bool { return &s.Call }),
		channel("_safe_voicemail", "/safe/voicemail", "the victim confirmed voicemail", func(s *Safe) **bool { return &s.Voicemail }),
		channel("_safe_text", "/safe/text", "the victim confirmed texts", func(s *Safe) **bool { return &s.Text }),
		channel("_safe_withheld_number", "/safe/withheld_number", "calls must withhold the number", func(s *Safe) **bool { return &s.WithheldNumber }),
	},
	"email":   {channel("_safe_email", "/safe/email", "the victim confirmed email", func(s *Safe) **bool { return &s.Email })},
	"address": {channel("_safe_post", "/safe/post", "the victim confirmed post", func(s *Safe) **bool { return &s.Post })},
}

var commonAttributes = []attribute{
	confirmation("_confirmed_by", "/safe/confirmed_by", "who asked the victim", func(s *Safe) *string { return &s.ConfirmedBy }),
	confirmation("_confirmed_at", "/safe/confirmed_at", "when: RFC 3339 with zone", func(s *Safe) *string { return &s.ConfirmedAt }),
	{suffix: "_do_not_use", field: "/do_not_use", means: "true forbids it altogether", needed: true,
		get: func(p ContactPoint) string { return showFlag(p.DoNotUse) },
		set: func(p *ContactPoint, s, field string) *Problem { return setFlag(&p.DoNotUse, s, field) }},
	{suffix: "_windows", field: "/windows", means: "when it may be used, e.g. mon,tue 09:00-17:00; sat 10:00-12:00",
		get: func(p ContactPoint) string { return showWindows(p.Windows) },
		set: setWindows},
}

func pointValue(p ContactPoint) string { return p.Value }

func setPointValue(p *ContactPoint, s, _ string) *Problem {
	p.Value = s
	return nil
}

func setPointAddress(p *ContactPoint, s, _ string) *Problem {
	var kept []string
	for part := range strings.SplitSeq(s, "\n") {
		if part = strings.Trim(part, " \t\r;"); part != "" {
			kept = append(kept, part)
		}
	}
	p.Value = strings.Join(kept, "; ")
	return nil
}

func channel(suffix, field, means string, at func(*Safe) **bool) attribute {
	return attribute{suffix: suffix, field: field, means: means + ": true, false, or empty if not asked",
		get: func(p ContactPoint) string {
			if p.Safe == nil {
				return ""
			}
			return showMaybe(*at(p.Safe))
		},
		set: func(p *ContactPoint, s, field string) *Problem { return setMaybe(at(p.asked()), s, field) },
	}
}

func confirmation(suffix, field, means string, at func(*Safe) *string) attribute {
	return attribute{suffix: suffix, field: field, means: means,
		get: func(p ContactPoint) string {
			if p.Safe == nil {
				return ""
			}
			return *at(p.Safe)
		},
		set: func(p *ContactPoint, s, _ string) *Problem { *at(p.asked()) = s; return nil },
	}
}

func (p *ContactPoint) asked() *Safe {
	if p.Safe == nil {
		p.Safe = &Safe{}
	}
	return p.Safe
}
