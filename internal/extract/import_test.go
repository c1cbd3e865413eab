package extract

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEveryRowOfADayIsAccountedForAndTheSecondTimeAllAreDuplicates(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{CSV, NDJSON} {
		s := newService(t)
		text, mix := generate(t, GenerateOptions{Referrals: 350, Seed: 7, Format: f})
		o, _ := s.options(t, "day."+string(f), text)
		first, err := Import(t.Context(), o)
		require.NoError(t, err)
		requireBalanced(t, first, 350)
		require.Equal(t, mix.Of(Duplicate), first.Duplicate)
		require.GreaterOrEqual(t, first.Updated, mix.Of(RepeatVictim)+mix.Of(SeveralCrimes)+mix.Of(Regraded))
		require.Equal(t, mix.Of(WrongEncoding), first.Repaired)
		require.Positive(t, first.Rejected)
		require.Zero(t, first.ExitCode())
		require.Equal(t, o.File+".report.csv", first.Path)

		again, err := Import(t.Context(), o)
		require.NoError(t, err)
		requireBalanced(t, again, 350)
		require.Equal(t, first.Rejected, again.Rejected)
		require.Equal(t, 350-first.Rejected, again.Duplicate)
		require.Zero(t, again.ExitCode())
	}
}

func TestTheReportHasEveryRowInOrder(t *testing.T) {
	t.Parallel()
	s := newService(t)
	tb := tableOf(t, ref("ATH-1", "N1"), ref("ATH-1", "N1"), ref("ATH-2", "N2"), ref("ATH-3", "N3"), ref("ATH-4", "N1")).
		set(2, "hate", "?").set(2, "marac", "?").set(3, "given_name", "").add("beat", "H21")
	o, _ := s.options(t, "day.csv", tb.String())
	r, err := Import(t.Context(), o)
	require.NoError(t, err)
	requireBalanced(t, r, 5)
	got := reportLines(t, r)
	require.Equal(t, []string{"1", "", "", "", "", "ignored_column", "column beat is not known and was ignored"}, got[0])
	require.Equal(t, []string{"2", "ATH-1", "accepted"}, got[1][:3])
	require.Len(t, got[1][3], 36)
	require.Equal(t, []string{"3", "ATH-1", "duplicate", got[1][3]}, got[2][:4])
	require.Equal(t, []string{"4", "ATH-2", "rejected", "", "/crime/hate", "not_a_boolean"}, got[3][:6])
	require.Equal(t, []string{"4", "ATH-2", "rejected", "", "/risk/marac", "not_a_boolean"}, got[4][:6])
	require.Equal(t, []string{"5", "ATH-3", "rejected", "", "/victim/given_name", "required", "must not be empty"}, got[5])
	require.Equal(t, []string{"6", "ATH-4", "updated", got[1][3]}, got[6][:4])
	require.Equal(t, map[string]int{"not_a_boolean": 1, "required": 1}, r.Codes)
	require.Len(t, s.order(), 4, "what is refused here is not sent")
	var b strings.Builder
	require.NoError(t, r.Print(&b))
	require.Contains(t, b.String(), "       2  rejected\n")
	require.Contains(t, b.String(), "       5  rows read")
}

func TestEachAnswerHasItsOutcome(t *testing.T) {
	t.Parallel()
	const id = `"case_id":"0B6F2A54-55C1-4F39-9B0C-0A1B2C3D4E5F"`
	for _, c := range []struct {
		status  int
		body    string
		outcome string
		code    string
		exit    int
	}{
		{201, `{` + id + `,"outcome":"accepted"}`, "accepted", "", 0},
		{201, `{` + id + `,"warnings":[{"pointer":"/crime/reference","code":"unusual_reference","detail":"not the Hertfordshire shape"}]}`, "accepted", "unusual_reference", 0},
		{202, `{` + id + `}`, "accepted", "", 0},
		{200, `{` + id + `,"outcome":"updated"}`, "updated", "", 0},
		{200, `{` + id + `,"outcome":"duplicate"}`, "duplicate", "", 0},
		{200, `{"outcome":"out_of_scope","reason":"no_victim"}`, "rejected", "out_of_scope", 0},
		{200, `{"outcome":"perhaps"}`, "failed", "unexpected_answer", 1},
		{200, `<html>sign in</html>`, "failed", "unexpected_answer", 1},
		{409, `{"code":"referral_conflict","detail":"the same version with other content"}`, "rejected", "referral_conflict", 0},
		{422, `{"code":"invalid","detail":"x"}`, "rejected", "invalid", 0},
		{400, `no json`, "rejected", "http_400", 0},
		{413, ``, "rejected", "http_413", 0},
		{500, `{"code":"internal"}`, "failed", "http_500", 1},
	} {
		s := newService(t)
		s.before = func(w http.ResponseWriter, _ *http.Request, _ int) bool { say(w, c.status, c.body); return true }
		o, _ := s.options(t, "one.ndjson", write(t, NDJSON, ref("ATH-1", "N1")))
		r, err := Import(t.Context(), o)
		require.NoError(t, err)
		requireBalanced(t, r, 1)
		got := reportLines(t, r)[0]
		require.Equal(t, []string{"1", "ATH-1", c.outcome}, got[:3], c.body)
		require.Equal(t, c.code, got[5], c.body)
		require.Equal(t, c.exit, r.ExitCode(), c.body)
		require.Len(t, s.order(), 1, "none of these is tried again")
		if strings.Contains(c.body, "case_id") {
			require.Equal(t, "0b6f2a54-55c1-4f39-9b0c-0a1b2c3d4e5f", got[3])
		}
	}
}

