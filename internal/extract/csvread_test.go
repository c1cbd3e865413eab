package extract

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
)

func TestAReferralComesBackFromEitherFormatAsItWas(t *testing.T) {
	t.Parallel()
	bare := Referral{Source: Source{ID: "ATH-2"}, Victim: Victim{ContactPoints: []ContactPoint{}}}
	for _, f := range []Format{CSV, NDJSON} {
		got := read(t, f, write(t, f, ref("ATH-1", "N1"), bare))
		require.Len(t, got, 2)
		require.Equal(t, ref("ATH-1", "N1"), got[0].Referral, f)
		require.Equal(t, bare, got[1].Referral, f)
		require.Empty(t, got[0].Problems)
	}
}

func TestAByteOrderMarkAndWindowsLineEndsAreTolerated(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{CSV, NDJSON} {
		file := "\xef\xbb\xbf" + strings.ReplaceAll(write(t, f, ref("ATH-1", "N1")), "\n", "\r\n")
		got := read(t, "", file)
		require.Len(t, got, 1)
		require.Equal(t, ref("ATH-1", "N1"), got[0].Referral)
		require.Equal(t, int64(len(file)), got[0].End)
	}
}

func TestWindows1252IsReadFieldByFieldAndNoted(t *testing.T) {
	t.Parallel()
	r := ref("ATH-1", "N1")
	r.Victim.GivenName, r.Victim.FamilyName = "Zoë", "O’Neill"
	enc, err := charmap.Windows1252.NewEncoder().String("O’Neill")
	require.NoError(t, err)
	for _, f := range []Format{CSV, NDJSON} {
		file := strings.ReplaceAll(write(t, f, r), "O’Neill", enc) // Zoë stays in UTF-8
		got := read(t, f, file)[0]
		require.Empty(t, got.Problems)
		require.Equal(t, r, got.Referral)
		require.Len(t, got.Repairs, 1)
		require.Equal(t, codeReencoded, got.Repairs[0].Code)
	}
}

func TestBytesThatAreNoTextRefuseTheirRow(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{CSV, NDJSON} {
		file := strings.ReplaceAll(write(t, f, ref("ATH-1", "N1"), ref("ATH-2", "N2")), "Attwood", "Att\x81wood")
		got := read(t, f, file)
		require.Len(t, got, 2)
		require.Equal(t, codeText, got[0].Problems[0].Code)
	}
}

func TestAFileInUTF16IsRefusedWithAdvice(t *testing.T) {
	t.Parallel()
	require.Contains(t, openError(t, "", "\xff\xfef\x00o\x00"), "UTF-16")
}

func TestAQuotedLineEndStaysInItsRow(t *testing.T) {
	t.Parallel()
	file := tableOf(t, ref("ATH-1", "N1"), ref("ATH-2", "N2")).set(0, "address", "12 Mill Lane\nHatfield;\nAL10 9CV").String()
	got := read(t, CSV, file)
	require.Len(t, got, 2)
	require.Equal(t, "12 Mill Lane; Hatfield; AL10 9CV", got[0].Referral.Victim.ContactPoints[2].Value)
	require.Equal(t, []int{2, 3}, []int{got[0].Row, got[1].Row}, "rows are numbered as a spreadsheet does")
}

func TestEmptyRowsAreCountedButAreNoReferrals(t *testing.T) {
	t.Parallel()
	lines := strings.SplitAfter(tableOf(t, ref("ATH-1", "N1"), ref("ATH-2", "N2")).String(), "\n")
	commas := strings.Repeat(",", strings.Count(lines[0], ",")) + "\n"
	got := read(t, CSV, lines[0]+"\n"+lines[1]+commas+lines[2]+commas)
	require.Len(t, got, 2)
	require.Equal(t, []int{3, 5}, []int{got[0].Row, got[1].Row})
}

