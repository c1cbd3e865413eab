package api

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
	"beacon/store"
)

// referral is a police referral as it was understood: what is kept in SQL, what
// the case is told, and what the sender should look at again.
type referral struct {
	admission store.Admission
	command   casework.Referral
	warnings  []casework.Field

	kind   string // who refers: police, the victim, another agency
	reason string // why the victim was not asked
}

func (r *referral) warn(pointer, code, detail string) {
	r.warnings = append(r.warnings, casework.Field{Pointer: pointer, Code: code, Detail: detail})
}

var (
	slug      = shaped(40, `^[a-z0-9][a-z0-9-]+$`, "must be a short name of a to z, 0 to 9 and -")
	sourceID  = shaped(64, `^[A-Za-z0-9._/-]+$`, "must be letters, digits, ., _, / and - only")
	reference = shaped(64, `^[A-Za-z0-9._/ -]+$`, "must be letters, digits, spaces, ., _, / and - only")
	offenceID = shaped(10, `^[0-9]{1,3}[A-Za-z]?(/[0-9]{1,3})?$`, "must be a Home Office classification, such as 8Q or 105A")
	language  = shaped(35, `^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`, "must be a language tag, such as en or cy")
	collar    = shaped(20, `^[A-Za-z0-9 /-]+$`, "must be a collar number")

	hertsReference = regexp.MustCompile(`^41/[0-9]{1,6}/[0-9]{2}$`)
)

const (
	hertfordshire = "hertfordshire"
	earliestBirth = 1900
	mostPoints    = 10
	mostWindows   = 28
	mostChildren  = 20
)

// readReferral reads the body of a referral and judges it by everything that can
// be judged without knowing the case.
func readReferral(b content, kind string, now time.Time) referral {
	r := referral{kind: kind}
	p := b.part()
	r.readOrigin(p)
	r.readCrime(p.part("crime", must))
	born := r.readVictim(p.part("victim", must), now)
	r.readSuspect(p.part("suspect", may))
	r.readRisk(p.part("risk", must))
	if officer := p.part("officer", kind == byPolice); officer != nil {
		r.readOfficer(officer)
	}
	r.readRight(p)
	p.end()

	r.admission.Digest, r.admission.Body, r.admission.Received = b.digest, withoutSuspect(b.raw), now
	r.command.Crime, r.command.Victim = crimeOf(r.admission)
	r.command.Body, r.command.Role, r.command.By = b.digest, casework.Referrer, r.admission.Source.Force+"/"+r.admission.Source.System
	r.command.Minor = !born.IsZero() && youngerOn(born, r.happened(), grownUpAt)
	r.judge(b.faults, born, now)
	return r
}

func (r *referral) readSource(p *part) {
	s := &r.admission.Source
	s.Force, s.System, s.ID = p.text("force", must, slug), p.text("system", must, slug), p.text("id", must, sourceID)
	if v := p.count("version", must, 1, maxRevision); v != nil {
		s.Version, r.command.Version = *v, *v
	}
	p.end()
}

func (r *referral) readCrime(p *part) {
	police := r.kind == byPolice
	r.admission.CrimeReference = p.text("reference", police, shaped(40, reference.shape.String(), reference.says))
	r.command.Offence = strings.ToUpper(p.text("offence_code", police, offenceID))
	p.text("offence", may, line(200))
	if abuse := p.flag("domestic_abuse", must); abuse != nil {
		r.command.DomesticAbuse = *abuse
	}
	for _, flag := range casework.Flags {
		if p.yes(flag) {
			r.command.Flags = append(r.command.Flags, flag)
		}
	}
	occurred := p.moment("occurred_at", may)
	r.command.Occurred, r.command.Reported = occurred, p.moment("reported_at", police)
	if !r.command.Reported.IsZero() && occurred.After(r.command.Reported) {
		r.warn(p.under("occurred_at"), "after_the_report", "is after the crime was reported")
	}
	r.command.Enhanced = r.command.DomesticAbuse
	p.end()
}

