package casework

import "slices"

// OutcomeRow is one row of what can come of a hearing.
type OutcomeRow struct {
	Code string
	Says string
	Why  bool // it did not go as listed, and why must be said
	Went bool // it went ahead, so that it cannot be said why not
}

// OutcomeRows lists what can come of a hearing.
// Source: the words of the criminal courts' own statistics of trials (effective,
// ineffective, cracked, vacated); the rest is general knowledge and not verified.
var OutcomeRows = []OutcomeRow{
	{"effective", "it went ahead", false, true},
	{"part_heard", "it began and goes on on another day", false, true},
	{"cracked", "it ended on the day without being tried", false, false},
	{"ineffective", "it did not go ahead and is to be listed again", true, false},
	{"adjourned", "it was put off to another day", false, false},
	{"vacated", "it was taken out of the list on the day", false, false},
	{"relisted", "it did not take place, and has another date already", false, false},
}

// WhyNot is one row of why a hearing did not go ahead.
type WhyNot struct {
	Code string
	Says string
}

// WhyNots lists why a hearing did not go ahead.
// Source: the reasons that courts give for ineffective trials in England and Wales,
// in this product's own words and fewer; not verified.
var WhyNots = []WhyNot{
	{"victim_absent", "the victim was not there"},
	{"victim_withdrew", "the victim no longer supported the prosecution"},
	{"witness_absent", "another witness was not there"},
	{"defendant_absent", "the defendant was not there, or unfit"},
	{"prosecution_not_ready", "the prosecution was not ready"},
	{"defence_not_ready", "the defence was not ready"},
	{"no_court_time", "there was no court room or no time: too much was listed"},
	{"special_measures_not_ready", "special measures were not in place"},
	{"interpreter_absent", "there was no interpreter"},
	{"equipment_failed", "equipment of the court failed"},
	{"guilty_plea", "the defendant pleaded guilty"},
	{"prosecution_ended", "the prosecution offered no evidence, or ended"},
	{"other", "for another reason"},
}

// Attendance is one row of how a victim took part in a hearing.
type Attendance struct {
	Code string
	Says string
}

// Attendances lists how a victim took part. That nobody knows is never taken for a no.
var Attendances = []Attendance{
	{"attended", "the victim was there"},
	{"video_link", "the victim took part by video link"},
	{"recorded", "the victim's recorded evidence was played"},
	{"did_not_attend", "the victim was needed and was not there"},
	{"not_needed", "the victim was not needed"},
	{"not_known", "it is not known whether the victim was there"},
}

// InPlace is one row of whether special measures were in place on the day.
type InPlace struct {
	Code string
	Says string
}

// InPlaces lists whether special measures were in place on the day.
var InPlaces = []InPlace{
	{"yes", "special measures were in place"},
	{"no", "special measures had been asked for and were not in place"},
	{"failed", "some special measures failed"},
	{"not_asked", "no special measures had been asked for"},
	{"not_known", "it is not known whether special measures were in place"},
}

func outcomeRow(code string) (OutcomeRow, bool) {
	i := slices.IndexFunc(OutcomeRows, func(r OutcomeRow) bool { return r.Code == code })
	if i < 0 {
		return OutcomeRow{}, false
	}
	return OutcomeRows[i], true
}
