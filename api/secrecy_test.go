package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

// canaries are personal values that go down every path and must come out in no log
// line, no metric and no problem.
var canaries = []string{
	"Zebedee", "Quux", "900123", "900777", "quuxhouse", "Canary words", "1990-02-28", "Pat Officer", "pat.officer", "canaryquery", "canarypath", "canarykey",
}

// timeOfLine is when a line was logged: its digits may be a canary's by chance.
var timeOfLine = regexp.MustCompile(`"time":"[^"]*",`)

func TestNothingPersonalIsLoggedCountedOrToldInAProblem(t *testing.T) {
	t.Parallel()
	w := setup(t)
	var problems strings.Builder
	note := func(a answer) {
		if a.status >= 400 {
			problems.Write(a.body)
		}
	}
	b := referralBody("A-1")
	b = with(b, "victim/contact_points", []any{body{"kind": "phone", "value": "07700 900123"}, body{"kind": "address", "value": "1 Quuxhouse Lane"}})
	id := w.refer(b)
	point := w.point(id)

	for _, wrong := range []any{
		with(b, "victim/given_name", []string{"Zebedee"}), with(b, "victim/date_of_birth", "1990-02-28T00:00:00"), with(b, "victim/Zebedee Quux", 1),
		with(b, "victim/contact_points", []any{body{"kind": "phone", "value": "07700 900123 x4"}, body{"kind": "email", "value": "Zebedee@@Quux"}}),
		with(b, "source/id", "Zebedee Quux 07700900123"), with(b, "officer/email", "pat.officer"), with(b, "victim/language", "Zebedee Quux"),
		with(b, "victim/children", 3), `{"victim": {"given_name": "Zebedee" "Quux"}}`, `"Zebedee Quux"`, with(b, "victim/gender", "Zebedee"), "Zebedee=Quux",
	} {
		a := w.post("/v1/referrals", wrong, casework.Referrer)
		require.GreaterOrEqual(t, a.status, 400)
		note(a)
	}
	words := "Canary words about Zebedee Quux on 07700900123"
	for _, r := range guarded() {
		for _, key := range []string{uuid.NewString(), "canarykey Zebedee"} {
			path := strings.NewReplacer("{id}", id, "{point}", point.ID).Replace(r.Path)
			for _, sent := range []any{
				with(plainBodies()[path[strings.LastIndex(path, "/")+1:]], "text", words), body{"text": words, "Zebedee": "Quux"}, with(phone("07700 900123"), "name", "Zebedee"),
				body{"outcome": "third_party_answered", "contact_point_id": point.ID, "text": words, "owner": "Zebedee Quux"}, words,
			} {
				if r.Method == http.MethodGet {
					sent = nil
				}
				note(w.send(call{
					method: r.Method, path: path + "?Canaryquery%20Zebedee=Quux&stage=Quux&cursor=Zebedee", token: w.as(r.Roles...), body: sent,
					header: http.Header{"Idempotency-Key": {key}, "X-Request-Id": {"Zebedee"}, "User-Agent": {"Zebedee Quux"}, "Referer": {"https://Quux.example.org"}},
				}))
			}
		}
		note(w.send(call{method: r.Method, path: strings.NewReplacer("{id}", "canarypath", "{point}", "Zebedee").Replace(r.Path), token: w.as(r.Roles...), body: ifPosted(r)}))
	}
	note(w.send(call{method: http.MethodGet, path: "/canarypath/Zebedee?Canaryquery=07700900123"}))
	note(w.send(call{method: http.MethodGet, path: "/v1/cases", token: "Zebedee.Quux.900123"}))
	w.reply("SM1", "+447700900123", words).is(http.StatusOK)
	w.reply("SM2", "+447700900777", words).is(http.StatusOK)
	note(w.twilio(inboundPath, map[string][]string{"MessageSid": {"SM3"}, "From": {"+447700900123"}, "Body": {words}}, "forged", ourURL))
	w.events(monday, sendgridKey, []any{event("bounce", "e", idOf("x"), body{"reason": words, "email": "zeb@quuxhouse.example.org"})}).is(http.StatusNoContent)
	w.realm.leave(true)
	note(w.post("/v1/cases/"+id+"/notes", body{"text": words}, casework.Caseworker))
	note(w.post("/v1/referrals", with(b, "source/id", "A-2"), casework.Referrer))
	w.reply("SM4", "+447700900123", words).is(http.StatusOK)
	w.api.look(t.Context())
	require.NoError(t, w.db.Close())
	note(w.post("/v1/referrals", with(b, "source/id", "A-3"), casework.Referrer))
	note(w.reply("SM5", "+447700900123", words))
	w.api.look(t.Context())

	require.Contains(t, w.logs.String(), `"route":"/v1/referrals"`)
	for name, text := range map[string]string{"the log": timeOfLine.ReplaceAllString(w.logs.String(), ""), "the metrics": w.metrics(), "a problem": problems.String()} {
		require.NotEmpty(t, text)
		for _, canary := range canaries {
			at := strings.Index(strings.ToLower(text), strings.ToLower(canary))
			require.Negative(t, at, "%s: %s", name, text[max(at-200, 0):max(at, 0)+len(canary)])
		}
	}
}

