package safecontact_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"beacon/safecontact"
)

func TestNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	const e164 = "+447700900123"
	for raw, repaired := range map[string]bool{
		"07700900123": false, "07700 900123": false, "07700 900 123": false, "(07700) 900-123": false, "07700.900.123": false,
		"07700\u00a0900\u2009123": false, "07700\u2013900\u2013123": false, "\u202a07700 900123\u202c": false, " 07700 900123\t": false,
		"+44 7700 900123": false, "+447700900123": false, "tel:+44-7700-900123": false, "TEL:07700900123": false,
		"0044 7700 900123": false, "00447700900123": false, "'07700900123": false, "+ 44 7700 900123": false,
		"+44 (0)7700 900123": true, "+44 (0) 7700 900 123": true, "0044 (0)7700 900123": true, "+4407700900123": true,
		"447700900123": true, "44 07700 900123": true, "7700900123": true, "007700900123": true, "0007700900123": true,
		"+07700900123": true, "++447700900123": false,
	} {
		got, err := safecontact.ParsePhone(raw)
		require.NoError(t, err, raw)
		require.Equal(t, safecontact.Phone{E164: e164, Mobile: true, Country: "GB", Repaired: repaired}, got, raw)
	}
}

func TestOnlyAUKMobileIsMobile(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]safecontact.Phone{
		"01632 960001":      {E164: "+441632960001", Country: "GB"},
		"020 7946 0001":     {E164: "+442079460001", Country: "GB"},
		"0808 157 0001":     {E164: "+448081570001", Country: "GB"},
		"03069 990001":      {E164: "+443069990001", Country: "GB"},
		"070 1234 5678":     {E164: "+447012345678", Country: "GB"}, // a personal number
		"07640 123456":      {E164: "+447640123456", Country: "GB"}, // a pager
		"056 1234 5678":     {E164: "+445612345678", Country: "GB"}, // by internet
		"07797 123456":      {E164: "+447797123456", Country: "JE"},
		"07937 123456":      {E164: "+447937123456", Country: "JE"},
		"07781 123456":      {E164: "+447781123456", Country: "GG"},
		"07624 123456":      {E164: "+447624123456", Country: "IM"},
		"01534 123456":      {E164: "+441534123456", Country: "JE"},
		"+33 6 12 34 56 78": {E164: "+33612345678", Country: "FR"},
		"00 33 612345678":   {E164: "+33612345678", Country: "FR"},
		"+1 212 555 0123":   {E164: "+12125550123", Country: "US"},
		"+39 06 6982 1234":  {E164: "+390669821234", Country: "IT"},
		"07123 456789":      {E164: "+447123456789", Country: "GB", Mobile: true},
	} {
		got, err := safecontact.ParsePhone(raw)
		require.NoError(t, err, raw)
		if want.Country == "IT" { // Rome and the Vatican share the code
			want.Country = got.Country
		}
		require.Equal(t, want, got, raw)
	}
}

func TestWhatIsNoNumberIsRefusedWithACode(t *testing.T) {
	t.Parallel()
	for raw, code := range map[string]safecontact.Malformed{
		"": safecontact.Missing, " \u00a0\t": safecontact.Missing, "'": safecontact.Missing, "tel:": safecontact.Missing,
		"unknown": safecontact.HasLetters, "07700 90O123": safecontact.HasLetters, "07700900123 (mum)": safecontact.HasLetters,
		"4.4770E+11": safecontact.HasLetters, "07700 900123 x5": safecontact.HasLetters, "\u0663\u0664": safecontact.NotANumber,
		"07700900123#5": safecontact.HasExtension, "07700900123, 07700900124": safecontact.MoreThanOne,
		"07700 900123 & 07700 900124": safecontact.MoreThanOne, "-": safecontact.NotANumber, "+": safecontact.NotANumber,
		"07700*900123": safecontact.NotANumber, "44+7700900123": safecontact.NotANumber, "07700900123\x00": safecontact.NotANumber,
		"999": safecontact.TooShort, "0": safecontact.TooShort, "00000": safecontact.TooShort,
		"07700900123/07700900124": safecontact.TooLong, "077009001234567890": safecontact.TooLong,
		"07700 90012": safecontact.NotInUse, "07700 9001234": safecontact.NotInUse, "01632 123456": safecontact.NotInUse,
		"33612345678": safecontact.NotInUse, "00000000000": safecontact.TooShort, "+99912345678": safecontact.NotInUse,
		"0909 879 0001": safecontact.PremiumRate, "0871 234 5678": safecontact.PremiumRate, "0845 123 4567": safecontact.PremiumRate,
		"000033612345678": safecontact.NotInUse,
	} {
		_, err := safecontact.ParsePhone(raw)
		require.ErrorIs(t, err, code, "%q", raw)
		require.Equal(t, string(code), code.Code())
		require.NotEmpty(t, err.Error(), code)
	}
}

// anyWriting writes a number in some way of people's.
func anyWriting(t *rapid.T, national string) string {
	start := rapid.SampledFrom([]string{"0", "+44", "+44 (0)", "0044", "44", "", "00", "tel:+44", " +44 0"}).Draw(t, "start")
	var b strings.Builder
	b.WriteString(start)
	gap := rapid.SampledFrom([]string{"", "", " ", ".", "-", "\u00a0", "\u202f", " - "})
	for i, r := range national {
		if i > 0 {
			b.WriteString(gap.Draw(t, "gap"))
		}
		b.WriteRune(r)
	}
	return b.String()
}

func TestEveryWritingOfANumberIsTheSameNumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		national := "7700900" + rapid.StringMatching(`[0-9]{3}`).Draw(t, "last")
		raw := anyWriting(t, national)
		got, err := safecontact.ParsePhone(raw)
		require.NoError(t, err, "%q", raw)
		require.Equal(t, "+44"+national, got.E164, "%q", raw)
		require.True(t, got.Mobile)
	})
}

// Whatever is written, what is read back has the digits that were written, in their
// order: no digit is lost, added or changed.
func TestNoNumberIsMadeUp(t *testing.T) {
	t.Parallel()
	alphabet := []rune("0123456789012345678901234567890 +-.()/tel:x#\u00a0\u0665\x00'")
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.StringOfN(rapid.SampledFrom(alphabet), 0, 22, -1).Draw(t, "raw")
		got, err := safecontact.ParsePhone(raw)
		if err != nil {
			var m safecontact.Malformed
			require.ErrorAs(t, err, &m)
			return
		}
		require.Regexp(t, `^\+[1-9][0-9]{6,14}$`, got.E164)
		written := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, raw)
		require.False(t, strings.ContainsFunc(raw, func(r rune) bool { return r > 127 && unicode.IsDigit(r) }))
		national := strings.TrimPrefix(got.E164, "+44")
		require.True(t, strings.HasSuffix(written, strings.TrimPrefix(national, "+")), "%q became %q", raw, got.E164)
		if got.Mobile {
			require.Regexp(t, `^\+447[1-9][0-9]{8}$`, got.E164)
			require.Equal(t, "GB", got.Country)
		}
		again, err := safecontact.ParsePhone(got.E164)
		require.NoError(t, err)
		got.Repaired = false
		require.Equal(t, got, again, "what was read reads the same again")
	})
}

func FuzzParsePhone(f *testing.F) {
	f.Add("+44 (0)7700 900123")
	f.Add("007700900123")
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := safecontact.ParsePhone(raw)
		if err == nil && !strings.HasPrefix(got.E164, "+") {
			t.Fatalf("%q became %q", raw, got.E164)
		}
	})
}
