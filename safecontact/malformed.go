package safecontact

// Malformed is why a value is no contact point: a stable code. It never holds the
// value itself.
type Malformed string

// The codes. To add one, add a line here and in says.
const (
	Missing        Malformed = "missing"
	HasLetters     Malformed = "has_letters"
	HasExtension   Malformed = "has_extension"
	NotANumber     Malformed = "not_a_phone_number"
	TooShort       Malformed = "too_short"
	TooLong        Malformed = "too_long"
	NotInUse       Malformed = "not_a_number_in_use"
	Ambiguous      Malformed = "ambiguous_number"
	PremiumRate    Malformed = "premium_rate"
	NotAnEmail     Malformed = "not_an_email_address"
	MoreThanOne    Malformed = "more_than_one"
	OnlyASCIIEmail Malformed = "email_not_ascii"
)

// says puts the code in words for staff.
var says = map[Malformed]string{
	Missing:        "nothing is written",
	HasLetters:     "a telephone number has no letters",
	HasExtension:   "a telephone number with an extension cannot be used",
	NotANumber:     "this is not how a telephone number is written",
	TooShort:       "too few digits for a telephone number",
	TooLong:        "too many digits for one telephone number",
	NotInUse:       "no such telephone number is in use",
	Ambiguous:      "this could be a UK number or another country's: write it with its country code",
	PremiumRate:    "a premium-rate number is nobody's own",
	NotAnEmail:     "this is not how an email address is written",
	MoreThanOne:    "one number or address at a time",
	OnlyASCIIEmail: "an email address in other letters than a to z cannot be used",
}

// Error puts the code in words for staff.
func (m Malformed) Error() string { return says[m] }

// Code is the stable code.
func (m Malformed) Code() string { return string(m) }
