package extract

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestABadLineRefusesItselfOnly(t *testing.T) {
	t.Parallel()
	good := strings.TrimSuffix(write(t, NDJSON, ref("ATH-1", "N1")), "\n")
	for _, c := range []struct{ line, want string }{
		{`{"source":`, " malformed_json"},
		{`hello`, " malformed_json"},
		{`[1,2]`, " wrong_type"},
		{`null`, " wrong_type"},
		{"\u00a0", " malformed_json"},
		{good + good, " malformed_json"},
		{good + " x", " malformed_json"},
		{strings.Replace(good, `"version":1`, `"version":"1"`, 1), "/source/version wrong_type"},
		{strings.Replace(good, `"call":true`, `"call":"yes"`, 1), "/victim/contact_points wrong_type"},
		{strings.Replace(good, `"text":false`, `"txet":false`, 1), "/victim/contact_points/0/safe unknown_field"},
		{strings.Replace(good, `"victim":`, `"Attwood":1,"victim":`, 1), " unknown_field"},
		{strings.Replace(good, "2026-03-01T21:14:00Z", "2026-03-01T21:14:00", 1), "/crime/reported_at no_time_zone"},
		{strings.Replace(good, "1990-04-17", "31/02/1990", 1), "/victim/date_of_birth not_a_date"},
	} {
		got := read(t, NDJSON, good+"\n\n"+c.line+"\n"+good)
		require.Len(t, got, 3, c.line)
		require.Equal(t, []string{c.want}, codes(got[1].Problems), c.line)
		require.Equal(t, []int{1, 3, 4}, []int{got[0].Row, got[1].Row, got[2].Row})
		require.Empty(t, got[2].Problems)
		require.NotContains(t, got[1].Problems[0].Reason, "Attwood")
	}
}

func TestARefusedLineCanStillBeNamed(t *testing.T) {
	t.Parallel()
	line := strings.Replace(write(t, NDJSON, ref("ATH-1", "N1")), `"children":2`, `"children":"2"`, 1)
	require.Equal(t, "ATH-1", read(t, NDJSON, line)[0].Referral.Source.ID)
}

func TestAnAbsentListOfContactPointsIsNotAnEmptyOne(t *testing.T) {
	t.Parallel()
	for _, victim := range []string{`{"given_name":"A"}`, `{"given_name":"A","contact_points":[]}`} {
		line := `{"source":{},"crime":{},"victim":` + victim + `,"risk":{},"officer":{},"basis":{}}`
		mail, err := newLetter(read(t, NDJSON, line)[0].Referral)
		require.NoError(t, err)
		require.JSONEq(t, line, string(mail.body))
	}
}

// The referral mirrors the API's body; this walks a whole one, and back.
func TestEveryFieldOfTheBodyIsCarried(t *testing.T) {
	t.Parallel()
	const whole = `{"source":{"force":"hertfordshire","system":"athena","id":"ATH-26-0001234","version":1},
		"crime":{"reference":"41/14572/26","offence_code":"8Q","offence":"Stalking","domestic_abuse":false,"honour_based":true,"hate":true,"child_present":true,
			"occurred_at":"2026-03-01T20:00:00Z","reported_at":"2026-03-01T21:00:00Z"},
		"victim":{"person_reference":"N1234567","given_name":"A","family_name":"B","date_of_birth":"1990-01-02","gender":"female","language":"en","interpreter":true,
			"relationship_to_suspect":"partner","lives_with_suspect":false,"children":3,
			"contact_points":[{"kind":"phone","value":"07700 900123","safe":{"call":true,"voicemail":false,"text":false,"email":false,"post":false,
				"withheld_number":true,"confirmed_by":"PC 1234","confirmed_at":"2026-03-01T21:00:00Z"},"do_not_use":true,
				"windows":[{"days":["mon","tue"],"from":"09:00","to":"17:00"}]}]},
		"suspect":{"phones":["07700 900001"]},
		"risk":{"tool":"DASH","tool_version":"2009","total":0,"grade":"high","judgement":"high","indicators":["strangulation"],"marac":true},
		"officer":{"collar_number":"1234","name":"PC","email":"a@example.org"},
		"basis":{"lawful_basis":"public_task","victim_informed":false}}`
	got := read(t, NDJSON, strings.ReplaceAll(whole, "\n", " "))[0]
	require.Empty(t, got.Problems)
	mail, err := newLetter(got.Referral)
	require.NoError(t, err)
	require.JSONEq(t, whole, string(mail.body))
	var all map[string]any
	require.NoError(t, json.Unmarshal([]byte(whole), &all))
	require.Len(t, all, reflect.TypeFor[Referral]().NumField())
}
