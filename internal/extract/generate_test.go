package extract

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func generate(t testing.TB, o GenerateOptions) (string, Mix) {
	t.Helper()
	var b bytes.Buffer
	mix, err := Generate(&b, o)
	require.NoError(t, err)
	return b.String(), mix
}

func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	// These sums change only when somebody means to change what is made.
	for f, want := range map[Format]string{CSV: goldenCSV, NDJSON: goldenNDJSON} {
		o := GenerateOptions{Referrals: 350, Seed: 7, Format: f}
		first, _ := generate(t, o)
		again, _ := generate(t, o)
		require.Equal(t, first, again)
		sum := sha256.Sum256([]byte(first))
		require.Equal(t, want, hex.EncodeToString(sum[:8]), f)
		o.Seed = 8
		other, _ := generate(t, o)
		require.NotEqual(t, first, other)
	}
}

const (
	goldenCSV    = "ff04bc6fb9ecbc9a"
	goldenNDJSON = "490877b5d783d93f"
)

func TestTheMixIsExactlyAsStated(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 9, 10, 50, 118, 350, 1000, 3333} {
		_, mix := generate(t, GenerateOptions{Referrals: n, Seed: uint64(n)})
		sum := mix.Clean
		for _, p := range Proportions {
			require.Equal(t, (n*p.PerThousand+500)/1000, mix.Of(p.Mess), "%s of %d", p.Mess, n)
			sum += mix.Of(p.Mess)
		}
		require.Equal(t, n, sum)
		require.Equal(t, n, mix.Rows)
	}
}

func TestThereIsRoomForEveryMessAfterTheFirstRow(t *testing.T) {
	t.Parallel()
	for n := 1; n < 3000; n++ {
		owed := 0
		for _, c := range newQuota(n).owed {
			owed += c.Rows
		}
		require.Less(t, owed, n)
	}
}

func TestEveryMessOccursInADaysExtract(t *testing.T) {
	t.Parallel()
	_, mix := generate(t, GenerateOptions{Referrals: 350, Seed: 7})
	for _, c := range mix.Counts {
		require.Positive(t, c.Rows, c.Mess)
	}
	var b strings.Builder
	require.NoError(t, mix.Print(&b))
	require.Contains(t, b.String(), "28    8.0 %  landline")
	for _, p := range Proportions {
		require.NotEmpty(t, p.Source)
		require.NotEmpty(t, p.Means)
	}
}

