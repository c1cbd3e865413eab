package safecontact

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Phone is a telephone number as it was understood.
type Phone struct {
	E164     string // "+447700900123"
	Mobile   bool   // a UK mobile number, the only kind that a text may go to
	Country  string // two letters: "GB", "JE", "FR"; empty for a number of no one country
	Repaired bool   // it could not have been dialled from the UK as it was written
}

// ParsePhone reads a telephone number as people write it; one that names no country
// is a UK one. The error is a Malformed. It takes spaces, dots, hyphens, brackets,
// "tel:", +44, (0), 0044, a country code with no plus, stray leading zeros and a
// lost first zero. It refuses premium-rate numbers (among which the numbering data
// counts 084 and 087) and numbers of ranges not in use, except Ofcom's for drama.
func ParsePhone(raw string) (Phone, error) {
	w, err := readDigits(raw)
	if err != nil {
		return Phone{}, err
	}
	if national, ok := w.uk(); ok {
		return w.home(national)
	}
	return w.abroad()
}

// uk is the national number, without its first zero, if this reads as a UK number.
func (w written) uk() (string, bool) {
	rest := w.digits[w.zeros():]
	if after, ok := strings.CutPrefix(rest, "44"); ok {
		if after = strings.TrimLeft(after, "0"); len(after) == 9 || len(after) == 10 {
			return after, true
		}
	}
	another := w.plus && w.zeros() == 0 || !w.plus && w.zeros() == 2 && !ukLength(rest)
	return rest, !another
}

func ukLength(national string) bool { return len(national) == 9 || len(national) == 10 }

// abroad reads a number that says which country it is of.
func (w written) abroad() (Phone, error) {
	return w.parse("+" + w.digits[w.zeros():])
}

// home reads a national number of the UK, without its first zero.
func (w written) home(national string) (Phone, error) {
	if drama(national) {
		return Phone{E164: "+44" + national, Mobile: national[0] == '7', Country: "GB", Repaired: !w.dials("44", national)}, nil
	}
	p, err := w.parse("+44" + national)
	if w.plus || w.zeros() != 2 || strings.HasPrefix(w.digits, "0044") {
		return p, err
	}
	// Two zeros are the way out of the UK, or one too many.
	other, otherErr := w.abroad()
	switch {
	case otherErr != nil:
		return p, err
	case err != nil:
		return other, nil //nolint:nilerr // the other reading of it is a number
	}
	return Phone{}, Ambiguous
}

// parse asks the numbering plans about a number in international form.
func (w written) parse(international string) (Phone, error) {
	switch digits := len(international) - 1; {
	case digits < 7:
		return Phone{}, TooShort
	case digits > 15:
		return Phone{}, TooLong
	}
	n, err := phonenumbers.Parse(international, "GB")
	if err != nil {
		return Phone{}, NotInUse
	}
	kind := phonenumbers.GetNumberType(n)
	switch {
	case kind == phonenumbers.PREMIUM_RATE:
		return Phone{}, PremiumRate
	case !phonenumbers.IsValidNumber(n):
		return Phone{}, NotInUse
	}
	e164 := phonenumbers.Format(n, phonenumbers.E164)
	region := phonenumbers.GetRegionCodeForNumber(n)
	if len(region) != 2 || region == "ZZ" {
		region = ""
	}
	code, national, _ := strings.Cut(phonenumbers.Format(n, phonenumbers.INTERNATIONAL), " ")
	return Phone{
		E164:     e164,
		Mobile:   region == "GB" && kind == phonenumbers.MOBILE,
		Country:  region,
		Repaired: !w.dials(strings.TrimPrefix(code, "+"), onlyDigits(national)),
	}, nil
}

// drama says whether Ofcom keeps a UK number free for film and television in a
// range which the numbering data does not know. They stand for people in tests and
// demonstrations. Source: Ofcom, telephone numbers for drama use.
func drama(national string) bool {
	return len(national) == 10 && (strings.HasPrefix(national, "7700900") || strings.HasPrefix(national, "1632960"))
}
