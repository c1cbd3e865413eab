package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// answered runs a command that answers in JSON.
func answered[T any](t *testing.T, line string) (answer T) {
	t.Helper()
	code, out, errs := do(t, nil, append(strings.Fields(line), "--json")...)
	require.Zero(t, code, errs)
	require.NoError(t, json.Unmarshal([]byte(out), &answer))
	return answer
}

func TestTheDutiesAreThoseThatACaseLivesUnder(t *testing.T) {
	t.Parallel()
	current, _ := victimscode.Find(victimscode.Current)
	require.Equal(t, current, answered[victimscode.Edition](t, "duties list"))
	require.Equal(t, current, answered[victimscode.Edition](t, "duties list --edition 2020"))
	code, out, _ := do(t, nil, "duties", "list")
	require.Zero(t, code)
	for _, d := range current.Duties {
		require.Contains(t, out, d.ID+"  "+string(d.Owner))
		require.Contains(t, out, d.Source)
	}
	require.Contains(t, out, "NOT VERIFIED")
}

func TestADutysDateIsTheOneACaseComesTo(t *testing.T) {
	t.Parallel()
	a := answered[dueDate](t, "duties due --id R6a --at 2026-04-02T10:00:00+01:00 --enhanced")
	require.Equal(t, "2020 R6a 2026-04-02", a.Edition+" "+a.ID+" "+a.Day0)
	require.Equal(t, "2026-04-07T22:59:59Z", a.Due.Format("2006-01-02T15:04:05Z07:00"))
	require.Equal(t, "2026-04-07T17:00:00+01:00", a.Target.Format("2006-01-02T15:04:05Z07:00"))
	require.NotEmpty(t, a.Source)
	require.True(t, a.Verified)
	require.Equal(t, "2026-04-13", answered[dueDate](t, "duties due --id R6a --at 2026-04-02T10:00").Due.Format("2006-01-02"))

	code, out, _ := do(t, nil, "duties", "due", "--id", "R6a", "--at", "2026-06-12T18:00", "--enhanced", "--calendar", "2026-06-15")
	require.Zero(t, code)
	require.Contains(t, out, "Tue 16 Jun 2026 23:59:59")
	require.Contains(t, out, "2026-06-15 (bank holiday)")
	code, out, _ = do(t, nil, "duties", "due", "--id", "R6g-views", "--at", "2026-06-12T18:00")
	require.Zero(t, code)
	require.Contains(t, out, "before       out_of_court_disposal")
	code, out, _ = do(t, nil, "duties", "due", "--id", "R2", "--at", "2026-06-12T18:00")
	require.Zero(t, code)
	require.Contains(t, out, "looked at    Sat 13 Jun 2026 18:00:00")
}

func TestWorkingDaysAreCountedAsACaseDoes(t *testing.T) {
	t.Parallel()
	a := answered[workdaysEnd](t, "workdays --from 2026-04-02 --add 5")
	require.Equal(t, "2026-04-13", a.Ends)
	require.Equal(t, "2026-04-13T22:59:59Z", a.Deadline.Format("2006-01-02T15:04:05Z07:00"))
	require.Len(t, a.Skipped, 6)
	require.Equal(t, "2026-04-02", answered[workdaysEnd](t, "workdays --from 2026-04-02T23:30 --add 0").Ends)
	code, out, _ := do(t, nil, "workdays", "--from", "2026-06-12", "--calendar", "2026-06-15")
	require.Zero(t, code)
	require.Contains(t, out, "1 working day from 2026-06-12: 2026-06-16")
}

// edition writes a draft beside the current edition, with some words replaced.
func edition(t *testing.T, words ...string) string {
	t.Helper()
	current, _ := victimscode.Find(victimscode.Current)
	current.ID, current.Draft = "2027-draft", true
	text, err := json.Marshal(current)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "draft.json")
	require.NoError(t, os.WriteFile(file, []byte(strings.NewReplacer(words...).Replace(string(text))), 0o600))
	return file
}

