package messaging_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

// longestEasySentence is the product's own bound, in words.
const longestEasySentence = 15

func TestEveryTemplateHasEasyWordsInShortSentences(t *testing.T) {
	t.Parallel()
	words := templates(t)
	for _, name := range casework.Templates {
		require.Contains(t, words.Languages(name), messaging.EasyEnglish)
		letter := messaging.Words{Name: "Ana", When: messaging.WhenIn("en", time.Date(2026, 9, 30, 21, 30, 0, 0, time.UTC)), CallBack: "01632 960001"}
		r, err := words.Render(name, messaging.EasyEnglish, letter)
		require.NoError(t, err)
		for _, said := range []string{r.SMS, r.Text} {
			for _, sentence := range strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune(".?\n", r) }) {
				require.LessOrEqual(t, len(strings.Fields(sentence)), longestEasySentence, sentence)
			}
		}
	}
}

func TestPlainWordsAreForWhoChoseThemWhereNobodyElseReads(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*messaging.Contact, *messaging.PointValue)
		want   string
	}{
		"chosen":                      {func(_ *messaging.Contact, p *messaging.PointValue) { p.Allowed.PlainWords = true }, messaging.PlainEnglish},
		"not chosen":                  {func(*messaging.Contact, *messaging.PointValue) {}, "en"},
		"nobody asked who else reads": {func(_ *messaging.Contact, p *messaging.PointValue) { p.Allowed.PlainWords, p.SharedWith = true, "" }, "en"},
		"easy words are needed": {func(c *messaging.Contact, p *messaging.PointValue) {
			p.Allowed.PlainWords, c.Needs = true, []messaging.AccessNeed{messaging.EasyRead}
		}, messaging.EasyEnglish},
		"another language": {func(c *messaging.Contact, p *messaging.PointValue) { p.Allowed.PlainWords, c.Language = true, "pl" }, "en"},
	} {
		o := setup(t)
		o.book.change(func(k *messaging.Contact) { c.change(k, &k.Points[0]) })
		require.Equal(t, casework.Sent, o.mustSend(reminder()).State, name)
		require.Equal(t, c.want, o.row().Language, name)
		require.Equal(t, c.want == messaging.PlainEnglish, strings.Contains(o.post.sent()[0].Text, "court"), name)
	}
}

func TestEveryWordThatPlainWordingMayUseIsARevealingOne(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"Your court hearing", "Support from Beacon"} {
		_, found := messaging.Revealing(said)
		require.True(t, found, said)
		_, found = messaging.RevealingTooMuch(said)
		require.False(t, found, said)
	}
	for _, said := range []string{"the police", "your abuser", "the trial", "a safe place", "www.example.org", "support after domestic violence"} {
		_, found := messaging.RevealingTooMuch(said)
		require.True(t, found, said)
	}
}

func TestEasyWordsAreForWhoNeedsThemAndReadsEnglish(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"": messaging.EasyEnglish, "en-GB": messaging.EasyEnglish, "pl": "en"} {
		o := setup(t)
		o.book.change(func(c *messaging.Contact) { c.Language, c.Needs = language, []messaging.AccessNeed{messaging.EasyRead} })
		require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
		require.Equal(t, want, o.row().Language)
	}
}
