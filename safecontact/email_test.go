package safecontact_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"beacon/safecontact"
)

func TestEmailAddressesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]safecontact.Email{
		"ana@example.org":           {Address: "ana@example.org"},
		"Ana.B+one@Example.ORG":     {Address: "Ana.B+one@example.org"},
		" ana@example.org\u00a0":    {Address: "ana@example.org"},
		"mailto:ana@example.org":    {Address: "ana@example.org", Repaired: true},
		"<ana@example.org>":         {Address: "ana@example.org", Repaired: true},
		"ana@example.org.":          {Address: "ana@example.org", Repaired: true},
		"ana@example.org;":          {Address: "ana@example.org", Repaired: true},
		"o'neil@mail.example.co.uk": {Address: "o'neil@mail.example.co.uk"},
	} {
		got, err := safecontact.ParseEmail(raw)
		require.NoError(t, err, "%q", raw)
		if got.Address == strings.TrimSpace(raw) {
			require.False(t, got.Repaired)
		}
		require.Equal(t, want, got, "%q", raw)
	}
}

func TestWhatIsNoEmailAddressIsRefusedWithACode(t *testing.T) {
	t.Parallel()
	for raw, code := range map[string]safecontact.Malformed{
		"": safecontact.Missing, "\u200b": safecontact.Missing, "mailto:": safecontact.Missing,
		"ana": safecontact.NotAnEmail, "ana@": safecontact.NotAnEmail, "@example.org": safecontact.NotAnEmail,
		"ana@localhost": safecontact.NotAnEmail, "ana@127.0.0.1": safecontact.NotAnEmail, "ana@[127.0.0.1]": safecontact.NotAnEmail,
		"an a@example.org": safecontact.NotAnEmail, "ana..b@example.org": safecontact.NotAnEmail, ".ana@example.org": safecontact.NotAnEmail,
		"ana@-example.org": safecontact.NotAnEmail, "ana@example..org": safecontact.NotAnEmail, `"a b"@example.org`: safecontact.NotAnEmail,
		"Ana <ana@example.org>": safecontact.NotAnEmail, "ana@ben@example.org": safecontact.NotAnEmail,
		"ana@example.org\r\nBcc: ben@example.org": safecontact.NotAnEmail, "ana\x00@example.org": safecontact.NotAnEmail,
		"ana@example.org,ben@example.org": safecontact.MoreThanOne, "ana@example.org ben@example.org": safecontact.MoreThanOne,
		"an\u00e4@example.org": safecontact.OnlyASCIIEmail, "ana\u2013b@example.org": safecontact.OnlyASCIIEmail, "a\u200bna@example.org": safecontact.OnlyASCIIEmail,
		strings.Repeat("a", 65) + "@example.org": safecontact.NotAnEmail, "ana@" + strings.Repeat("a.", 126) + "org": safecontact.NotAnEmail,
	} {
		_, err := safecontact.ParseEmail(raw)
		require.ErrorIs(t, err, code, "%q", raw)
	}
}

func TestAnAddressThatIsReadIsOneAddressAndReadsTheSameAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.StringOfN(rapid.SampledFrom([]rune("abAB09.@@-+_'<>,; \r\n\"\\(\u00e9\u00a0example.org")), 0, 40, -1).Draw(t, "raw")
		got, err := safecontact.ParseEmail(raw)
		if err != nil {
			var m safecontact.Malformed
			require.ErrorAs(t, err, &m)
			return
		}
		require.Regexp(t, `^[^@\s<>,;"\\()]+@[a-z0-9-]+(\.[a-z0-9-]+)+$`, got.Address)
		again, err := safecontact.ParseEmail(got.Address)
		require.NoError(t, err)
		require.Equal(t, safecontact.Email{Address: got.Address}, again)
	})
}