func TestADraftIsComparedWithWhatIsInForceAndTakenByNoCase(t *testing.T) {
	t.Parallel()
	file := edition(t, `"2 working days","enhanced":"2 working days"`, `"1 working day","enhanced":"1 working day"`, `"id":"JR"`, `"id":"JR-new"`)
	c := answered[victimscode.Comparison](t, "duties compare --from 2020 --to "+file)
	require.Equal(t, []victimscode.Change{{ID: "R4b", Fields: []victimscode.FieldChange{
		{Field: "standard", From: "2 working days", To: "1 working day"}, {Field: "enhanced", From: "2 working days", To: "1 working day"},
	}}}, c.Changed)
	require.Equal(t, "JR-new", c.Added[0].ID)
	require.Equal(t, "JR", c.Removed[0].ID)
	code, out, _ := do(t, nil, "duties", "compare", "--to", file)
	require.Zero(t, code)
	for _, says := range []string{"added: JR-new", "removed: JR ", "changed: R4b", `standard: "2 working days" -> "1 working day"`} {
		require.Contains(t, out, says)
	}
	_, out, _ = do(t, nil, "duties", "compare", "--to", "2020")
	require.Contains(t, out, "no duty changes")

	_, out, _ = do(t, nil, "duties", "list", "--edition-file", file)
	require.Contains(t, out, "a draft: no case can take it")
	a := answered[dueDate](t, "duties due --id R4b --at 2026-03-02T10:00 --edition-file "+file)
	require.Equal(t, "2026-03-03", a.Due.Format("2006-01-02"))
	require.True(t, a.Draft)
	_, found := victimscode.Find("2027-draft")
	require.False(t, found)
}

func TestACommandLineThatMakesNoSenseIsRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	gaps := edition(t, `"from":"told"`, `"from":"guessed"`, `"source":"Criminal Justice Act 1988, section 36"`, `"source":""`)
	for line, why := range map[string]string{
		"duties dance":                                                             "none of list, compare and due",
		"duties list --edition 1066":                                               "there are 2020",
		"duties list --edition 2020 --edition-file x":                              "not both",
		"duties list --edition-file /nowhere/x.json":                               "no such file",
		"duties list --edition-file " + gaps:                                       "duty ULS: it has no source",
		"duties due --id VRR-cps-ask --at 2026-03-02T10:00 --edition-file " + gaps: `duty VRR-cps-ask: from: "guessed" is unknown`,
		"duties list --edition-file " + edition(t, `"2027-draft"`, `"2020"`, `"1 working day"`, `"2 working days"`): "never changes",
		"duties compare":                                               "--to",
		"duties compare --to 2031":                                     "neither a file nor an edition",
		"duties due":                                                   "--id R6a",
		"duties due --id R6a":                                          "--at 2026",
		"duties due --id R99 --at 2026-04-02T10:00":                    "no duty",
		"duties due --id R6a --at 2026-03-29T01:30":                    "clocks went forward",
		"duties due --id R6a --at 2026-10-25T01:30":                    "clocks went back",
		"duties due --id R6a --at yesterday":                           "it is no time",
		"duties due --id R6a --at 1999-04-02T10:00":                    "from 2016 to 2099",
		"duties due --id R6a --at 2026-04-02T10:00 --calendar someday": "is no date",
		"duties due --id R6a --at 2026-04-02T10:00 --enhanced=perhaps": "invalid boolean",
		"workdays":                                         "--from 2026-04-02",
		"workdays --from 2026-02-30":                       "it is no time",
		"workdays --from 2026-03-29T01:30":                 "clocks went forward",
		"workdays --from 2026-04-02 --add -1":              "counted on",
		"workdays --from 2026-04-02 --add 100000":          "counted on",
		"workdays --from 2026-04-02 --add five":            "invalid value",
		"workdays --from 2099-12-02 --add 300":             "from 2016 to 2099",
		"workdays --from 2026-04-02 --calendar 2026-04-31": "is no date",
	} {
		code, out, errs := do(t, nil, strings.Fields(line)...)
		require.Equal(t, 2, code, line)
		require.Contains(t, errs, why, line)
		require.Empty(t, out, line)
	}
}
