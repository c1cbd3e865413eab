package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// unreadable are bodies that are not even JSON, and the code by which each is told.
func unreadable() map[string]struct{ body, code string } {
	return map[string]struct{ body, code string }{
		"nothing":             {"", "empty"},
		"spaces":              {" \n ", "empty"},
		"cut off":             {`{"text": "abc`, "syntax"},
		"not JSON":            {`text=abc`, "syntax"},
		"a comma too many":    {`{"text": "a",}`, "syntax"},
		"data behind it":      {`{"text": "a"} {"text": "b"}`, "syntax"},
		"single quotes":       {`{'text': 'a'}`, "syntax"},
		"a number that isn't": {`{"text": 1.2.3}`, "syntax"},
		"NaN":                 {`{"text": NaN}`, "syntax"},
		"a byte order mark":   {"\ufeff{}", "syntax"},
		"a raw line break":    {"{\"text\": \"a\nb\"}", "syntax"},
		"not UTF-8":           {"{\"text\": \"caf\xe9\"}", "not_utf8"},
		"nested too deep":     {strings.Repeat("[", 17) + strings.Repeat("]", 17), "too_deep"},
		"nested without end":  {strings.Repeat(`{"a":`, 100_000), "too_deep"},
		"too many values":     {"[" + strings.Repeat("0,", mostValues) + "0]", "too_many_values"},
	}
}

func TestABodyThatIsNotJSONIsToldWhy(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	before := w.realm.took()
	for name, bad := range unreadable() {
		for path, role := range map[string]casework.Role{"/v1/referrals": casework.Referrer, "/v1/cases/" + id + "/notes": casework.Caseworker} {
			require.Equal(t, []string{" " + bad.code}, w.post(path, bad.body, role).refused(http.StatusBadRequest, malformedJSON), name)
		}
	}
	a := w.put("/v1/cases/"+id+"/contact-points/"+idOf("new"), "{", casework.Caseworker)
	a.refused(http.StatusBadRequest, malformedJSON)
	require.Equal(t, before, w.realm.took())
}

func TestWhereABodyStopsBeingJSONIsToldWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	w := setup(t)
	p := w.post("/v1/referrals", "{\n  \"source\": zebedee}", casework.Referrer).is(http.StatusBadRequest).problem()
	require.Equal(t, "the body stops being JSON at line 2, byte 13 of it", p.Detail)
}

// endless is a body of spaces that counts how much of it was read.
type endless struct{ read, size int }

func (e *endless) Read(p []byte) (int, error) {
	n := min(len(p), e.size-e.read)
	if n == 0 {
		return 0, io.EOF
	}
	copy(p, bytes.Repeat([]byte{' '}, n))
	e.read += n
	return n, nil
}

func TestALargeBodyIsRefusedWithoutReadingIt(t *testing.T) {
	t.Parallel()
	w := setup(t)
	const ten = 10 << 20
	for _, r := range Routes {
		if r.Method == http.MethodGet || len(r.Roles) == 0 {
			continue
		}
		body := &endless{size: ten}
		c := call{method: r.Method, path: somePath(r), token: w.as(r.Roles[0]), body: body}
		w.send(c).refused(http.StatusRequestEntityTooLarge, tooLarge)
		require.LessOrEqual(t, body.read, bodyLimit+1<<16, "read on beyond the limit at %s", r.Path)

		declared := &endless{size: ten}
		req := call{method: r.Method, path: somePath(r), token: w.as(r.Roles[0]), body: declared}.request(t)
		req.ContentLength = ten
		a := w.serve(req)
		require.Equal(t, http.StatusRequestEntityTooLarge, a.status)
		require.Zero(t, declared.read, "what is declared too large is not read at all")
	}
}

func TestABodyOfExactlyTheLimitIsRead(t *testing.T) {
	t.Parallel()
	w := setup(t, func(c *Config) { c.BodyLimit = 64 })
	fits := `{"x":"` + strings.Repeat("a", 64-8) + `"}`
	require.Len(t, fits, 64)
	w.post("/v1/referrals", fits, casework.Referrer).is(http.StatusUnprocessableEntity)
	w.post("/v1/referrals", fits+" ", casework.Referrer).is(http.StatusRequestEntityTooLarge)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestABodyThatEndsEarlyIsNoFaultOfOurs(t *testing.T) {
	t.Parallel()
	w := setup(t)
	fields := w.post("/v1/referrals", io.MultiReader(strings.NewReader(`{"a":`), broken{}), casework.Referrer).refused(http.StatusBadRequest, malformedJSON)
	require.Equal(t, []string{" ended_early"}, fields)
}

func TestOnlyJSONInUTF8IsUnderstood(t *testing.T) {
	t.Parallel()
	w := setup(t)
	send := func(header http.Header) answer {
		return w.send(call{method: http.MethodPost, path: "/v1/referrals", token: w.as(casework.Referrer), body: referralBody("A-1"), header: header})
	}
	for name, header := range map[string]http.Header{
		"none":          {echo.HeaderContentType: nil},
		"a form":        {echo.HeaderContentType: {"application/x-www-form-urlencoded"}},
		"text":          {echo.HeaderContentType: {"text/plain"}},
		"nonsense":      {echo.HeaderContentType: {"json;;;"}},
		"Latin-1":       {echo.HeaderContentType: {"application/json; charset=iso-8859-1"}},
		"compressed":    {echo.HeaderContentEncoding: {"gzip"}},
		"merge patch":   {echo.HeaderContentType: {"application/merge-patch+json"}},
		"a wildcard":    {echo.HeaderContentType: {"*/*"}},
		"JSON sequence": {echo.HeaderContentType: {"application/json-seq"}},
	} {
		a := send(header)
		require.Equal(t, http.StatusUnsupportedMediaType, a.status, name)
		a.refused(http.StatusUnsupportedMediaType, unsupportedMediaType)
	}
	send(http.Header{echo.HeaderContentType: {"Application/JSON; charset=UTF-8"}}).is(http.StatusCreated)
}

func TestTheSameJSONHasTheSameDigestHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	digest := func(s string) string {
		b, err := understand([]byte(s))
		require.NoError(t, err)
		return b.digest
	}
	one := digest(`{"a": 1, "b": [true, null, "é<"], "c": {"x": "y"}}`)
	require.Equal(t, one, digest("{\"c\":{\"x\":\"y\"},\n\"b\":[true,null,\"\\u00e9\\u003c\"],\"a\":1}"))
	for _, other := range []string{
		`{"a": 2, "b": [true, null, "é<"], "c": {"x": "y"}}`, `{"a": 1, "b": [null, true, "é<"], "c": {"x": "y"}}`,
		`{"a": "1", "b": [true, null, "é<"], "c": {"x": "y"}}`, `{"a": 1, "b": [true, null, "é<", "c"], "x": {"x": "y"}}`, `[]`, `{}`, `""`, `null`,
	} {
		require.NotEqual(t, one, digest(other), other)
	}
	require.Len(t, one, 32)
}