func TestAMissingColumnIsNamed(t *testing.T) {
	t.Parallel()
	text := openError(t, CSV, tableOf(t, ref("ATH-1", "N1")).drop("crime_reference").drop("risk_grade").String())
	require.Contains(t, text, `column "crime_reference" is missing`)
	require.Contains(t, text, `column "risk_grade" is missing`)
}

func TestAContactPointMustSayWhetherItMayBeUsed(t *testing.T) {
	t.Parallel()
	text := openError(t, CSV, tableOf(t, ref("ATH-1", "N1")).drop("phone_1_do_not_use").String())
	require.Contains(t, text, `"phone_1_do_not_use" is missing`)
}

func TestAnUnknownColumnAboutContactRefusesTheFile(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"phone_1_safe_txt", "Phone_4_do_not_use", "safe_to_call", "address_1", "suspect_phone"} {
		text := openError(t, CSV, tableOf(t, ref("ATH-1", "N1")).add(name, "no").String())
		require.Contains(t, text, strings.ToLower(name))
	}
}

func TestMoreContactPointsThanTheStandardHeaderHasAreTaken(t *testing.T) {
	t.Parallel()
	file := tableOf(t, ref("ATH-1", "N1")).add("phone_4", "07700 900004").add("phone_4_do_not_use", "yes").String()
	got := read(t, CSV, file)[0].Referral.Victim.ContactPoints
	require.Equal(t, ContactPoint{Kind: "phone", Value: "07700 900004", DoNotUse: true}, got[1])
}

func TestAnExtraColumnIsIgnoredAndListed(t *testing.T) {
	t.Parallel()
	in, err := Open(strings.NewReader(tableOf(t, ref("ATH-1", "N1")).add("Beat_Code", "H21").String()), "", CSV)
	require.NoError(t, err)
	require.Equal(t, []string{"beat_code"}, in.Ignored())
	rec, err := in.Next()
	require.NoError(t, err)
	require.Equal(t, ref("ATH-1", "N1"), rec.Referral)
}

func TestAColumnNamedTwiceRefusesTheFile(t *testing.T) {
	t.Parallel()
	text := openError(t, CSV, tableOf(t, ref("ATH-1", "N1")).add("phone_1", "07700 900001").String())
	require.Contains(t, text, `"phone_1" stands twice`)
}

func TestAFileWithoutAHeaderIsRefusedWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	whole := tableOf(t, ref("ATH-1", "N1")).String()
	text := openError(t, CSV, whole[strings.Index(whole, "\n")+1:])
	for _, private := range []string{"attwood", "rosalind", "900123", "mill lane"} {
		require.NotContains(t, strings.ToLower(text), private)
	}
	require.Contains(t, openError(t, CSV, "force;system;source_id\n"), "between commas")
	require.Contains(t, openError(t, CSV, ""), "empty")
}

func TestARaggedRowIsRefusedByItsNumber(t *testing.T) {
	t.Parallel()
	tb := tableOf(t, ref("ATH-1", "N1"), ref("ATH-2", "N2"), ref("ATH-3", "N3"))
	tb.rows[1] = tb.rows[1][:7]
	got := read(t, CSV, tb.String())
	require.Len(t, got, 3)
	require.Equal(t, 3, got[1].Row)
	require.Equal(t, []string{" ragged_row"}, codes(got[1].Problems))
	require.Empty(t, got[2].Problems)
}

func TestAnUnclosedQuoteCostsOneRow(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]string{"never closed": `"Stalking`, "closed too early": `"Stal"king`} {
		lines := strings.SplitAfter(tableOf(t, ref("ATH-1", "N1"), ref("ATH-2", "N2"), ref("ATH-3", "N3")).String(), "\n")
		lines[2] = strings.Replace(lines[2], "Stalking", spoil, 1)
		got := read(t, CSV, strings.Join(lines, ""))
		require.Len(t, got, 3, name)
		require.Equal(t, []string{" malformed_quotes"}, codes(got[1].Problems), name)
		require.Equal(t, "ATH-3", got[2].Referral.Source.ID, name)
	}
}