func TestARequestIsLoggedByAnAllowList(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	a := w.get("/v1/cases/"+id+"?expand=x", casework.Auditor)
	lines := strings.Split(strings.TrimSpace(w.logs.String()), "\n")
	var line map[string]any
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &line))
	delete(line, "time")
	delete(line, "ms")
	require.Equal(t, map[string]any{
		"level": "INFO", "msg": "request", "route": "/v1/cases/{id}", "method": "GET", "status": float64(422), "code": "invalid",
		"request_id": a.header.Get("X-Request-Id"), "role": "auditor", "case": id,
	}, line)
	require.Equal(t, "urn:uuid:"+a.header.Get("X-Request-Id"), a.problem().Instance)
	require.Equal(t, "no-store", a.header.Get("Cache-Control"))
	require.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"))
}

func TestAPanicIsAProblemWhoseCauseIsLoggedAndNotShown(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.cases.refer = func(context.Context, string, casework.Referral, json.RawMessage) (casework.Receipt, error) {
		panic("the inmost cause")
	}
	a := w.post("/v1/referrals", referralBody("A-1"), casework.Referrer)
	require.Empty(t, a.refused(http.StatusInternalServerError, internal))
	require.NotContains(t, string(a.body), "inmost")
	require.NotContains(t, w.logs.String(), "inmost")
	require.Contains(t, w.logs.String(), "panic: string")
	require.Contains(t, w.logs.String(), "secrecy_test.go", "the log says where")
	require.Contains(t, w.metrics(), `route="/v1/referrals",status="500"`)

	w.cases.refer = func(context.Context, string, casework.Referral, json.RawMessage) (casework.Receipt, error) {
		panic(http.ErrAbortHandler)
	}
	require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() {
		w.serve(call{method: http.MethodPost, path: "/v1/referrals", token: w.as(casework.Referrer), body: referralBody("A-2")}.request(t))
	})
}

func TestAnErrorThatNobodyExpectedIsNotShown(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.cases.refer = func(context.Context, string, casework.Referral, json.RawMessage) (casework.Receipt, error) {
		return casework.Receipt{}, fmt.Errorf("refer: %w", errors.New("the inmost cause"))
	}
	a := w.post("/v1/referrals", referralBody("A-1"), casework.Referrer)
	a.refused(http.StatusInternalServerError, internal)
	require.NotContains(t, string(a.body), "inmost")
	require.NotContains(t, w.logs.String(), "inmost", "its text may quote anything")
	require.Contains(t, w.logs.String(), `"cause":"*errors.errorString"`)
}

func TestEveryErrorOfALayerBelowIsAProblem(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		err  error
		code casework.Code
	}{
		{store.ErrNotFound, notFound}, {store.ErrKeyReused, casework.KeyReused}, {store.ErrConflict, referralConflict}, {store.ErrUnavailable, unavailable},
		{errAway, unavailable}, {context.DeadlineExceeded, unavailable}, {context.Canceled, unavailable}, {refuse("made_up", ""), internal},
		{errors.New("x"), internal},
	} {
		p := problemOf(fmt.Errorf("doing: %w", row.err))
		require.Equal(t, row.code, p.Code, row.err)
		require.True(t, slices.ContainsFunc(Problems, func(r ProblemRow) bool { return r.Code == p.Code && r.Status == p.Status }))
	}
}
