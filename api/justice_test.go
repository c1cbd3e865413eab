package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// owing is what GET says of what happened and what is owed.
type owing struct {
	Justice []justiceEvent `json:"justice_events"`
	Duties  []caseDuty     `json:"duties"`
}

func (w *world) owing(id string) (out owing) {
	w.t.Helper()
	w.get("/v1/cases/"+id, casework.Caseworker).is(http.StatusOK).json(&out)
	return out
}

func (s owing) duty(t *testing.T, row string) caseDuty {
	t.Helper()
	for _, d := range s.Duties {
		if d.Row == row {
			return d
		}
	}
	t.Fatalf("no duty %s: %v", row, s.Duties)
	return caseDuty{}
}

func TestAnArrestIsOwedToTheVictimUntilSomebodySaysThatTheyWereTold(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	event := "7f6a7f7e-0000-4000-8000-000000000001"
	w.post("/v1/cases/"+id+"/justice-events", body{"id": event, "kind": "arrested", "occurred_at": "2026-03-02T08:30:00Z", "source": "police", "text": "At home"}, casework.WitnessCare).is(http.StatusOK)
	seen := w.owing(id)
	require.Equal(t, "At home", seen.Justice[0].Text)
	d := seen.duty(t, "R6a")
	require.Equal(t, "open", d.State)
	require.Equal(t, "1 working day", d.Limit)
	require.NotEmpty(t, d.Source)
	w.post("/v1/cases/"+id+"/told", body{"event": event, "how": "by_phone", "by": "police"}, casework.WitnessCare).is(http.StatusOK)
	d = w.owing(id).duty(t, "R6a")
	require.Equal(t, "met", d.State)
	require.Equal(t, "police", d.MetBy)
}

func TestBadWordOfTheCourtIsRefusedFieldByField(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	for field, b := range map[string]body{
		"/kind":        {"kind": "wedding", "occurred_at": "2026-03-02T08:30:00Z", "source": "police"},
		"/occurred_at": {"kind": "arrested", "occurred_at": "2026-02-20T08:30:00Z", "source": "police"},
		"/facts":       {"kind": "verdict", "occurred_at": "2026-03-02T08:30:00Z", "source": "court"},
		"/about":       {"kind": "verdict", "facts": []string{"guilty"}, "occurred_at": "2026-03-02T08:30:00Z", "source": "court", "about": "no-hearing"},
	} {
		got := w.post("/v1/cases/"+id+"/justice-events", b, casework.WitnessCare).refused(http.StatusUnprocessableEntity, casework.Invalid)
		require.Contains(t, got[0], field)
	}
	w.post("/v1/cases/"+id+"/told", body{"event": "nothing", "how": "by_phone", "by": "police"}, casework.WitnessCare).refused(http.StatusUnprocessableEntity, casework.Invalid)
	w.post("/v1/cases/"+id+"/told", body{"duties": []string{"R3a"}, "how": "by_pigeon", "by": "police"}, casework.WitnessCare).refused(http.StatusUnprocessableEntity, casework.Invalid)
}

func TestWhatAnEditionChangesIsAnsweredBeforeItIsAdopted(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	var out editionChanges
	w.get("/v1/cases/"+id+"/edition?edition=2020", casework.Manager).is(http.StatusOK).json(&out)
	require.Equal(t, "2020", out.Follows)
	require.Empty(t, out.Changes)
	w.get("/v1/cases/"+id+"/edition?edition=1066", casework.Manager).refused(http.StatusUnprocessableEntity, casework.Invalid)
	w.post("/v1/cases/"+id+"/edition", body{"edition": "2020", "reason": "x"}, casework.Manager).refused(http.StatusUnprocessableEntity, casework.Invalid)
	w.post("/v1/cases/"+id+"/edition", body{"edition": "2020", "open": true, "reason": "x"}, casework.Manager).is(http.StatusOK)
}