func TestAQuoteInsideABareFieldIsText(t *testing.T) {
	t.Parallel()
	lines := strings.SplitAfter(tableOf(t, ref("ATH-1", "N1")).String(), "\n")
	got := read(t, CSV, lines[0]+strings.Replace(lines[1], "Rosalind", `Rosalind "Roz"`, 1))
	require.Equal(t, `Rosalind "Roz"`, got[0].Referral.Victim.GivenName)
}

func TestARowOfMoreThanAMebibyteIsRefusedAlone(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxLine)
	for name, file := range map[string]string{
		"bare":   tableOf(t, ref("ATH-1", "N1"), ref("ATH-2", "N2")).set(0, "offence", long).String(),
		"quoted": tableOf(t, ref("ATH-1", "N1"), ref("ATH-2", "N2")).set(0, "offence", "a,"+long).String(),
		"json":   write(t, NDJSON, func() Referral { r := ref("ATH-1", "N1"); r.Crime.Offence = long; return r }(), ref("ATH-2", "N2")),
	} {
		got := read(t, "", file)
		require.Len(t, got, 2, name)
		require.Equal(t, codeTooLong, got[0].Problems[0].Code, name)
		require.Equal(t, "ATH-2", got[1].Referral.Source.ID, name)
		require.Empty(t, got[1].Problems, name)
	}
}

func TestValuesThatCannotBeConvertedRefuseTheirRowWithTheField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ column, value, want string }{
		{"domestic_abuse", "perhaps", "/crime/domestic_abuse not_a_boolean"},
		{"victim_informed", "J", "/basis/victim_informed not_a_boolean"},
		{"phone_1_safe_text", "ask", "/victim/contact_points/0/safe/text not_a_boolean"},
		{"email_1_do_not_use", "?", "/victim/contact_points/1/do_not_use not_a_boolean"},
		{"source_version", "1.0", "/source/version not_a_number"},
		{"risk_total", "many", "/risk/total not_a_number"},
		{"date_of_birth", "31/02/1990", "/victim/date_of_birth not_a_date"},
		{"date_of_birth", "1990-02-31", "/victim/date_of_birth not_a_date"},
		{"date_of_birth", "17/04/90", "/victim/date_of_birth not_a_date"},
		{"reported_at", "2026-03-01T21:14:00", "/crime/reported_at no_time_zone"},
		{"reported_at", "2026-03-01 21:14", "/crime/reported_at no_time_zone"},
		{"reported_at", "01/03/2026 21:14", "/crime/reported_at not_a_time"},
		{"occurred_at", "2026-02-31T21:14:00Z", "/crime/occurred_at not_a_time"},
		{"phone_1_confirmed_at", "2026-03-01T21:14:00", "/victim/contact_points/0/safe/confirmed_at no_time_zone"},
		{"phone_1_windows", "weekdays", "/victim/contact_points/0/windows not_a_window"},
	} {
		got := read(t, CSV, tableOf(t, ref("ATH-1", "N1")).set(0, c.column, c.value).String())
		require.Equal(t, []string{c.want}, codes(got[0].Problems), c.column+" "+c.value)
		require.NotContains(t, got[0].Problems[0].Reason, c.value)
	}
}

func TestEveryProblemOfARowIsTold(t *testing.T) {
	t.Parallel()
	tb := tableOf(t, ref("ATH-1", "N1")).set(0, "hate", "?").set(0, "marac", "?").set(0, "date_of_birth", "30/02/1990")
	require.Len(t, read(t, CSV, tb.String())[0].Problems, 3)
}

func TestABritishDateOfBirthIsRepairedAndNoted(t *testing.T) {
	t.Parallel()
	r := ref("ATH-1", "N1")
	r.Victim.DateOfBirth = "17/4/1990"
	for _, f := range []Format{CSV, NDJSON} {
		got := read(t, f, write(t, f, r))[0]
		require.Equal(t, "1990-04-17", got.Referral.Victim.DateOfBirth)
		require.Equal(t, []string{"/victim/date_of_birth repaired_date"}, codes(got.Repairs))
		require.Empty(t, got.Problems)
	}
}