func TestAnIdempotencyKeyIsNeededAndPlain(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	path := "/v1/cases/" + id + "/notes"
	send := func(keys ...string) answer {
		return w.send(call{method: http.MethodPost, path: path, token: w.as(casework.Caseworker), body: body{"text": "x"}, header: http.Header{"Idempotency-Key": keys}})
	}
	send().refused(http.StatusBadRequest, keyMissing)
	send("").refused(http.StatusBadRequest, keyMissing)
	send("  ").refused(http.StatusBadRequest, keyMissing)
	for _, bad := range []string{"two words", "caf\u00e9", strings.Repeat("k", 129), "tab\tkey", "nul\x00"} {
		send(bad).refused(http.StatusBadRequest, keyInvalid)
	}
	send("one", "two").refused(http.StatusBadRequest, keyInvalid)
	send(strings.Repeat("k", 128)).is(http.StatusOK)
	for name := range plainBodies() {
		a := w.send(call{
			method: http.MethodPost, path: "/v1/cases/" + id + "/" + name, token: w.as(casework.Caseworker), body: plainBodies()[name],
			header: http.Header{"Idempotency-Key": nil},
		})
		a.refused(http.StatusBadRequest, keyMissing)
	}
}

func TestUnknownPathsAndMethodsAreProblemsToo(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, path := range []string{"/", "/v1", "/v1/cases/", "/v2/cases", "/v1/cases/x/y/z", "/dev/tokens", "/v1/referrals/1", "/v1/%2e%2e/cases"} {
		w.send(call{method: http.MethodGet, path: path, token: w.as(casework.Roles...)}).refused(http.StatusNotFound, notFound)
	}
	w.send(call{method: http.MethodPost, path: "/dev/tokens", body: "{}"}).refused(http.StatusNotFound, notFound)
	for _, method := range []string{http.MethodDelete, http.MethodPatch, http.MethodPut, http.MethodHead} {
		a := w.send(call{method: method, path: "/v1/cases", token: w.as(casework.Roles...)})
		require.Equal(t, http.StatusMethodNotAllowed, a.status)
		require.Contains(t, a.header.Get(echo.HeaderAllow), http.MethodGet)
	}
	for _, id := range []string{"1", "not-a-uuid", "{" + idOf("x") + "}", "urn:uuid:" + idOf("x"), strings.ReplaceAll(idOf("x"), "-", "")} {
		w.get("/v1/cases/"+id, casework.Caseworker).refused(http.StatusNotFound, notFound)
	}
}

// serve makes a request as it is, with no description held against it.
func (w *world) serve(r *http.Request) answer {
	rec := httptest.NewRecorder()
	w.api.Handler().ServeHTTP(rec, r)
	return answer{t: w.t, status: rec.Code, header: rec.Header(), body: rec.Body.Bytes()}
}

// FuzzJSON: whatever the bytes, the decoder answers with a value or a problem, and
// what it takes is JSON.
func FuzzJSON(f *testing.F) {
	for _, bad := range unreadable() {
		if len(bad.body) < 1000 { // the others are slow to vary
			f.Add([]byte(bad.body))
		}
	}
	good, err := json.Marshal(referralBody("A-1"))
	require.NoError(f, err)
	f.Add(good)
	f.Add([]byte(`{"a":1,"a":2,"b/c~":[{}],"":""}`))
	f.Add([]byte("{\"a\":\"\\ud800\"}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := understand(raw)
		if err != nil {
			p := problemOf(err)
			require.Equal(t, malformedJSON, p.Code)
			require.NotContains(t, p.Detail, string(rune(0xfffd)))
			return
		}
		require.True(t, json.Valid(raw))
		again, err := understand(raw)
		require.NoError(t, err)
		require.Equal(t, b.digest, again.digest)
		p := b.part()
		p.text("text", must, free)
		p.moment("at", may)
		p.end()
	})
}
