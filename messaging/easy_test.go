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

func TestEasyWordsAreForWhoNeedsThemAndReadsEnglish(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"": messaging.EasyEnglish, "en-GB": messaging.EasyEnglish, "pl": "en"} {
		o := setup(t)
		o.book.change(func(c *messaging.Contact) { c.Language, c.Needs = language, []messaging.AccessNeed{messaging.EasyRead} })
		require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
		require.Equal(t, want, o.row().Language)
	}
}
