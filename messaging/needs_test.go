package messaging_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
)

func TestNothingLeavesFromASealedCase(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.book.change(func(c *messaging.Contact) { c.Sealed = true })
	require.Equal(t, "case_sealed", o.mustSend(reminder()).Rule)
	require.Empty(t, o.post.sent())
	require.True(t, o.row().Inputs.Sealed, "why not is one read")
}

func TestWhoNeedsACallGetsNoText(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.book.change(func(c *messaging.Contact) { c.Needs = []messaging.AccessNeed{messaging.CallNotText} })
	out := o.mustSend(reminder())
	require.Equal(t, casework.Refused, out.State)
	require.Equal(t, "call_instead_of_text", out.Rule)
	require.Empty(t, o.post.sent())
}

func TestWhoNeedsLargePrintGetsIt(t *testing.T) {
	t.Parallel()
	sent := func(needs ...messaging.AccessNeed) messaging.Letter {
		o := setup(t)
		o.book.change(func(c *messaging.Contact) {
			c.Needs = needs
			c.Points = []messaging.PointValue{{Value: "ana@example.org", Point: safecontact.Point{
				ID: "e1", Kind: safecontact.EmailPoint, Allowed: safecontact.Allowed{Email: true}, VerifiedAt: monday.Add(-time.Hour), SharedWith: safecontact.Nobody,
			}}}
		})
		m := reminder()
		m.Channel = casework.Email
		require.Equal(t, casework.Sent, o.mustSend(m).State)
		return o.post.sent()[0]
	}
	plain, large := sent(), sent(messaging.LargePrint)
	require.NotContains(t, plain.HTML, "font-size")
	require.Contains(t, large.HTML, "font-size: 150%")
	require.Equal(t, plain.Text, large.Text)
	easy := sent(messaging.EasyRead)
	require.Equal(t, messaging.EasyEnglish, easy.Language)
	require.Contains(t, easy.Text, "You have an appointment.\n")
	require.Contains(t, easy.HTML, "font-size: 150%", "easy words are set large")
	for _, name := range casework.Templates {
		require.Equal(t, 1, strings.Count(read(t, name, "email.html"), "<body>"), "%s has no body to enlarge", name)
	}
}
