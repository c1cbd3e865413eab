package victimscode

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// draft is a small edition without a fault; what a test says is put in its place, and
// nil leaves it out. A key with a slash is of one of its rows.
func draft(t *testing.T, change map[string]any) []byte {
	row := map[string]any{
		"id": "R6a", "right": 6, "says": "tell the victim", "begins": []string{"arrested"}, "from": "occurred", "owner": "police", "ours": "to_chase",
		"standard": "5 working days", "enhanced": "1 working day", "met": []string{"told"}, "source": "somewhere", "verified": true,
	}
	court := maps.Clone(row)
	maps.Copy(court, map[string]any{"id": "R9-court", "begins": []string{"verdict"}, "owner": "court", "stage": "court_to_witness_care", "met": []string{"received"}})
	care := maps.Clone(row)
	maps.Copy(care, map[string]any{"id": "R9", "begins": []string{"verdict"}, "owner": "witness_care_unit", "stage": "witness_care_to_victim", "from": "received"})
	e := map[string]any{"id": "2027", "name": "A Code", "in_force": "2027-04-01", "source": "somewhere"}
	within := map[string]map[string]any{"row": row, "court": court, "care": care}
	for key, value := range change {
		into := e
		if of, field, split := strings.Cut(key, "/"); split {
			into, key = within[of], field
		}
		if into[key] = value; value == nil {
			delete(into, key)
		}
	}
	if _, said := e["duties"]; !said {
		e["duties"] = []any{row, court, care}
	}
	text, err := json.Marshal(e)
	require.NoError(t, err)
	return text
}

func TestAnEditionWithoutAFaultIsRead(t *testing.T) {
	t.Parallel()
	e, err := ParseEdition(draft(t, nil))
	require.NoError(t, err)
	require.Len(t, e.Duties, 3)
	_, err = ParseEdition(draft(t, map[string]any{"in_force": nil, "draft": true}))
	require.NoError(t, err, "of a draft nobody knows yet when it will be in force")
	_, err = ParseEdition(draft(t, map[string]any{"row/standard": "", "row/enhanced": "", "row/aim": "2 days"}))
	require.NoError(t, err)
	_, err = ParseEdition(draft(t, map[string]any{"row/standard": "", "row/enhanced": "", "row/before": []string{"charged"}}))
	require.NoError(t, err)
	for _, f := range Editions() {
		text, err := json.Marshal(f)
		require.NoError(t, err)
		again, err := ParseEdition(text)
		require.NoError(t, err, "what is written is read")
		require.Equal(t, f, again)
	}
}

func TestAnEditionWithAGapIsRefused(t *testing.T) {
	t.Parallel()
	for says, change := range map[string]map[string]any{
		"its id is missing":                     {"id": nil},
		"a space or a slash":                    {"id": "the new one"},
		"it has no name":                        {"name": ""},
		"edition \"2027\": it has no source":    {"source": nil},
		"it does not say from when":             {"in_force": nil},
		"is no date, such as 2021-04-01":        {"in_force": "April 2027"},
		"it has no duties":                      {"duties": []any{}},
		"duties is no list":                     {"duties": "none"},
		"nothing is called colour":              {"colour": "red"},
		"duty number 1: it has no id":           {"row/id": ""},
		"duty R9: its id is used twice":         {"court/id": "R9"},
		"duty R6a: it does not say right":       {"row/right": nil},
		"right 13 is none of the 12":            {"row/right": 13},
		"it does not say verified":              {"row/verified": nil},
		"not verified, and no note":             {"row/verified": false},
		"does not say what is to be done":       {"row/says": nil},
		"duty R6a: it has no source":            {"row/source": ""},
		"nothing begins it":                     {"row/begins": []string{}},
		"begins: \"vanished\" is unknown":       {"row/begins": []string{"vanished"}},
		"begins: \"arrested\" is said twice":    {"row/begins": []string{"arrested", "arrested"}},
		"only: \"rich\" is unknown":             {"row/only": []string{"rich"}},
		"from: it is missing":                   {"row/from": nil},
		"from: \"noticed\" is unknown":          {"row/from": "noticed"},
		"owner: \"army\" is unknown":            {"row/owner": "army"},
		"ours: \"to_forget\" is unknown":        {"row/ours": "to_forget"},
		"nothing meets it":                      {"row/met": nil},
		"met: \"guessed\" is unknown":           {"row/met": []string{"told", "guessed"}},
		"stage: \"third\" is unknown":           {"row/stage": "third"},
		"standard: \"5 weeks\" is not":          {"row/standard": "5 weeks"},
		"aim: \"soon\" is not a time limit":     {"row/aim": "soon"},
		"but not for both":                      {"row/enhanced": ""},
		"it could never be missed":              {"row/standard": "", "row/enhanced": nil},
		"an aim of our own beside it":           {"row/aim": "1 day"},
		"Enhanced Rights have the longer":       {"row/enhanced": "6 working days"},
		"before: \"later\" is unknown":          {"row/before": []string{"later"}},
		"arrested both begins it":               {"row/before": []string{"arrested"}},
		"the victim's own":                      {"row/owner": "victim"},
		"every provider owes":                   {"row/ours": "to_do"},
		"the court's time runs":                 {"court/from": "received"},
		"never from the hearing":                {"care/from": "occurred"},
		"R9-court: nobody tells the victim of":  {"care/begins": []string{"sentenced"}},
		"duty R6a: nothing is called enhancedd": {"row/enhancedd": "1 day"},
		"right: json: cannot unmarshal string":  {"row/right": "six"},
	} {
		_, err := ParseEdition(draft(t, change))
		require.ErrorContains(t, err, says)
		var gaps *Gaps
		require.ErrorAs(t, err, &gaps)
	}
}

func TestEverythingThatIsWrongIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := ParseEdition(draft(t, map[string]any{
		"source": "", "row/standard": "5 weeks", "row/begins": []string{"vanished"}, "court/source": nil, "care/owner": "army", "x": 1,
	}))
	var gaps *Gaps
	require.True(t, errors.As(err, &gaps))
	for _, says := range []string{
		"nothing is called x", "it has no source", "duty R6a: standard:", "duty R6a: begins:", "duty R9-court: it has no source", "duty R9: owner:",
	} {
		require.ErrorContains(t, err, says)
	}
	require.GreaterOrEqual(t, len(gaps.All), 6)
}

func TestWhatIsNoEditionIsRefused(t *testing.T) {
	t.Parallel()
	for says, text := range map[string]string{
		"it is no JSON object": `[]`, "no JSON object": ``, "something follows its end": `{"id":"x"} {}`,
		"it says id twice": `{"id":"x","id":"y"}`, "it is broken: EOF": `{"id":"x"`, "it is broken: invalid character": `{"id":x}`,
		"duty number 1: it says aim twice": `{"duties":[{"aim":"1 day","aim":"2 days"}]}`,
		"duty number 1: it is no JSON":     `{"duties":[7]}`,
	} {
		_, err := ParseEdition([]byte(text))
		require.ErrorContains(t, err, says, text)
	}
}

func TestNoTextMakesReadingAnEditionFailOtherwise(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile("editions/2020.json")
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		text := append([]byte{}, whole...)
		for range rapid.IntRange(1, 5).Draw(t, "changes") {
			text[rapid.IntRange(0, len(text)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		text = text[:rapid.IntRange(0, len(text)).Draw(t, "until")]
		if _, err := ParseEdition(text); err != nil {
			var gaps *Gaps
			if !errors.As(err, &gaps) || len(gaps.All) == 0 {
				t.Fatal(err)
			}
		}
	})
}