// seen counts each mess by looking at the file alone.
func seen(recs []Record) map[Mess]int {
	out := map[Mess]int{}
	byRecord, persons, occasions, byNumber := map[string]Referral{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	scope := regexp.MustCompile(`^(19|17|20|21|22|8Q|8L|8U|106|3B|28|29|30|31|53|34)`)
	odd := regexp.MustCompile(`^(\+44 \(0\)7700 900\d{3}|07700-900-\d{3}|\(07700\) 900\d{3}|0044 7700 900\d{3}|7700900\d{3}|\+4407700900\d{3}|07700\x{a0}900\x{a0}\d{3}|07700\.900\.\d{3})$`)
	usual := regexp.MustCompile(`^07700 ?900\d{3}$`)
	land := regexp.MustCompile(`^(01632 960|020 7946 0|0118 496 0)\d{3}$`)
	for _, rec := range recs {
		r := rec.Referral
		if _, again := byRecord[r.Source.ID]; again {
			if *byRecord[r.Source.ID].Source.Version < *r.Source.Version {
				out[Regraded]++
			} else {
				out[Duplicate]++
			}
			byRecord[r.Source.ID] = r
			continue
		}
		byRecord[r.Source.ID] = r
		person := r.Victim.PersonReference
		occasion := person + r.Crime.ReportedAt + r.Crime.OccurredAt
		switch {
		case person == "":
		case occasions[occasion]:
			out[SeveralCrimes]++
			continue
		case persons[person]:
			out[RepeatVictim]++
			occasions[occasion] = true
			continue
		}
		persons[person], occasions[occasion] = true, true
		countMess(out, rec, scope, odd, usual, land, byNumber)
	}
	return out
}

func countMess(out map[Mess]int, rec Record, scope, odd, usual, land *regexp.Regexp, byNumber map[string]bool) {
	r := rec.Referral
	safe := false
	for _, p := range r.Victim.ContactPoints {
		if p.Kind != "phone" {
			continue
		}
		safe = safe || !p.DoNotUse
		if len(suspectPhones(&r)) > 0 && suspectPhones(&r)[0] == p.Value {
			out[SuspectsNumber]++
		}
		switch {
		case land.MatchString(p.Value):
			out[Landline]++
		case odd.MatchString(p.Value):
			out[RepairableNumber]++
		case !usual.MatchString(p.Value):
			out[HopelessNumber]++
		case byNumber[p.Value]:
			out[SharedNumber]++
		}
		byNumber[p.Value] = true
	}
	switch {
	case len(r.Victim.ContactPoints) == 0:
		out[NoContactPoint]++
	case !safe:
		out[NoSafeNumber]++
	}
	countValues(out, rec, scope)
}

func countValues(out map[Mess]int, rec Record, scope *regexp.Regexp) {
	r := rec.Referral
	if len(rec.Problems) > 0 {
		out[BadDate]++
		return
	}
	if len(rec.Repairs) > 0 {
		out[WrongEncoding]++
	}
	if r.Victim.GivenName == "" || r.Victim.FamilyName == "" || r.Victim.DateOfBirth == "" || r.Crime.OffenceCode == "" || r.Crime.ReportedAt == "" ||
		r.Risk.Grade == "" || r.Officer.CollarNumber == "" || r.Basis.LawfulBasis == "" || r.Basis.VictimInformed == nil {
		out[MissingField]++
		return
	}
	if !*r.Crime.DomesticAbuse && !scope.MatchString(r.Crime.OffenceCode) {
		out[OutOfScope]++
	}
	born, _ := time.Parse(time.DateOnly, r.Victim.DateOfBirth)
	at, _ := time.Parse(time.RFC3339, r.Crime.ReportedAt)
	if born.AddDate(16, 0, 0).After(at) {
		out[Under16]++
	}
}

func TestTheMessIsInTheFileAsCounted(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{CSV, NDJSON} {
		for seed := uint64(1); seed <= 3; seed++ {
			file, mix := generate(t, GenerateOptions{Referrals: 350, Seed: seed, Format: f})
			found := seen(read(t, f, file))
			for _, c := range mix.Counts {
				require.Equal(t, c.Rows, found[c.Mess], "%s, seed %d, %s", c.Mess, seed, f)
			}
		}
	}
}

func TestBothFormatsHoldTheSameReferrals(t *testing.T) {
	t.Parallel()
	asCSV, mix1 := generate(t, GenerateOptions{Referrals: 700, Seed: 42, Format: CSV})
	asJSON, mix2 := generate(t, GenerateOptions{Referrals: 700, Seed: 42, Format: NDJSON})
	require.Equal(t, mix1, mix2)
	a, b := read(t, "", asCSV), read(t, "", asJSON)
	require.Len(t, a, 700)
	require.Len(t, b, 700)
	for i := range a {
		require.Equal(t, a[i].Referral, b[i].Referral, "row %d", i)
		require.Equal(t, codes(a[i].Problems), codes(b[i].Problems), "row %d", i)
		one, err := newLetter(a[i].Referral)
		require.NoError(t, err)
		two, err := newLetter(b[i].Referral)
		require.NoError(t, err)
		require.Equal(t, one.key, two.key)
	}
}

func TestNobodyCanBeReachedByAnInventedExtract(t *testing.T) {
	t.Parallel()
	file, _ := generate(t, GenerateOptions{Referrals: 1500, Seed: 3, Format: NDJSON})
	mail := regexp.MustCompile(`@example\.(org|com)$`)
	drama := regexp.MustCompile(`^0?7700900\d{3}$|^(44|0044|440)7700900\d{3}$|^01632960\d{3}$|^02079460\d{3}$|^01184960\d{3}$`)
	never := regexp.MustCompile(` \d[CIKMOV]{2}$`)
	for _, rec := range read(t, NDJSON, file) {
		numbers := suspectPhones(&rec.Referral)
		for _, p := range rec.Referral.Victim.ContactPoints {
			switch p.Kind {
			case "email":
				require.Regexp(t, mail, p.Value)
			case "address":
				require.Regexp(t, never, p.Value)
			default:
				numbers = append(numbers, p.Value)
			}
		}
		for _, n := range numbers {
			d := onlyDigits(n)
			short := len(d) < 10 || strings.Trim(d, "0") == "" // what nobody can repair
			require.True(t, short || drama.MatchString(strings.Replace(d, "4407700", "447700", 1)), n)
		}
	}
}

func TestTheExtractLooksLikeADaysWork(t *testing.T) {
	t.Parallel()
	const n = 4_000
	file, _ := generate(t, GenerateOptions{Referrals: n, Seed: 1, Format: NDJSON})
	grades, abuse, foreign, out, evening := map[string]int{}, 0, 0, 0, 0
	reference := regexp.MustCompile(`^41/\d{1,6}/26$`)
	for _, rec := range read(t, NDJSON, file) {
		r := rec.Referral
		grades[r.Risk.Grade]++
		if *r.Crime.DomesticAbuse {
			abuse++
		}
		if r.Victim.Language != "en" {
			foreign++
			require.True(t, r.Victim.Interpreter)
		}
		if r.Risk.Total != nil && r.Risk.Judgement == "" && !fits(r.Risk) {
			out++
		}
		if at, err := time.Parse(time.RFC3339, r.Crime.ReportedAt); err == nil && at.Hour() >= 17 {
			evening++
		}
		require.Regexp(t, reference, r.Crime.Reference)
		require.Regexp(t, `^ATH-26-\d{7}$`, r.Source.ID)
	}
	require.InDelta(t, 0.12, share(grades["high"], n), 0.02)
	require.InDelta(t, 0.45, share(grades["medium"], n), 0.03)
	require.InDelta(t, 0.43, share(grades["standard"], n), 0.03)
	require.InDelta(t, 0.77, share(abuse, n), 0.03)
	require.InDelta(t, 0.08, share(foreign, n), 0.015)
	require.Greater(t, share(evening, n), 0.40)
	require.Less(t, share(out, n), 0.02)
}

func fits(r Risk) bool {
	switch r.Grade {
	case "high":
		return *r.Total >= 14
	case "medium":
		return *r.Total >= 10 && *r.Total <= 13
	case "standard":
		return *r.Total <= 9
	}
	return true // the grade is what is missing
}

func share(part, all int) float64 { return float64(part) / float64(all) }

func TestTheLongestExtractKeepsItsReferencesInShape(t *testing.T) {
	t.Parallel()
	g, err := newGenerator(GenerateOptions{Referrals: MaxReferrals, Day: DefaultDay})
	require.NoError(t, err)
	g.crime += MaxReferrals * 93 / 100 * g.crimeGap // 7 % of the rows are records sent again
	g.record += MaxReferrals * 3
	g.people += MaxReferrals
	require.Regexp(t, `^41/\d{1,6}/26$`, g.reference(g.calendar.start))
	require.Len(t, g.source().ID, len("ATH-26-0000000"))
	require.Len(t, g.nominal(), len("N0000000"))
}

func TestOptionsThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	for _, o := range []GenerateOptions{{}, {Referrals: -1}, {Referrals: MaxReferrals + 1}, {Referrals: 1, Format: "xml"}, {Referrals: 1, Day: "02/03/2026"}} {
		_, err := Generate(&bytes.Buffer{}, o)
		require.Error(t, err)
	}
}

