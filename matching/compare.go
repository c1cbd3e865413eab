package matching

import "slices"

// Verdict is what two records are to each other.
type Verdict string

// The verdicts.
const (
	Same      Verdict = "same"      // one person, by a rule
	Probable  Verdict = "probable"  // somebody should look; nothing is to follow by itself
	Different Verdict = "different" // nothing worth anybody's time
)

// Result is a verdict and what it rests on, in the order of Weights.
type Result struct {
	Verdict Verdict
	Score   int
	Reasons []string // codes of Weights
}

// Has says whether a code is among the reasons.
func (r Result) Has(code string) bool { return slices.Contains(r.Reasons, code) }

// Compare says whether two records name the same person, whichever comes first.
func Compare(a, b Person) Result {
	codes := nameEvidence(a, b)
	codes = append(codes, referenceEvidence(a, b)...)
	codes = append(codes, otherEvidence(a, b)...)
	if born := bornAlike(a.Born, b.Born); born != "" {
		codes = append(codes, born)
	}
	var out Result
	for _, row := range Weights {
		if slices.Contains(codes, row.Code) {
			out.Reasons = append(out.Reasons, row.Code)
			out.Score += row.Weight
		}
	}
	out.Verdict = out.verdict(sameWhole(a, b))
	return out
}

// verdict: a score alone never makes two people one. The two rules that do are the
// force's own number, and the whole name with the date of birth and a door or a number
// that agrees. Either gives way to what speaks against it.
func (r Result) verdict(whole bool) Verdict {
	contradicted := r.Has(GivenDiffers) && r.Has(FamilyDiffers) && (r.Has(BornDiffers) || r.Has(BornSameYear))
	certain := whole && r.Has(BornSame) && (r.Has(AddressSame) || r.Has(PhoneSame))
	switch {
	case r.Has(ReferenceSame) && !contradicted:
		return Same
	case r.Has(ReferenceSame):
		return Probable // a number given twice, or to the wrong person
	case certain && !r.Has(ReferenceDiffers) && !r.Has(GenderDiffers):
		return Same
	case r.Score >= ProbableFrom:
		return Probable
	}
	return Different
}

func referenceEvidence(a, b Person) []string {
	switch {
	case a.Force == "" || a.Force != b.Force || a.Reference == "" || b.Reference == "":
		return nil
	case a.Reference == b.Reference:
		return []string{ReferenceSame}
	}
	return []string{ReferenceDiffers}
}

// otherEvidence is all but numbers, names and dates.
func otherEvidence(a, b Person) (codes []string) {
	x, y := placesOf(a.Addresses), placesOf(b.Addresses)
	switch {
	case anyTwo(x, y, place.same):
		codes = append(codes, AddressSame)
	case anyTwo(x, y, place.samePostcode):
		codes = append(codes, PostcodeSame)
	}
	told := func(g string) bool { return g == "female" || g == "male" }
	switch {
	case a.Gender != "" && a.Gender == b.Gender && a.Gender != "not_stated":
		codes = append(codes, GenderSame)
	case told(a.Gender) && told(b.Gender):
		codes = append(codes, GenderDiffers)
	}
	equal := func(x, y string) bool { return x != "" && x == y }
	if anyTwo(a.Phones, b.Phones, equal) {
		codes = append(codes, PhoneSame)
	}
	if anyTwo(a.Emails, b.Emails, equal) {
		codes = append(codes, EmailSame)
	}
	return codes
}
