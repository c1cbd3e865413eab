package safecontact_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/safecontact"
)

// hand writes telephone numbers as people do, and knows what it meant. What a
// number is, it takes from Ofcom's list of numbers for drama and from nowhere else.
type hand struct{ dice *rand.Rand }

// meant is a number and what a careful reader may make of one writing of it.
type meant struct {
	raw    string
	e164   string // "": nobody can tell which number was meant
	mobile bool
	repair bool // it could not be dialled as it was written
}

func pick[T any](h hand, from ...T) T { return from[h.dice.IntN(len(from))] }

// number is the national part, without its first zero.
func (h hand) number() (national string, mobile bool) {
	if h.dice.IntN(10) < 8 {
		return fmt.Sprintf("7700900%03d", h.dice.IntN(1000)), true
	}
	return fmt.Sprintf(pick(h, "1632960%03d", "2079460%03d", "1184960%03d", "8081570%03d", "3069990%03d"), h.dice.IntN(1000)), false
}

// spread puts between digits what people put there.
func (h hand) spread(digits string) string {
	gap := pick(h, "", "", " ", " ", "-", ".", "\u00a0", "\u2009", "\u2013", " - ")
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && h.dice.IntN(3) == 0 {
			b.WriteString(gap)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plain is a number that can be dialled as it is written.
func (h hand) plain() meant {
	n, mobile := h.number()
	raw := pick(h, "0", "0", "0", "+44 ", "+44", "0044 ", "tel:+44", "'0", "\u202a0") + h.spread(n)
	if h.dice.IntN(8) == 0 && strings.HasPrefix(raw, "0") && !strings.HasPrefix(raw, "00") {
		raw = "(0" + n[:4] + ") " + h.spread(n[4:])
	}
	return meant{pick(h, "", " ", "\t") + raw + pick(h, "", " ", "\r\n"), "+44" + n, mobile, false}
}

// repairable is a number with its beginning written wrongly.
func (h hand) repairable() meant {
	n, mobile := h.number()
	wrong := pick(h, "+44 (0)", "+440", "0044 (0)", "44 ", "440", "", "00", "000", "+0")
	return meant{wrong + h.spread(n), "+44" + n, mobile, true}
}

// hopeless is a writing of which nobody can say what number was meant.
func (h hand) hopeless() meant {
	n := fmt.Sprintf("7700900%03d", h.dice.IntN(1000))
	start, at := pick(h, "0", "+44", "0044", "+44 (0)"), h.dice.IntN(len(n))
	lost := start + h.spread(n[:at]+n[at+1:])
	more := start + h.spread(n+pick(h, "0", "1", "7", "12", "345"))
	letter := start + strings.NewReplacer("0", pick(h, "O", "o", "\u041e")).Replace(n)
	other := fmt.Sprintf("07700900%03d", h.dice.IntN(1000))
	return meant{raw: pick(h,
		lost, lost, more, more, letter, start+n[:at]+"x"+n[at+1:], start+n[:at]+"?"+n[at+1:],
		start+n+pick(h, ", ", "; ", " & ", " / ", " or ", "\n")+other, start+n+pick(h, " ext 5", " x5", "#5", " (mum)", " after 6pm"),
		pick(h, "", " ", "-", "+", "tel:", "N/K", "no phone", "unknown", "none", "see notes", "as before", "0", "00000000000", "999", "x"),
		"4.4770E+11", "7.7009E+09", "\u0660\u0667\u0667\u0660\u0660", "\uff10\uff17\uff17\uff10\uff10\uff19\uff10\uff10\uff11\uff12\uff13",
		start+n+"\x00", "\xff\xfe"+n, "<script>"+n+"</script>", "'; drop table people; --"+n, strings.Repeat(n, 2+h.dice.IntN(200)),
		"07700 9xx xxx", "0909 879 0"+n[7:], "0871 234 5"+n[7:], "+999"+n, n+"@example.org", "+44"+start+n+"+",
	)}
}

// write is a number as a police system may hold it: one in thirty-three can be
// repaired, one in ten is hopeless.
func (h hand) write() meant {
	switch at := h.dice.IntN(1000); {
	case at < 30:
		return h.repairable()
	case at < 130:
		return h.hopeless()
	}
	return h.plain()
}

func TestOfTenThousandWritingsNoneIsReadAsAnotherNumber(t *testing.T) {
	t.Parallel()
	h := hand{rand.New(rand.NewPCG(2026, 3))}
	var plain, repaired, refused int
	why := map[string]int{}
	for range 10_000 {
		m := h.write()
		got, err := safecontact.ParsePhone(m.raw)
		if m.e164 == "" {
			var code safecontact.Malformed
			require.True(t, errors.As(err, &code), "%q was accepted as %s", m.raw, got.E164)
			require.NotEmpty(t, code.Error(), "%q is refused without a reason", m.raw)
			require.Zero(t, got)
			why[code.Code()]++
			refused++
			continue
		}
		require.NoError(t, err, "%q", m.raw)
		require.Equal(t, safecontact.Phone{E164: m.e164, Mobile: m.mobile, Country: "GB", Repaired: m.repair}, got, "%q", m.raw)
		if m.repair {
			repaired++
		} else {
			plain++
		}
	}
	t.Logf("%d as written, %d repaired, %d refused: %v", plain, repaired, refused, why)
	require.InDelta(t, 300, repaired, 100)
	for _, code := range []safecontact.Malformed{
		safecontact.Missing, safecontact.HasLetters, safecontact.HasExtension, safecontact.NotANumber, safecontact.TooShort,
		safecontact.TooLong, safecontact.NotInUse, safecontact.PremiumRate, safecontact.MoreThanOne,
	} {
		require.Positive(t, why[code.Code()], "nothing was refused as %s", code)
	}
}

// Bytes without any sense are refused, or are a number whose digits they hold.
func TestTenThousandStringsOfBytesAreNeverANumberOfOthersDigits(t *testing.T) {
	t.Parallel()
	h := hand{rand.New(rand.NewPCG(7, 7))}
	some := []rune("00112233445566778899+-. ()/\u00a0\u2011\u0661\uff11xX#,;&*'\"\x00\u202e\U0001f4de")
	accepted := 0
	for range 10_000 {
		b := make([]rune, h.dice.IntN(24))
		for i := range b {
			b[i] = some[h.dice.IntN(len(some))]
			if h.dice.IntN(2) == 0 {
				b[i] = rune('0' + h.dice.IntN(10))
			}
		}
		raw := string(b)
		got, err := safecontact.ParsePhone(raw)
		if err != nil {
			require.Zero(t, got)
			continue
		}
		accepted++
		digits := slices.DeleteFunc([]rune(raw), func(r rune) bool { return r < '0' || r > '9' })
		national := strings.TrimPrefix(strings.TrimPrefix(got.E164, "+44"), "+")
		require.True(t, strings.HasSuffix(string(digits), national), "%q became %s", raw, got.E164)
	}
	t.Logf("%d of 10,000 happen to be numbers", accepted)
}