func TestWordsForYesAndNoAreUnderstood(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"TRUE": true, "Yes": true, "y": true, "1": true, "false": false, "NO": false, "n": false, "0": false} {
		got := read(t, CSV, tableOf(t, ref("ATH-1", "N1")).set(0, "phone_1_safe_text", text).String())[0]
		require.Empty(t, got.Problems)
		require.Equal(t, want, *got.Referral.Victim.ContactPoints[0].Safe.Text)
	}
}

func TestAMandatoryValueThatIsEmptyIsLeftToTheAPIAndNotMadeUp(t *testing.T) {
	t.Parallel()
	tb := tableOf(t, ref("ATH-1", "N1")).set(0, "domestic_abuse", " ").set(0, "source_version", "").set(0, "given_name", "")
	got := read(t, CSV, tb.String())[0]
	require.Empty(t, got.Problems)
	mail, err := newLetter(got.Referral)
	require.NoError(t, err)
	for _, absent := range []string{`"domestic_abuse"`, `"version"`, `"given_name"`} {
		require.NotContains(t, string(mail.body), absent)
	}
}

func TestAnEmptySlotFullOfNoIsNoContactPointButAnInstructionIs(t *testing.T) {
	t.Parallel()
	tb := tableOf(t, ref("ATH-1", "N1")).set(0, "phone_2_do_not_use", "false").set(0, "phone_2_safe_text", "no")
	require.Len(t, read(t, CSV, tb.String())[0].Referral.Victim.ContactPoints, 3)
	tb.set(0, "phone_2_do_not_use", "true")
	points := read(t, CSV, tb.String())[0].Referral.Victim.ContactPoints
	require.Len(t, points, 4, "the API is to say that the number is missing")
	require.True(t, points[1].DoNotUse)
}

func TestTheHeaderIsWhatWasPromised(t *testing.T) {
	t.Parallel()
	var names []string
	for _, c := range Columns() {
		names = append(names, c.Name)
		_, ok := knownPointer(strings.ReplaceAll(c.Field, "*", "0"))
		require.True(t, ok, c.Name)
	}
	require.Equal(t, promisedHeader, strings.Join(names, ","))
}

const promisedHeader = "force,system,source_id,source_version,crime_reference,offence_code,offence,domestic_abuse,honour_based,hate,child_present," +
	"occurred_at,reported_at,person_reference,given_name,family_name,date_of_birth,gender,language,interpreter,relationship_to_suspect," +
	"lives_with_suspect,children,suspect_phones,risk_tool,risk_tool_version,risk_total,risk_grade,risk_judgement,risk_indicators,marac," +
	"collar_number,officer_name,officer_email,lawful_basis,victim_informed," +
	"phone_1,phone_1_safe_call,phone_1_safe_voicemail,phone_1_safe_text,phone_1_safe_withheld_number,phone_1_confirmed_by,phone_1_confirmed_at,phone_1_do_not_use,phone_1_windows," +
	"phone_2,phone_2_safe_call,phone_2_safe_voicemail,phone_2_safe_text,phone_2_safe_withheld_number,phone_2_confirmed_by,phone_2_confirmed_at,phone_2_do_not_use,phone_2_windows," +
	"phone_3,phone_3_safe_call,phone_3_safe_voicemail,phone_3_safe_text,phone_3_safe_withheld_number,phone_3_confirmed_by,phone_3_confirmed_at,phone_3_do_not_use,phone_3_windows," +
	"email_1,email_1_safe_email,email_1_confirmed_by,email_1_confirmed_at,email_1_do_not_use,email_1_windows," +
	"email_2,email_2_safe_email,email_2_confirmed_by,email_2_confirmed_at,email_2_do_not_use,email_2_windows," +
	"address,address_safe_post,address_confirmed_by,address_confirmed_at,address_do_not_use,address_windows"
