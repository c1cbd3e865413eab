package casework

// ChildrensService is where a victim belongs who is too young for this service.
const ChildrensService = "childrens_service"

// Elsewhere is one row of why a referral opens no case here, and what is answered
// instead: the code says why.
type Elsewhere struct {
	Code    string
	Outcome string // OutOfScope or ChildrensService
	Says    string
	Source  string
}

// Elsewheres lists why a referral may be another service's, before there is a case.
// Anything else is this service's, or is for a person to say. To add one, add a line.
var Elsewheres = []Elsewhere{
	{"under_16", ChildrensService, "the victim is under 16", commissioned},
	{"no_victim", OutOfScope, "the crime is one that has no victim of its own, and nothing says that somebody is in need", "Home Office Counting Rules: crimes against the state"},
}

// BeyondUs says that a referral is another service's, by its crime alone. It is no
// more than the plainest of them: whoever asks for help themselves, and whoever is
// graded above standard or said to be in any need, is never sent away without a person.
func (r Referral) BeyondUs() bool {
	row, _ := OffenceOf(r.Offence)
	inNeed := r.Source == "self" || r.DomesticAbuse || r.Enhanced || r.Minor || len(r.Flags) > 0 ||
		r.Risk.effective() != StandardRisk || len(r.Risk.Indicators) > 0 || r.Risk.Marac
	return row.Pathway == OutOfScope && !inNeed
}

// MustSafeguard says that a safeguarding referral must be made of a child whom another
// service is to help: by what the referral says of the crime.
func (r Referral) MustSafeguard() bool {
	p := pathway(r.pathway())
	row, _ := OffenceOf(r.Offence)
	return p.Abuse || pathway(row.Pathway).Abuse || r.DomesticAbuse
}
