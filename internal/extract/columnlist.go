package extract

import (
	"strconv"
	"strings"
)

// columns is the plain part of the header, in its order: one line a column. The
// columns about contact points follow it, see slots.go.
var columns = []column{
	text("force", "/source/force", "lower-case slug of the police force", func(r *Referral) *string { return &r.Source.Force }).needed(),
	text("system", "/source/system", "lower-case slug of the crime system", func(r *Referral) *string { return &r.Source.System }).needed(),
	text("source_id", "/source/id", "the system's own id of this victim of this crime", func(r *Referral) *string { return &r.Source.ID }).needed(),
	whole("source_version", "/source/version", "1 or more; a newer version replaces an older", func(r *Referral) **int { return &r.Source.Version }).needed(),

	text("crime_reference", "/crime/reference", "crime reference, e.g. 41/14572/26", func(r *Referral) *string { return &r.Crime.Reference }).needed(),
	text("offence_code", "/crime/offence_code", "Home Office classification, e.g. 8Q", func(r *Referral) *string { return &r.Crime.OffenceCode }).needed(),
	text("offence", "/crime/offence", "the offence in words", func(r *Referral) *string { return &r.Crime.Offence }),
	maybe("domestic_abuse", "/crime/domestic_abuse", "true or false", func(r *Referral) **bool { return &r.Crime.DomesticAbuse }).needed(),
	flag("honour_based", "/crime/honour_based", "true or false", func(r *Referral) *bool { return &r.Crime.HonourBased }),
	flag("hate", "/crime/hate", "true or false", func(r *Referral) *bool { return &r.Crime.Hate }),
	flag("child_present", "/crime/child_present", "true or false", func(r *Referral) *bool { return &r.Crime.ChildPresent }),
	text("occurred_at", "/crime/occurred_at", "RFC 3339 with zone; empty if not known", func(r *Referral) *string { return &r.Crime.OccurredAt }),
	text("reported_at", "/crime/reported_at", "RFC 3339 with zone", func(r *Referral) *string { return &r.Crime.ReportedAt }).needed(),

	text("person_reference", "/victim/person_reference", "the force's nominal number of the victim", func(r *Referral) *string { return &r.Victim.PersonReference }),
	text("given_name", "/victim/given_name", "first name", func(r *Referral) *string { return &r.Victim.GivenName }).needed(),
	text("family_name", "/victim/family_name", "last name", func(r *Referral) *string { return &r.Victim.FamilyName }).needed(),
	text("date_of_birth", "/victim/date_of_birth", "YYYY-MM-DD, or dd/mm/yyyy which is repaired", func(r *Referral) *string { return &r.Victim.DateOfBirth }).needed(),
	text("gender", "/victim/gender", "female, male, non_binary, other or not_stated", func(r *Referral) *string { return &r.Victim.Gender }),
	text("language", "/victim/language", "BCP 47 tag, en if empty", func(r *Referral) *string { return &r.Victim.Language }),
	flag("interpreter", "/victim/interpreter", "true or false", func(r *Referral) *bool { return &r.Victim.Interpreter }),
	text("relationship_to_suspect", "/victim/relationship_to_suspect", "partner, ex_partner, family, other or unknown",
		func(r *Referral) *string { return &r.Victim.RelationshipToSuspect }),
	maybe("lives_with_suspect", "/victim/lives_with_suspect", "true, false, or empty if not known", func(r *Referral) **bool { return &r.Victim.LivesWithSuspect }),
	children(),

	list("suspect_phones", "/suspect/phones", "numbers never to be written to, between semicolons", suspectPhones, setSuspectPhones),

	text("risk_tool", "/risk/tool", "DASH, DARA or other", func(r *Referral) *string { return &r.Risk.Tool }).needed(),
	text("risk_tool_version", "/risk/tool_version", "e.g. 2009", func(r *Referral) *string { return &r.Risk.ToolVersion }),
	whole("risk_total", "/risk/total", "0 to 60, or empty", func(r *Referral) **int { return &r.Risk.Total }),
	text("risk_grade", "/risk/grade", "high, medium or standard", func(r *Referral) *string { return &r.Risk.Grade }).needed(),
	text("risk_judgement", "/risk/judgement", "the officer's own grade, or empty", func(r *Referral) *string { return &r.Risk.Judgement }),
	list("risk_indicators", "/risk/indicators", "words between semicolons",
		func(r *Referral) []string { return r.Risk.Indicators }, func(r *Referral, to []string) { r.Risk.Indicators = to }),
	flag("marac", "/risk/marac", "true or false", func(r *Referral) *bool { return &r.Risk.Marac }),

	text("collar_number", "/officer/collar_number", "of the officer in the case", func(r *Referral) *string { return &r.Officer.CollarNumber }).needed(),
	text("officer_name", "/officer/name", "rank and name", func(r *Referral) *string { return &r.Officer.Name }),
	text("officer_email", "/officer/email", "work address", func(r *Referral) *string { return &r.Officer.Email }),
	text("lawful_basis", "/basis/lawful_basis", "public_task, legal_obligation, consent or explicit_consent", func(r *Referral) *string { return &r.Basis.LawfulBasis }).needed(),
	maybe("victim_informed", "/basis/victim_informed", "true or false", func(r *Referral) **bool { return &r.Basis.VictimInformed }).needed(),
}

func children() column {
	const field = "/victim/children"
	return column{
		Column: Column{Name: "children", Field: field, Means: "how many, 0 to 20"},
		get:    func(r *Referral) string { return strconv.Itoa(r.Victim.Children) },
		set:    func(r *Referral, s string) *Problem { return setWhole(&r.Victim.Children, s, field) },
	}
}

func list(name, field, means string, get func(*Referral) []string, set func(*Referral, []string)) column {
	return column{
		Column: Column{Name: name, Field: field, Means: means},
		get:    func(r *Referral) string { return strings.Join(get(r), listBreak+" ") },
		set:    func(r *Referral, s string) *Problem { set(r, splitList(s)); return nil },
	}
}

func suspectPhones(r *Referral) []string {
	if r.Suspect == nil {
		return nil
	}
	return r.Suspect.Phones
}

func setSuspectPhones(r *Referral, to []string) {
	if len(to) > 0 {
		r.Suspect = &Suspect{Phones: to}
	}
}