func TestClocksGoingForwardDoNotDisturbTheCalendar(t *testing.T) {
	t.Parallel()
	file, _ := generate(t, GenerateOptions{Referrals: 500, Seed: 1, Day: "2026-03-30"})
	require.Contains(t, file, "2026-03-28T")
	require.Contains(t, file, "+01:00")
	for _, rec := range read(t, CSV, file) {
		for _, p := range rec.Problems {
			require.NotEqual(t, codeTime, p.Code)
		}
	}
}

// growth measures what is held while an extract streams past.
type growth struct {
	rows  int
	early uint64
	late  uint64
}

func (g *growth) Write(p []byte) (int, error) {
	g.rows += bytes.Count(p, []byte("\n"))
	switch {
	case g.early == 0 && g.rows > 5_000:
		g.early = held()
	case g.late == 0 && g.rows > 22_000:
		g.late = held()
	}
	return len(p), nil
}

func held() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Not parallel: it looks at the heap of the whole test binary.
func TestMemoryDoesNotGrowWithTheExtract(t *testing.T) {
	var g growth
	_, err := Generate(&g, GenerateOptions{Referrals: 25_000, Seed: 1})
	require.NoError(t, err)
	require.Positive(t, g.late)
	require.Less(t, int64(g.late)-int64(g.early), int64(2<<20))
}