func TestARowTurnedAwayIsSentAgainWithTheSameKey(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.before = func(w http.ResponseWriter, _ *http.Request, n int) bool {
		switch n {
		case 1:
			w.Header().Set("Retry-After", "7")
			say(w, http.StatusServiceUnavailable, "")
		case 2:
			w.Header().Set("Retry-After", "Mon, 02 Mar 2026 09:01:00 GMT")
			say(w, http.StatusTooManyRequests, "")
		case 3:
			say(w, http.StatusBadGateway, "")
		case 4:
			say(w, http.StatusGatewayTimeout, "")
		default:
			return false
		}
		return true
	}
	o, c := s.options(t, "one.ndjson", write(t, NDJSON, ref("ATH-1", "N1")))
	r, err := Import(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, 1, r.Accepted)
	require.Equal(t, []time.Duration{7 * time.Second, 53 * time.Second, 1500 * time.Millisecond, 3 * time.Second}, c.waits)
	require.Len(t, s.keys, 5)
	for _, key := range s.keys {
		require.Equal(t, s.keys[0], key)
		require.Len(t, key, 32)
	}
}

func TestAConnectionThatBreaksMidWayIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.before = func(w http.ResponseWriter, _ *http.Request, n int) bool {
		if n > 2 {
			return false
		}
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			if n == 2 { // half an answer
				_, _ = conn.Write([]byte("HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{\"case"))
			}
			_ = conn.Close()
		}
		return true
	}
	o, _ := s.options(t, "one.ndjson", write(t, NDJSON, ref("ATH-1", "N1")))
	r, err := Import(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, 1, r.Accepted)
	require.Len(t, s.order(), 3)
}

func TestARowOutOfPatienceHasFailedAndTheNextMayFareBetter(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.before = func(w http.ResponseWriter, r *http.Request, n int) bool {
		s.mu.Lock()
		first := s.arrived[n-1].Source.ID == "ATH-1"
		s.mu.Unlock()
		if first {
			say(w, http.StatusServiceUnavailable, "")
		}
		return first
	}
	o, c := s.options(t, "two.ndjson", write(t, NDJSON, ref("ATH-1", "N1"), ref("ATH-2", "N1")))
	o.Budget = time.Minute
	r, err := Import(t.Context(), o)
	require.NoError(t, err)
	requireBalanced(t, r, 2)
	require.Equal(t, 1, r.Failed)
	require.Equal(t, 1, r.Accepted)
	require.Equal(t, 1, r.ExitCode())
	require.Equal(t, "http_503", reportLines(t, r)[0][5])
	var waited time.Duration
	for _, d := range c.waits {
		waited += d
	}
	require.LessOrEqual(t, waited, o.Budget)
	require.Greater(t, waited, o.Budget/2)
}

func TestAnImportWithNobodyThereStopsWhenPatienceIsSpent(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.Close()
	text, _ := generate(t, GenerateOptions{Referrals: 60, Seed: 1})
	o, _ := s.options(t, "day.csv", text)
	r, err := Import(t.Context(), o)
	require.ErrorIs(t, err, errAway)
	requireBalanced(t, r, 60)
	require.GreaterOrEqual(t, r.Failed, 8)
	require.Positive(t, r.NotSent)
	require.Equal(t, 1, r.ExitCode())
}

func TestARefusedTokenStopsTheImportAtOnce(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		s := newService(t)
		s.before = func(w http.ResponseWriter, _ *http.Request, n int) bool {
			if n <= 2 {
				return false
			}
			say(w, status, `{"code":"unauthenticated"}`)
			return true
		}
		text := tableOf(t, ref("ATH-1", "N1"), ref("ATH-2", "N2"), ref("ATH-3", "N3"), ref("ATH-4", "N4"), ref("ATH-5", "N5")).set(4, "hate", "?").String()
		o, _ := s.options(t, "day.csv", text)
		o.Concurrency = 1
		r, err := Import(t.Context(), o)
		require.ErrorContains(t, err, "refused the token")
		requireBalanced(t, r, 5)
		require.Equal(t, []int{2, 1, 1, 1}, []int{r.Accepted, r.Failed, r.NotSent, r.Rejected})
		require.Len(t, s.order(), 3)
		require.False(t, r.Interrupted)
		require.Equal(t, 1, r.ExitCode())
		require.Len(t, reportLines(t, r), 5)
		require.NotContains(t, err.Error(), "secret")
	}
}

