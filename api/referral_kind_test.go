package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// selfBody is what a victim says who was never with the police.
func selfBody() body {
	b := referralBody("x")
	delete(b, "source")
	delete(b, "officer")
	delete(b, "basis")
	b["crime"] = body{"domestic_abuse": true, "occurred_at": "1994-06-01T12:00:00Z"}
	return with(b, "victim/contact_points", []any{body{"kind": "phone", "value": "07700 900123", "safe": body{"call": true, "text": true}}})
}

func agencyBody(basis body) body {
	b := with(selfBody(), "source", body{"agency": "county-hospital", "id": "R-1", "version": 1})
	b["basis"] = basis
	return b
}

func TestAVictimWhoAsksForHelpThemselvesIsHelpedWhateverWasReportedAndWhenever(t *testing.T) {
	t.Parallel()
	w := setup(t)
	var out, again referred
	w.postAs("k-1", "/v1/self-referrals", selfBody(), casework.Caseworker).is(http.StatusCreated).json(&out)
	w.postAs("k-1", "/v1/self-referrals", selfBody(), casework.Caseworker).is(http.StatusOK).json(&again)
	require.Equal(t, out.CaseID, again.CaseID, "asking again is not asking twice")
	c := w.whole(out.CaseID, casework.Caseworker)
	require.Equal(t, "self", c.Referrals[0].By)
	require.True(t, c.Referrals[0].Reported.IsZero())
	require.Equal(t, 1994, c.Referrals[0].Occurred.Year())
	point := c.Victim.ContactPoints[0]
	require.True(t, point.Allowed.Text, "a victim may say themselves what is safe")
	require.Equal(t, "the victim", point.VerifiedBy)
	w.post("/v1/self-referrals", with(selfBody(), "officer", body{}), casework.Caseworker).refused(http.StatusUnprocessableEntity, casework.Invalid)
}

func TestAnotherAgencyRefersWithConsentOrTheReasonWhyNot(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, row := range []struct {
		basis body
		want  []string
	}{
		{body{"victim_consents": true, "given_to": "Dr Quux"}, []string{"/basis/given_at missing"}},
		{body{"victim_consents": false}, []string{"/basis/safety_reason missing"}},
		{body{}, []string{"/basis/victim_consents missing", "/basis missing"}},
	} {
		got := w.post("/v1/professional-referrals", agencyBody(row.basis), casework.Referrer).refused(http.StatusUnprocessableEntity, casework.Invalid)
		require.ElementsMatch(t, row.want, got)
	}
	var out referred
	w.post("/v1/professional-referrals", agencyBody(body{"victim_consents": false, "safety_reason": "He reads her letters"}), casework.Referrer).is(http.StatusCreated).json(&out)
	require.Equal(t, []string{"He reads her letters"}, w.wordsOf(out.CaseID, "referred"))
	require.Equal(t, "professional", w.whole(out.CaseID, casework.Caseworker).Referrals[0].By)
	w.post("/v1/professional-referrals", agencyBody(body{"victim_consents": false, "safety_reason": "He reads her letters"}), casework.Referrer).is(http.StatusOK)
}

func TestABodyTellsWhoRefersWhenItIsReadAgain(t *testing.T) {
	t.Parallel()
	for kind, b := range map[string]string{
		bySelf: `{"crime":{}}`, byAgency: `{"source":{"agency":"a-b"}}`, byPolice: `{"source":{"force":"hertfordshire"}}`,
	} {
		c, err := understand([]byte(b))
		require.NoError(t, err)
		require.Equal(t, kind, kindOf(c))
		require.Empty(t, c.faults.fields)
	}
}
