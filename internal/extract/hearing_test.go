package extract

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// courtAPI takes hearings as Beacon's API does, as far as an import can tell.
type courtAPI struct {
	*httptest.Server
	mu      sync.Mutex
	arrived []listed
	seen    map[string]bool
	before  func(w http.ResponseWriter, n int) bool
}

func newCourtAPI(t *testing.T) *courtAPI {
	t.Helper()
	s := &courtAPI{seen: map[string]bool{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *courtAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var l listed
	in := json.NewDecoder(r.Body)
	in.DisallowUnknownFields()
	if err := in.Decode(&l); err != nil || r.URL.Path != "/v1/hearings" || r.Header.Get("Authorization") != "Bearer secret" {
		w.WriteHeader(http.StatusTeapot)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrived = append(s.arrived, l)
	if s.before != nil && s.before(w, len(s.arrived)) {
		return
	}
	outcome := "listed"
	if key := r.Header.Get("Idempotency-Key"); s.seen[key] {
		outcome = "duplicate"
	} else {
		s.seen[key] = true
	}
	say(w, http.StatusOK, `{"case_id":"0b6f2a54-55c1-4f39-9b0c-0a1b2c3d4e5f","hearing_id":"h","outcome":"`+outcome+`","revision":3}`)
}

const hearingHeader = "case_id,force,crime_reference,reference,type,certainty,date,time,until,needed,court,source,received\n"

// imports sends rows through the API, and gives the lines of the report.
func (s *courtAPI) imports(t *testing.T, rows ...string) (Report, [][]string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "list.csv")
	require.NoError(t, os.WriteFile(file, []byte(hearingHeader+strings.Join(rows, "\n")+"\n"), 0o600))
	r, err := ImportHearings(t.Context(), ImportOptions{File: file, API: s.URL, Token: "secret", pace: newClock().pace()})
	require.NoError(t, err)
	return r, reportLines(t, r)
}

func TestEveryRowOfAListOfHearingsIsAccountedFor(t *testing.T) {
	t.Parallel()
	s := newCourtAPI(t)
	r, lines := s.imports(t,
		",hertfordshire,41/14572/26,T20260117,Trial,fixed,23/04/2026,10:00,,yes,St Albans,witness_care,2026-03-01 09:15",
		",hertfordshire,41/14572/26,T20260117,Trial,fixed,23/04/2026,10:00,,yes,St Albans,witness_care,2026-03-01 09:15",
		"0b6f2a54-55c1-4f39-9b0c-0a1b2c3d4e5f,,,,trial,Warned list,2026-11-02,,2026-11-13,true,,court,2026-03-01T09:15:00Z",
		"0b6f2a54-55c1-4f39-9b0c-0a1b2c3d4e5f,,,,trial,,2026-11-02,,,,,,")
	requireBalanced(t, r, 4)
	require.Equal(t, []int{2, 1, 1}, []int{r.Accepted, r.Duplicate, r.Rejected})
	require.Equal(t, listed{
		Force: "hertfordshire", CrimeReference: "41/14572/26", Reference: "T20260117", Type: "trial", Certainty: "fixed",
		Starts: "2026-04-23T09:00:00Z", Needed: true, Source: "witness_care", Received: "2026-03-01T09:15:00Z", Court: "St Albans",
	}, s.arrived[0], "in summer London is an hour ahead")
	require.Equal(t, []string{"warned_list", "2026-11-02", "2026-11-13", ""}, []string{s.arrived[2].Certainty, s.arrived[2].From, s.arrived[2].Until, s.arrived[2].Starts})
	require.Equal(t, []string{"2", "T20260117", "accepted", "0b6f2a54-55c1-4f39-9b0c-0a1b2c3d4e5f", "/date", "repaired_date", "read as day/month/year"}, lines[0])
	var why []string
	for _, l := range lines[3:] {
		why = append(why, l[4]+" "+l[5])
	}
	require.Equal(t, []string{"/needed missing", "/source missing", "/received missing", "/time missing"}, why, "everything that is wrong, at once")
	require.Len(t, s.arrived, 3, "what is refused here is not sent")
}

func TestAnHourThatTheClocksSkipOrRepeatMustSayItsZone(t *testing.T) {
	t.Parallel()
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		require.NoError(t, err)
		return at
	}
	for _, c := range []struct{ day, clock, want, code string }{
		{"2026-03-29", "01:30", "", "no_such_time"},
		{"2026-03-29", "01:30+01:00", "2026-03-29T00:30:00Z", ""},
		{"2026-03-29", "02:00", "2026-03-29T01:00:00Z", ""},
		{"2026-10-25", "01:30", "", "time_twice"},
		{"2026-10-25", "01:30+01:00", "2026-10-25T00:30:00Z", ""},
		{"2026-10-25", "01:30+00:00", "2026-10-25T01:30:00Z", ""},
		{"2026-10-25", "00:59", "2026-10-24T23:59:00Z", ""},
		{"2026-10-25", "02:00", "2026-10-25T02:00:00Z", ""},
		{"2026-10-26", "9 am", "", "not_a_time"},
		{"2026-10-26", "24:00", "", "not_a_time"},
	} {
		at, wrong := clockAt("/time", day(c.day), c.clock)
		if c.code != "" {
			require.NotNil(t, wrong, c.clock)
			require.Equal(t, c.code, wrong.Code)
			require.Contains(t, wrong.Reason, "write it")
			continue
		}
		require.Nil(t, wrong, c)
		require.Equal(t, c.want, at.Format(time.RFC3339))
	}
	_, wrong := momentIn("/received", "2026-10-25 01:30")
	require.Equal(t, "time_twice", wrong.Code)
	_, wrong = momentIn("/received", "2026-10-25")
	require.Equal(t, "not_a_time", wrong.Code)
}

func TestWhatIsWrongWithAWindowIsToldByItsColumn(t *testing.T) {
	t.Parallel()
	s := newCourtAPI(t)
	_, lines := s.imports(t,
		"0b6f2a54-55c1-4f39-9b0c-0a1b2c3d4e5f,,,,trial,warned_list,2026-11-02,10:00,,true,,court,2026-03-01T09:15:00Z",
		"0b6f2a54-55c1-4f39-9b0c-0a1b2c3d4e5f,,,,trial,fixed,2026-11-02,10:00,2026-11-05,true,,court,2026-03-01T09:15:00Z",
		"0b6f2a54-55c1-4f39-9b0c-0a1b2c3d4e5f,,,,trial,fixed,31/02/2026,10:00,,maybe,,court,yesterday",
		"too,short")
	var why []string
	for _, l := range lines {
		why = append(why, strings.TrimSpace(l[0]+" "+l[4]+" "+l[5]))
	}
	require.Equal(t, []string{
		"2 /time contradicts", "2 /until missing", "3 /until contradicts", "4 /needed not_a_boolean", "4 /date not_a_date", "4 /received not_a_time", "5  ragged_row",
	}, why)
	require.Empty(t, s.arrived)
}

func TestEachAnswerAboutAHearingHasItsOutcome(t *testing.T) {
	t.Parallel()
	const row = "0b6f2a54-55c1-4f39-9b0c-0a1b2c3d4e5f,,,,trial,fixed,2026-11-02,10:00,,true,,court,2026-03-01T09:15:00Z"
	for _, c := range []struct {
		status int
		body   string
		want   string
	}{
		{200, `{"outcome":"changed"}`, "updated  "},
		{200, `{"outcome":"outdated"}`, "duplicate /received outdated"},
		{200, `{"outcome":"contradicted"}`, "updated /source contradicted"},
		{200, `{"outcome":"perhaps"}`, "failed  unexpected_answer"},
		{404, `{"code":"not_found"}`, "rejected /case_id unknown"},
		{409, `{"code":"case_closed","detail":"the case is closed; reopen it first"}`, "rejected  case_closed"},
		{422, `{"code":"invalid","errors":[{"pointer":"/crime_reference","code":"ambiguous","detail":"x"}]}`, "rejected /crime_reference ambiguous"},
		{422, `{"code":"invalid","errors":[{"pointer":"/id","code":"ambiguous","detail":"x"}]}`, "rejected /hearing_id ambiguous"},
		{500, `{}`, "failed  http_500"},
		{503, `{}`, "failed  http_503"},
	} {
		s := newCourtAPI(t)
		s.before = func(w http.ResponseWriter, _ int) bool { say(w, c.status, c.body); return true }
		r, lines := s.imports(t, row)
		requireBalanced(t, r, 1)
		require.Equal(t, c.want, strings.Join([]string{lines[0][2], lines[0][4], lines[0][5]}, " "), c.body)
	}
}

func TestAListThatIsNoneIsNotSent(t *testing.T) {
	t.Parallel()
	for want, header := range map[string]string{
		`"received" is missing`:     "case_id,type,date,time,needed,source\n",
		"no column says the case":   "force,type,date,needed,source,received\n",
		"stands twice":              "case_id,type,type,date,needed,source,received\n",
		"the first row is not":      "hello\n",
		"the file is empty":         "",
		"a quotation mark is not c": "\"case_id,type\n",
	} {
		file := filepath.Join(t.TempDir(), "list.csv")
		require.NoError(t, os.WriteFile(file, []byte(header), 0o600))
		_, err := ImportHearings(t.Context(), ImportOptions{File: file, API: "http://127.0.0.1:1", Token: "secret"})
		require.ErrorContains(t, err, want)
	}
}