func TestAnAddressThatIsNotTheAPIStopsTheImport(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusNotFound, http.StatusMethodNotAllowed} {
		s := newService(t)
		s.before = func(w http.ResponseWriter, _ *http.Request, _ int) bool { say(w, status, ""); return true }
		o, _ := s.options(t, "one.ndjson", write(t, NDJSON, ref("ATH-1", "N1"), ref("ATH-2", "N1")))
		r, err := Import(t.Context(), o)
		require.ErrorContains(t, err, "does not take referrals")
		requireBalanced(t, r, 2)
	}
}

func TestAReferralNeverFollowsARedirect(t *testing.T) {
	t.Parallel()
	elsewhere, s := newService(t), newService(t)
	s.before = func(w http.ResponseWriter, r *http.Request, _ int) bool {
		http.Redirect(w, r, elsewhere.URL+"/v1/referrals", http.StatusTemporaryRedirect)
		return true
	}
	o, _ := s.options(t, "one.ndjson", write(t, NDJSON, ref("ATH-1", "N1")))
	_, err := Import(t.Context(), o)
	require.ErrorContains(t, err, "307")
	require.Empty(t, elsewhere.order())
}

func TestAFileThatCannotBeReadSendsNothing(t *testing.T) {
	t.Parallel()
	s := newService(t)
	o, _ := s.options(t, "day.csv", tableOf(t, ref("ATH-1", "N1")).drop("source_id").String())
	_, err := Import(t.Context(), o)
	require.ErrorContains(t, err, `column "source_id" is missing`)
	require.Empty(t, s.order())
	require.NoFileExists(t, o.File+".report.csv")

	o.File = t.TempDir()
	_, err = Import(t.Context(), o)
	require.ErrorContains(t, err, "directory")
	o.File += "/nowhere.csv"
	_, err = Import(t.Context(), o)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestOptionsThatWouldDoHarmAreRefused(t *testing.T) {
	t.Parallel()
	good := ImportOptions{File: "x.csv", API: "https://beacon.example.org/", Token: "t"}
	ready, err := good.ready()
	require.NoError(t, err)
	require.Equal(t, "https://beacon.example.org/v1/referrals", ready.API)
	require.Equal(t, "x.csv.report.csv", ready.Report)
	for want, spoil := range map[string]func(*ImportOptions){
		"no token":        func(o *ImportOptions) { o.Token = " " },
		"plain http":      func(o *ImportOptions) { o.API = "http://beacon.example.org" },
		"must be like":    func(o *ImportOptions) { o.API = "beacon.example.org" },
		"a password":      func(o *ImportOptions) { o.API = "https://a:b@beacon.example.org" },
		"overwrite":       func(o *ImportOptions) { o.Report = "x.csv" },
		"no file":         func(o *ImportOptions) { o.File = "" },
		"for the report":  func(o *ImportOptions) { o.File, o.Reader = "", strings.NewReader("") },
		"plain http to 1": func(o *ImportOptions) { o.API = "http://10.0.0.1" },
	} {
		o := good
		spoil(&o)
		_, err := Import(t.Context(), o)
		require.ErrorContains(t, err, want)
	}
	for _, here := range []string{"http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"} {
		good.API = here
		_, err := good.ready()
		require.NoError(t, err)
	}
	good.API, good.PlainHTTP = "http://api:8080", true
	_, err = good.ready()
	require.NoError(t, err)
}

func TestTheReportCannotBeWrittenSoNothingIsSent(t *testing.T) {
	t.Parallel()
	s := newService(t)
	o, _ := s.options(t, "one.ndjson", write(t, NDJSON, ref("ATH-1", "N1")))
	o.Report = t.TempDir() + "/no/such/folder/report.csv"
	_, err := Import(t.Context(), o)
	require.ErrorContains(t, err, "open the report")
	require.Empty(t, s.order())
}

func TestAReaderIsImportedLikeAFile(t *testing.T) {
	t.Parallel()
	s := newService(t)
	o, _ := s.options(t, "unused", "")
	o.File, o.Report = "", t.TempDir()+"/r.csv"
	o.Reader = strings.NewReader(write(t, NDJSON, ref("ATH-1", "N1")))
	r, err := Import(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, 1, r.Accepted)
}

type brokenReader struct{ start *strings.Reader }

func (b brokenReader) Read(p []byte) (int, error) {
	if b.start.Len() > 0 {
		return b.start.Read(p)
	}
	return 0, context.DeadlineExceeded // any error but io.EOF
}

func TestAFileThatBreaksOffIsToldAndAccountedForAsFarAsItWent(t *testing.T) {
	t.Parallel()
	s := newService(t)
	o, _ := s.options(t, "unused", "")
	o.File, o.Report = "", t.TempDir()+"/r.csv"
	o.Reader = brokenReader{strings.NewReader(write(t, NDJSON, ref("ATH-1", "N1")) + "{")}
	r, err := Import(t.Context(), o)
	require.ErrorContains(t, err, "read the extract")
	requireBalanced(t, r, 1)
	require.True(t, r.Unread)
	require.Equal(t, 1, r.ExitCode())
}
