package api

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/measures"
)

// returned is a world in whose first quarter one duty was met in time, one late, one not
// at all, and of one it is not known.
func returned(t *testing.T) *world {
	t.Helper()
	w := setup(t)
	timely, late := owed("R6d-1", "R6d", 1), owed("R6d-2", "R6d", 1)
	timely.Met, timely.MetBy = monday.Add(time.Hour), "police"
	late.Met, late.MetBy = monday.Add(72*time.Hour), "police"
	w.owe(w.refer(referralBody("A-1")), timely, late, owed("R9b-3", "R9b", 1), owed("R9b-court-4", "R9b-court", 5))
	w.clock.move(40 * 24 * time.Hour)
	return w
}

func TestTheQuarterlyReturnSaysOutOfHowMany(t *testing.T) {
	t.Parallel()
	w := returned(t)
	var c measures.Compliance
	a := w.get("/v1/returns/compliance?quarter=2026-Q1", casework.Supervisor).is(http.StatusOK)
	a.json(&c)
	require.True(t, c.Complete)
	require.Len(t, c.Late, 2)
	require.Equal(t, "R6d-2", c.Late[0].Owed)
	require.Equal(t, "late", c.Late[0].Outcome)
	require.Equal(t, "event-1", c.Late[0].Event)
	require.Equal(t, monday, c.Late[0].Occurred)
	require.Equal(t, monday.Add(time.Hour), c.Late[0].Received)
	require.Equal(t, "outstanding", c.Late[1].Outcome)
	rows := map[string]measures.Measured{}
	for _, theme := range c.Themes {
		for _, r := range theme.Rows {
			rows[r.Row] = r.Enhanced
		}
	}
	require.Equal(t, 1, rows["R6d"].OfDue.N)
	require.Equal(t, 2, rows["R6d"].OfDue.Of)
	require.Equal(t, 1, rows["R9b"].Outstanding)
	require.Equal(t, 1, rows["R9b-court"].NotKnown)
	for _, personal := range []string{"Zebedee", "Quux", "900123", "caseworker", "41/14572/26", "A-1", "hub"} {
		require.NotContains(t, string(a.body), personal)
	}
}

func TestTheReturnComesAsCSVForWhoeverAsks(t *testing.T) {
	t.Parallel()
	w := returned(t)
	const at = "/v1/returns/compliance?quarter=2026-Q1"
	asked := w.get(at+"&format=csv", casework.Auditor).is(http.StatusOK)
	require.Equal(t, textCSV, asked.header.Get("Content-Type"))
	require.Contains(t, asked.header.Get("Content-Disposition"), "compliance-2026-Q1.csv")
	accepted := w.send(call{method: http.MethodGet, path: at, token: w.as(casework.Auditor), header: http.Header{"Accept": {"text/csv"}}}).is(http.StatusOK)
	require.Equal(t, string(asked.body), string(accepted.body))
	late := w.get(at+"&format=csv&part=late", casework.Manager).is(http.StatusOK)
	for n, text := range map[int]string{3: string(late.body)} {
		lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		require.NoError(t, err)
		require.Len(t, lines, n)
	}
	sent := w.send(call{method: http.MethodGet, path: at + "&format=json", token: w.as(casework.Auditor), header: http.Header{"Accept": {"text/csv"}}}).is(http.StatusOK)
	require.Contains(t, sent.header.Get("Content-Type"), "application/json")
}

func TestAReturnIsRefusedForAQuarterThatIsNoneOrHasNotBegun(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for query, want := range map[string]string{
		"": "?quarter missing", "quarter=": "?quarter not_a_quarter", "quarter=2026-Q5": "?quarter not_a_quarter", "quarter=Q1": "?quarter not_a_quarter",
		"quarter=2026-Q2": "?quarter in_the_future", "quarter=2026-Q1&format=xml": "?format not_listed", "quarter=2026-Q1&part=late": "?part only_as_csv",
		"quarter=2026-Q1&format=csv&part=all": "?part not_listed", "quarter=2026-Q1&force=Zebedee%20Quux": "?force wrong_form", "quarter=2026-Q1&year=2026": "?year unknown_field",
		"quarter=2026-Q1&quarter=2026-Q1": "?quarter repeated_field",
	} {
		got := w.get("/v1/returns/compliance?"+query, casework.Supervisor).refused(http.StatusUnprocessableEntity, casework.Invalid)
		require.Equal(t, []string{want}, got, query)
	}
}

func TestAQuarterInWhichNothingFellDueIsAnsweredAllTheSame(t *testing.T) {
	t.Parallel()
	var c measures.Compliance
	setup(t).get("/v1/returns/compliance?quarter=2019-Q4", casework.Manager).is(http.StatusOK).json(&c)
	require.Zero(t, c.Due)
	require.Empty(t, c.Late)
	require.Len(t, c.Themes, 6)
}

// The way from the event to the return, through the case itself.
func TestWhatPoliceToldLateIsInTheListOnTheBoardAndInTheReturn(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	event := "7f6a7f7e-0000-4000-8000-000000000001"
	w.post("/v1/cases/"+id+"/justice-events", body{"id": event, "kind": "arrested", "occurred_at": "2026-03-02T08:30:00Z", "source": "police"}, casework.WitnessCare).is(http.StatusOK)
	require.Len(t, w.duties("row=R6a", casework.Supervisor), 1)
	w.clock.move(72 * time.Hour)
	w.realm.wake(id)
	late := w.duties("row=R6a&state=breached", casework.Supervisor)
	require.Len(t, late, 1)
	require.Equal(t, isLate, late[0].State)
	require.Contains(t, each(w.board()["breaches"].Owed, func(d duty) string { return d.Row }), "R6a")

	w.post("/v1/cases/"+id+"/told", body{"event": event, "how": "by_phone", "by": "police"}, casework.WitnessCare).is(http.StatusOK)
	require.Empty(t, w.duties("row=R6a", casework.Supervisor))
	require.Equal(t, isMetLate, w.duties("row=R6a&state=met", casework.Supervisor)[0].State)
	var c measures.Compliance
	w.get("/v1/returns/compliance?quarter=2026-Q1", casework.Supervisor).is(http.StatusOK).json(&c)
	i := slices.IndexFunc(c.Late, func(e measures.Evidence) bool { return e.Row == "R6a" })
	require.GreaterOrEqual(t, i, 0)
	require.Equal(t, event, c.Late[i].Event)
	require.Equal(t, id, c.Late[i].CaseID)
	require.Equal(t, "late", c.Late[i].Outcome)
	require.Equal(t, 2, c.Late[i].WorkingDaysLate)
}
