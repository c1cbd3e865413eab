package messaging_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"beacon/casework"
	"beacon/messaging"
)

func TestAMomentIsSaidInLondonTime(t *testing.T) {
	t.Parallel()
	for want, at := range map[string]time.Time{
		"":                                {},
		"Tuesday 3 March at 10am":         time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC),
		"Friday 1 May at 2:30pm":          time.Date(2026, 5, 1, 13, 30, 0, 0, time.UTC),
		"Sunday 29 March at 12:59am":      time.Date(2026, 3, 29, 0, 59, 0, 0, time.UTC),
		"Sunday 29 March at 2am":          time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC),
		"Monday 2 March at midday":        time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC),
		"Monday 2 March at 12:05pm":       time.Date(2026, 3, 2, 12, 5, 0, 0, time.UTC),
		"Tuesday 2 June at midnight":      time.Date(2026, 6, 1, 23, 0, 0, 0, time.UTC),
		"Sunday 25 October at 1:30am":     time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC),
		"Thursday 31 December at 11:05pm": time.Date(2026, 12, 31, 23, 5, 0, 0, time.UTC),
	} {
		require.Equal(t, want, messaging.WhenIn("en", at))
		require.Equal(t, want, messaging.WhenIn("pl", at), "English where there is no calendar")
	}
}

func TestANameStandsInAMessageOnlyIfItIsOne(t *testing.T) {
	t.Parallel()
	words := templates(t)
	for name, c := range map[string]struct{ sms, email string }{
		"Ana":                            {"Hello Ana.", "Hello Ana,"},
		"  Ana \t Maria ":                {"Hello Ana Maria.", "Hello Ana Maria,"},
		"O\u2019Neil":                    {"Hello O'Neil.", "Hello O'Neil,"},
		"Jos\u00e9":                      {"Hello Jos\u00e9.", "Hello Jos\u00e9,"},
		"Zo\u00eb":                       {"Hello Zoe.", "Hello Zo\u00eb,"},
		"Siobha\u0301n":                  {"Hello Siobhan.", "Hello Siobh\u00e1n,"},
		"\u0391\u03bd\u03bd\u03b1":       {"Hello.", "Hello \u0391\u03bd\u03bd\u03b1,"},
		"\u0641\u0627\u0637\u0645\u0629": {"Hello.", "Hello \u0641\u0627\u0637\u0645\u0629,"},
		"":                               {"Hello.", "Hello,"},
		"victim 1":                       {"Hello.", "Hello,"},
		"Victim":                         {"Hello.", "Hello,"},
		"Miss Court":                     {"Hello.", "Hello,"},
		"Ana\nBcc: x@example.org":        {"Hello.", "Hello,"},
		"<script>":                       {"Hello.", "Hello,"},
		"example.org":                    {"Hello.", "Hello,"},
		"call 07700 900124":              {"Hello.", "Hello,"},
		"---":                            {"Hello.", "Hello,"},
		strings.Repeat("a", 26):          {"Hello.", "Hello,"},
	} {
		r, err := words.Render(casework.LeaveOpen, "en", messaging.Words{Name: name})
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(r.SMS, c.sms+" "), "%q: %s", name, r.SMS)
		require.True(t, strings.HasPrefix(r.Text, c.email+"\n"), "%q: %s", name, r.Text)
	}
}

func TestWhateverTheNameATextIsOneSegment(t *testing.T) {
	t.Parallel()
	words := templates(t)
	rapid.Check(t, func(t *rapid.T) {
		w := messaging.Words{Name: rapid.String().Draw(t, "name"), When: letters()["full"].When, CallBack: "01632 960001"}
		r, err := words.Render(rapid.SampledFrom(casework.Templates).Draw(t, "template"), "en", w)
		require.NoError(t, err)
		n, gsm := messaging.Septets(r.SMS)
		require.True(t, gsm)
		require.LessOrEqual(t, n, messaging.Segment)
		require.NotContains(t, r.SMS, "\n")
	})
}

func TestSeptetsAreCountedAsThePhoneCountsThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": 0, "Hello": 5, "\u00e9\u00a3@": 3, "\u20ac": 2, "[ok]~": 8, "\n": 1} {
		n, ok := messaging.Septets(text)
		require.True(t, ok, "%q", text)
		require.Equal(t, want, n, "%q", text)
	}
	for _, text := range []string{"\u2019", "\u2013", "\u00eb", "\u0175", "\u00a0", "\U0001f600", "`"} {
		_, ok := messaging.Septets(text)
		require.False(t, ok, "%q", text)
	}
}

func TestRevealingWordsAreFoundHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Your VICTIM contact", "the courts", "about the non-molestation order", "Police.", "a case-worker", "Women's Aid",
		"see example.org/x", "http://x", "www.example", "be safe", "Beacon here",
	} {
		_, found := messaging.Revealing(text)
		require.True(t, found, text)
	}
	for _, text := range []string{"Hello. We will call at 10am on Tuesday.", "appointment", "courtesy", "a.b", "01632 960001."} {
		word, found := messaging.Revealing(text)
		require.False(t, found, "%s: %s", text, word)
	}
}
