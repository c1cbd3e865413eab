package messaging

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"beacon/safecontact"
)

// Words are all that a template may say of a person and a time. Any may be empty,
// and the templates read well without it.
type Words struct {
	Name     string // the name the victim chose to be called by
	When     string // a moment, as WhenIn writes it
	CallBack string // the number to call back on, as people read it
}

// calendar is how a language says a moment.
type calendar struct {
	days               [7]string // from Sunday
	months             [12]string
	at                 string
	midday, midnight   string
	morning, afternoon string
}

var english = calendar{
	days:   [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	at:     "at", midday: "midday", midnight: "midnight", morning: "am", afternoon: "pm",
}

// calendars lists the languages that a moment can be said in. To add a language,
// add a line here and its files beside each template.
var calendars = map[string]calendar{
	English:      english,
	EasyEnglish:  english,
	PlainEnglish: english,
	"cy": {
		days:   [7]string{"dydd Sul", "dydd Llun", "dydd Mawrth", "dydd Mercher", "dydd Iau", "dydd Gwener", "dydd Sadwrn"},
		months: [12]string{"Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"},
		at:     "am", midday: "hanner dydd", midnight: "hanner nos", morning: "am", afternoon: "pm",
	},
}

// English is the language of a message that has no words in the victim's own.
const English = "en"

// EasyEnglish is English in easy words: short sentences, one thing in each, for
// whoever needs easy read. It is a tag of our own (RFC 5646, private use).
const EasyEnglish = "en-x-easy"

// PlainEnglish is English that says what a message is about, for a victim who chose that
// at a point which nobody else has. It is a tag of our own, too.
const PlainEnglish = "en-x-plain"

// WhenIn says a moment in a language, in London time and in GOV.UK's style:
// "Tuesday 3 March at 10am", "Friday 1 May at 2:30pm", "Monday 2 March at midday".
// It is empty for the zero time, and English for a language without a calendar.
func WhenIn(language string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	c, ok := calendars[language]
	if !ok {
		c = calendars[English]
	}
	t = t.In(safecontact.London)
	return fmt.Sprintf("%s %d %s %s %s", c.days[t.Weekday()], t.Day(), c.months[t.Month()-1], c.at, c.clock(t))
}

func (c calendar) clock(t time.Time) string {
	hour, minute, _ := t.Clock()
	switch {
	case minute == 0 && hour == 0:
		return c.midnight
	case minute == 0 && hour == 12:
		return c.midday
	}
	half := c.morning
	if hour >= 12 {
		half = c.afternoon
	}
	hour = (hour+11)%12 + 1
	if minute == 0 {
		return fmt.Sprintf("%d%s", hour, half)
	}
	return fmt.Sprintf("%d:%02d%s", hour, minute, half)
}

// longestName keeps a message in one segment.
const longestName = 25

// speakable is a name that may stand in a message: letters, and what joins names.
// Anything else, and anything revealing, is nobody's name; empty then.
func speakable(name string) string {
	name = strings.NewReplacer("\u2019", "'", "\u2018", "'", "\u2010", "-", "\u2011", "-").Replace(norm.NFC.String(name))
	name = strings.Join(strings.Fields(name), " ")
	letters := 0
	for _, r := range name {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r):
			letters++
		case !strings.ContainsRune(" '-.", r):
			return ""
		}
	}
	if _, reveals := Revealing(name); letters == 0 || reveals || len([]rune(name)) > longestName {
		return ""
	}
	return name
}

// inGSM is a name in the GSM alphabet: as it is, or without its accents, or empty.
func inGSM(name string) string {
	if _, ok := Septets(name); ok {
		return name
	}
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(name))
	if _, ok := Septets(bare); ok {
		return bare
	}
	return ""
}
