package extract

// Problem is one reason why a row was not sent, or one value which was repaired
// on the way. It never holds the value itself, so it may be shown and stored.
type Problem struct {
	Field  string // JSON pointer into the referral; empty when the whole row is meant
	Code   string // stable, lower case with underscores
	Reason string // one sentence in plain words
}

// The codes under which this package itself refuses or repairs; the API has its own.
const (
	codeBoolean    = "not_a_boolean"
	codeNumber     = "not_a_number"
	codeDate       = "not_a_date"
	codeTime       = "not_a_time"
	codeZone       = "no_time_zone"
	codeWindow     = "not_a_window"
	codeText       = "not_text"
	codeRagged     = "ragged_row"
	codeQuotes     = "malformed_quotes"
	codeTooLong    = "too_long"
	codeJSON       = "malformed_json"
	codeType       = "wrong_type"
	codeUnknown    = "unknown_field"
	codeReencoded  = "repaired_encoding"
	codeUKDate     = "repaired_date"
	codeIgnored    = "ignored_column"
	codeUnexpected = "unexpected_answer"
	codeElsewhere  = "out_of_scope"
)

func problem(field, code, reason string) *Problem {
	return &Problem{Field: field, Code: code, Reason: reason}
}

// Record is one row as read. A record with problems is not to be sent; its
// referral holds what could be read, so that the row can still be named.
type Record struct {
	Row      int   // as a person finds it in the file, see the package comment
	End      int64 // bytes of the file up to and including this row
	Referral Referral
	Repairs  []Problem
	Problems []Problem
}

func (r *Record) refuse(p *Problem) {
	if p != nil {
		r.Problems = append(r.Problems, *p)
	}
}
