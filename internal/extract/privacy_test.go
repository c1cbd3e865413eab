package extract

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The API here repeats everything it was sent, in every place it has.
func TestNoPersonalDataReachesTheReportWhateverTheAPISays(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.before = func(w http.ResponseWriter, _ *http.Request, n int) bool {
		s.mu.Lock()
		r := s.arrived[n-1]
		s.mu.Unlock()
		var errs []map[string]string
		for _, detail := range []string{
			"Ms " + r.Victim.FamilyName + " is unknown", r.Victim.GivenName, "born " + r.Victim.DateOfBirth, r.Victim.ContactPoints[0].Value + " is no number",
			"+44 7700 900123 is no mobile", r.Victim.ContactPoints[1].Value, "ROSALIND@EXAMPLE.ORG", "lives at " + r.Victim.ContactPoints[2].Value, "seen in HATFIELD",
			r.Suspect.Phones[0], r.Officer.Name, "person " + r.Victim.PersonReference,
		} {
			errs = append(errs, map[string]string{"pointer": "/victim/" + detail, "code": detail, "detail": detail})
		}
		body, _ := json.Marshal(map[string]any{"code": r.Victim.FamilyName, "case_id": r.Victim.FamilyName, "errors": errs, "warnings": errs, "outcome": "updated"})
		say(w, []int{422, 201, 200}[n%3], string(body))
		return true
	}
	wrongColumn := ref("07700900123", "N4")
	named := ref("rosalind", "N5")
	o, _ := s.options(t, "day.csv", tableOf(t, ref("ATH-1", "N1234567"), ref("ATH-2", "N1234567"), ref("ATH-3", "N1234567"), wrongColumn, named).
		add("Rosalind Attwood, 07700 900123", "x").set(4, "hate", "Attwood").String())
	r, err := Import(t.Context(), o)
	require.NoError(t, err)
	requireBalanced(t, r, 5)
	text, err := os.ReadFile(r.Path)
	require.NoError(t, err)
	var printed strings.Builder
	require.NoError(t, r.Print(&printed))
	for _, private := range []string{"attwood", "rosalind", "1990", "900123", "900999", "mill lane", "hatfield", "al10", "harris", "1234567", "example"} {
		require.NotContains(t, strings.ToLower(string(text)), private)
		require.NotContains(t, strings.ToLower(printed.String()), private)
	}
	require.Contains(t, string(text), leftOut)
}

func TestPlainExplanationsAreKept(t *testing.T) {
	t.Parallel()
	p := privateOf(ref("ATH-1", "N1234567"))
	require.Equal(t, "must not be empty", p.reason("must not\nbe  empty"))
	require.Equal(t, "write it as 2026-03-02T09:00:00Z", p.reason("write it as 2026-03-02T09:00:00Z"))
	require.Equal(t, "'=SUM(A1)", p.reason("=SUM(A1)"))
	require.Len(t, []rune(p.reason(strings.Repeat("x", 500))), 201)
	require.Equal(t, "ATH-26-0001234", p.id("ATH-26-0001234"))
	for _, wrong := range []string{"", "smith", "07700900123", "+447700900123", "1990-04-17", "a b1", "N1234567"} {
		require.Empty(t, p.id(wrong), wrong)
	}
}

func TestOnlyFieldsOfAReferralArePointedAt(t *testing.T) {
	t.Parallel()
	for p, want := range map[string]string{
		"/victim/contact_points/0/value":     "/victim/contact_points/0/value",
		"/victim/contact_points/10/safe/x":   "/victim/contact_points/10/safe",
		"/victim/contact_points/900123/kind": "/victim/contact_points",
		"/victim/*/value":                    "/victim",
		"/Attwood":                           "",
		"":                                   "",
		"/risk/indicators/3":                 "/risk/indicators/3",
	} {
		got, whole := knownPointer(p)
		require.Equal(t, want, got, p)
		require.Equal(t, p == want && p != "", whole, p)
	}
}