func (r *referral) readVictim(p *part, now time.Time) (born time.Time) {
	born = p.date("date_of_birth", must)
	switch {
	case born.IsZero():
	case born.After(now):
		p.wrong("date_of_birth", "in_the_future", "is in the future")
	case born.Year() < earliestBirth:
		p.wrong("date_of_birth", "out_of_range", "is too long ago")
	}
	v := store.Person{
		Reference:   p.text("person_reference", may, reference),
		GivenName:   p.text("given_name", must, line(100)),
		FamilyName:  p.text("family_name", must, line(100)),
		DateOfBirth: born.Format(time.DateOnly),
		Gender:      oneOf(p, "gender", may, []string{"female", "male", "non_binary", "other", "not_stated"}),
		Language:    p.text("language", may, language),
		Interpreter: p.yes("interpreter"),

		Relationship:     oneOf(p, "relationship_to_suspect", may, []string{"partner", "ex_partner", "family", "other", "unknown"}),
		LivesWithSuspect: p.flag("lives_with_suspect", may),
	}
	v.Needs = readAccessNeeds(p)
	_, said := p.field("access_needs", may, list)
	v.NoNeeds = said && len(v.Needs) == 0
	if v.Language == "" {
		v.Language = "en"
	}
	if n := p.count("children", may, 0, mostChildren); n != nil {
		v.Children = *n
	}
	r.admission.Person = v
	p.each("contact_points", must, mostPoints, func(p *part) {
		if point, ok := r.readPoint(p, now); ok {
			r.addPoint(p, point)
		}
	})
	p.end()
	return born
}

func readAccessNeeds(p *part) (needs []messaging.AccessNeed) {
	p.eachText("access_needs", len(messaging.AccessNeeds), code, func(at, s string) {
		if !slices.Contains(messaging.AccessNeeds, messaging.AccessNeed(s)) {
			p.faults.wrong(at, "not_listed", "must be one of "+words(messaging.AccessNeeds))
			return
		}
		needs = append(needs, messaging.AccessNeed(s))
	})
	return needs
}

// readSuspect reads numbers that no message may ever go to, and who the suspect is. A
// number that cannot be read could not be kept away from, so it is refused. The name
// and the date of birth are kept only as a digest.
func (r *referral) readSuspect(p *part) {
	s := &r.admission.Suspect
	s.GivenName, s.FamilyName = p.text("given_name", may, line(100)), p.text("family_name", may, line(100))
	if born := p.date("date_of_birth", may); !born.IsZero() {
		s.DateOfBirth = born.Format(time.DateOnly)
	}
	p.eachText("phones", mostPoints, line(40), func(at, raw string) {
		phone, err := safecontact.ParsePhone(raw)
		if err != nil {
			malformedPoint(p.faults, at, err)
			return
		}
		r.admission.SuspectPhones = append(r.admission.SuspectPhones, phone.E164)
	})
	p.end()
}

func (r *referral) readRisk(p *part) {
	r.command.Risk = readRiskMade(p, "tool_version")
	p.end()
}

func (r *referral) readOfficer(p *part) {
	o := &r.admission.Officer
	o.CollarNumber, o.Name = p.text("collar_number", must, collar), p.text("name", may, line(100))
	if raw := p.text("email", may, line(254)); raw != "" {
		address, err := safecontact.ParseEmail(raw)
		if err != nil {
			malformedPoint(p.faults, p.under("email"), err)
		}
		o.Email = address.Address
	}
	p.end()
}

func (r *referral) readBasis(p *part) {
	basis := oneOf(p, "lawful_basis", must, []string{"public_task", "legal_obligation", "consent", "explicit_consent"})
	r.command.Consented = basis == "consent" || basis == "explicit_consent"
	p.flag("victim_informed", must)
	p.end()
}

// happened is when the crime happened, as far as it is known.
func (r *referral) happened() time.Time {
	for _, at := range []time.Time{r.command.Occurred, r.command.Reported} {
		if !at.IsZero() {
			return at
		}
	}
	return r.admission.Received
}

// judge adds what the case would refuse, and what the sender may want to mend.
func (r *referral) judge(f *faults, born, now time.Time) {
	r.command.Ref = "unborn" // the store gives it a name; that it has one is never in doubt
	var refusal *casework.Error
	if asRefusal(casework.CheckReferral(r.command, now), &refusal) {
		f.also(refusal.Fields)
	}
	if r.admission.Source.Force == hertfordshire && !hertsReference.MatchString(r.admission.CrimeReference) {
		r.warn("/crime/reference", "unusual_reference", "is not in the usual form 41/<number>/<year>; it is kept as it is")
	}
	r.beyondUs(f, born)
}

// beyondUs adds what makes a referral somebody else's: it is told with every other
// fault, and is the problem itself where it is the only one.
func (r *referral) beyondUs(f *faults, born time.Time) {
	on := r.command.Reported
	if on.IsZero() {
		on = r.admission.Received
	}
	if !born.IsZero() && !f.has("/victim/date_of_birth") && !f.has("/crime/reported_at") && youngerOn(born, on, adultFrom) {
		f.wrong("/victim/date_of_birth", string(underAge), "is of a child under 16 on the day of the report: refer to children's services")
	}
}
