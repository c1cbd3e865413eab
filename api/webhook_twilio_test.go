package api

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

// twilioSigned is Twilio's signature, made from its documentation and not from the
// code under test: the URL, then every parameter's name and value in order.
func twilioSigned(token, url string, form url.Values) string {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	sum := hmac.New(sha1.New, []byte(token))
	sum.Write([]byte(url))
	for _, name := range names {
		sum.Write([]byte(name + form.Get(name)))
	}
	return base64.StdEncoding.EncodeToString(sum.Sum(nil))
}

const (
	statusPath  = "/v1/webhooks/twilio/status"
	inboundPath = "/v1/webhooks/twilio/inbound"
	eventsPath  = "/v1/webhooks/sendgrid/events"
)

// twilio posts a form to a path, signed with a token against a URL.
func (w *world) twilio(path string, form url.Values, token, signedFor string) answer {
	w.t.Helper()
	return w.send(call{method: http.MethodPost, path: path, body: form.Encode(), header: http.Header{
		"Content-Type": {"application/x-www-form-urlencoded; charset=UTF-8"}, "X-Twilio-Signature": {twilioSigned(token, signedFor, form)},
	}})
}

func (w *world) status(message string, form url.Values) answer {
	w.t.Helper()
	path := statusPath + "?m=" + message
	return w.twilio(path, form, "primary", ourURL+path)
}

func statusForm(status, code string) url.Values {
	form := url.Values{
		"MessageSid": {"SM00000000000000000000000000000001"}, "SmsSid": {"SM00000000000000000000000000000001"}, "MessageStatus": {status},
		"To": {"+447700900123"}, "From": {"+447700900999"}, "AccountSid": {"AC1"},
	}
	if code != "" {
		form.Set("ErrorCode", code)
	}
	return form
}

// reply is a text from a number.
func (w *world) reply(sid, from, words string) answer {
	w.t.Helper()
	form := url.Values{"MessageSid": {sid}, "From": {from}, "To": {"+447700900999"}, "Body": {words}, "NumMedia": {"0"}}
	return w.twilio(inboundPath, form, "primary", ourURL+inboundPath)
}

func (w *world) delivered(id string) messaging.Delivery {
	w.t.Helper()
	rows, err := w.db.Deliveries(w.t.Context(), id)
	require.NoError(w.t, err)
	require.Len(w.t, rows, 1)
	return rows[0]
}

func TestAStatusMovesAMessageForward(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	m := w.enter(id, messaging.Delivery{State: messaging.StateSending})
	w.status(m, statusForm("delivered", "")).is(http.StatusNoContent)
	require.Equal(t, messaging.StateDelivered, w.delivered(id).State)
	w.status(m, statusForm("sent", "")).is(http.StatusNoContent)
	require.Equal(t, messaging.StateDelivered, w.delivered(id).State, "a late report moves nothing back")
	require.Equal(t, []string{"refer"}, w.realm.took())
}

func TestATextThatWasTakenTwiceIsAnErrorInTheLog(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	m := w.enter(id, messaging.Delivery{State: messaging.StateSending})
	w.status(m, statusForm("sent", "")).is(http.StatusNoContent)
	w.status(m, statusForm("delivered", "")).is(http.StatusNoContent)
	require.NotContains(t, w.logs.String(), "twice")
	second := statusForm("delivered", "")
	second.Set("MessageSid", "SM00000000000000000000000000000002")
	for range 2 {
		w.status(m, second).is(http.StatusNoContent)
	}
	require.Equal(t, 1, strings.Count(w.logs.String(), "a provider took a message twice"))
	require.NotContains(t, w.logs.String(), "900123")
}

func TestAFinalFailureIsToldToTheCaseOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.post("/v1/cases/"+id+"/hearings", body{"type": "trial", "starts": "2026-03-09T09:00:00Z", "victim_needed": true, "source": "court"}, casework.Caseworker).is(http.StatusOK)
	w.post("/v1/cases/"+id+"/hearings", body{"type": "sentence", "starts": "2026-03-12T09:00:00Z", "victim_needed": true, "source": "court"}, casework.Caseworker).is(http.StatusOK)
	h := w.realm.state(id).Hearings[1]
	m := w.enter(id, messaging.Delivery{State: messaging.StateSending, Template: casework.HearingReminder, About: h.ID, When: h.Starts})
	for range 3 {
		w.status(m, statusForm("undelivered", "30005")).is(http.StatusNoContent)
	}
	require.Equal(t, []string{"refer", "set-hearing", "set-hearing", "message-failed"}, w.realm.took())
	failed, ok := w.realm.last().(casework.MessageFailed)
	require.True(t, ok)
	require.Equal(t, "twilio_30005", failed.Code)
	require.Equal(t, casework.System, failed.Role)
	require.Equal(t, w.realm.state(id).Hearings[1].ID, failed.About, "the ledger knows what it was about")
	require.Equal(t, w.realm.state(id).Hearings[1].Starts, failed.When)
	var page listing[task]
	w.get("/v1/tasks?kind=call_instead", casework.Caseworker).json(&page)
	require.Len(t, page.Items, 1)
	news, err := w.db.Unhandled(t.Context(), monday.Add(time.Hour), 0)
	require.NoError(t, err)
	require.Empty(t, news)
}

func TestAReportOfNoMessageIsNoError(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.status(idOf("nothing"), statusForm("delivered", "")).is(http.StatusNoContent)
	w.status("+447700900123", statusForm("failed", "30005")).is(http.StatusNoContent)
	w.status(idOf("nothing"), statusForm("dreaming", "")).is(http.StatusNoContent)
	require.Contains(t, w.logs.String(), "not known")
	require.NotContains(t, w.logs.String(), "900123")
}

func TestOnlyTwilioIsHeard(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	m := w.enter(id, messaging.Delivery{State: messaging.StateSending})
	path := statusPath + "?m=" + m
	form := statusForm("delivered", "")
	signed := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "X-Twilio-Signature": {twilioSigned("primary", ourURL+path, form)}}
	post := func(path, body string, h http.Header) answer {
		return w.send(call{method: http.MethodPost, path: path, body: body, header: h})
	}
	forged := func(signature ...string) http.Header {
		h := signed.Clone()
		h["X-Twilio-Signature"] = signature
		return h
	}
	for name, a := range map[string]answer{
		"unsigned":              post(path, form.Encode(), forged()),
		"an empty signature":    post(path, form.Encode(), forged("")),
		"garbage":               post(path, form.Encode(), forged("not base64 !")),
		"another token":         w.twilio(path, form, "somebody else's", ourURL+path),
		"an empty token":        w.twilio(path, form, "", ourURL+path),
		"another URL":           w.twilio(path, form, "primary", "https://elsewhere.example.org"+path),
		"another path":          w.twilio(path, form, "primary", ourURL+inboundPath),
		"without the query":     w.twilio(path, form, "primary", ourURL+statusPath),
		"another message":       post(statusPath+"?m="+idOf("x"), form.Encode(), signed),
		"a tampered body":       post(path, strings.Replace(form.Encode(), "delivered", "undelivered", 1), signed),
		"one parameter more":    post(path, form.Encode()+"&ErrorCode=30005", signed),
		"another's signature":   post(inboundPath, form.Encode(), signed),
		"signed for what it is": w.twilio(path, form, "secondary", ourURL+path),
	} {
		if name == "signed for what it is" {
			a.is(http.StatusNoContent)
			continue
		}
		require.Equal(t, http.StatusForbidden, a.status, name)
		a.refused(http.StatusForbidden, invalidSignature)
	}
}

func TestAReplayTellsNothingNew(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	for range 3 {
		require.Equal(t, emptyTwiML, string(w.reply("SM1", "+447700900123", "ok").is(http.StatusOK).body))
	}
	require.Equal(t, []string{"refer", "reply-received"}, w.realm.took())
	require.Len(t, w.realm.state(id).Unread, 1)
}

func TestWhatTwilioCannotHaveSentIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	post := func(body any, contentType string) answer {
		return w.send(call{method: http.MethodPost, path: statusPath, body: body, header: http.Header{"Content-Type": {contentType}, "X-Twilio-Signature": {"AAAA"}}})
	}
	post("{}", "application/json").refused(http.StatusUnsupportedMediaType, unsupportedMediaType)
	post(&endless{size: 10 << 20}, "application/x-www-form-urlencoded").refused(http.StatusRequestEntityTooLarge, tooLarge)
	without := url.Values{"MessageStatus": {"sent"}}
	got := w.twilio(statusPath, without, "primary", ourURL+statusPath).refused(http.StatusUnprocessableEntity, casework.Invalid)
	require.Equal(t, []string{"/MessageSid missing"}, got)
}

func TestAWebhookThatIsNotSetUpSaysSo(t *testing.T) {
	t.Parallel()
	w := setup(t, func(c *Config) { c.TwilioTokens, c.SendGridKey = nil, "" })
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	for _, path := range []string{statusPath, inboundPath, eventsPath, receiptsPath, receivedPath} {
		w.send(call{method: http.MethodPost, path: path, body: "a=b", header: form}).refused(http.StatusServiceUnavailable, notConfigured)
	}
}

func TestAWrongKeyOfSendGridIsFoundAtTheStart(t *testing.T) {
	t.Parallel()
	w := setup(t)
	_, err := New(Config{SendGridKey: "AAAA"}, w.cases, w.db, w.api.verifier, w.api.log, w.reg)
	require.ErrorContains(t, err, "SendGrid verification key")
}

func TestAReplyReachesTheCaseworkerAndStopStopsTexts(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.reply("SM1", "+447700900123", "Can you ring me?").is(http.StatusOK)
	require.False(t, w.point(id).OptedOut)
	require.Equal(t, []string{"Can you ring me?"}, w.wordsOf(id, "reply"))
	w.reply("SM2", "+447700900123", " Stop. ").is(http.StatusOK)
	require.True(t, w.point(id).OptedOut)
	stopped, ok := w.realm.last().(casework.ReplyReceived)
	require.True(t, ok)
	require.True(t, stopped.Stop)
	require.Equal(t, w.point(id).ID, stopped.Point)
	w.clock.move(time.Minute)
	w.reply("SM3", "+447700900123", "START").is(http.StatusOK)
	require.False(t, w.point(id).OptedOut)
	var page listing[task]
	w.get("/v1/tasks?kind=read_reply", casework.Caseworker).json(&page)
	require.Len(t, page.Items, 3)
	require.True(t, page.Items[0].Urgent)
}

func TestWhatCountsAsStop(t *testing.T) {
	t.Parallel()
	for words, want := range map[string][2]bool{
		"STOP": {true, false}, "stop": {true, false}, "Stop!": {true, false}, "stop texting me": {true, false}, "Quit": {true, false}, "end": {true, false},
		"please stop": {false, false}, "the end": {false, false}, "unstoppable": {false, false}, "": {false, false}, "…": {false, false},
		"start": {false, true}, "Yes": {false, true}, "yes please": {false, false}, "UNSTOP": {false, true}, "s t o p": {false, false},
	} {
		stop, start := optOut("", words)
		require.Equal(t, want, [2]bool{stop, start}, words)
	}
	stop, start := optOut("START", "stop")
	require.Equal(t, [2]bool{false, true}, [2]bool{stop, start}, "what the provider found counts")
	stop, start = optOut("STOP", "arrêt")
	require.Equal(t, [2]bool{true, false}, [2]bool{stop, start})
	stop, _ = optOut("HELP", "help")
	require.False(t, stop)
}

func TestATextFromNobodyIsKeptAndAnsweredTheSame(t *testing.T) {
	t.Parallel()
	w := setup(t)
	require.Equal(t, emptyTwiML, string(w.reply("SM1", "+447700900777", "Who is this?").is(http.StatusOK).body))
	stray, err := w.db.Unclaimed(t.Context(), "", 0)
	require.NoError(t, err)
	require.Len(t, stray.Items, 1)
	require.Contains(t, w.logs.String(), "nobody has")
	require.NotContains(t, w.logs.String(), "900777")
	require.NotContains(t, w.logs.String(), "Who is")
}

func TestATextOfStrangeBytesIsKept(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	w.reply("SM1", "+447700900123", "nul\x00 and \xff").is(http.StatusOK)
	require.Equal(t, []string{"nul\ufffd and \ufffd"}, w.wordsOf(id, "reply"))
}

func TestNewsThatCannotBeToldNowIsToldByTheWatch(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(referralBody("A-1"))
	m := w.enter(id, messaging.Delivery{State: messaging.StateSending})
	w.realm.leave(true)
	w.reply("SM1", "+447700900123", "Help").is(http.StatusOK)
	w.status(m, statusForm("failed", "30003")).is(http.StatusNoContent)
	require.Equal(t, []string{"refer"}, w.realm.took())

	w.clock.move(time.Minute)
	w.api.look(t.Context())
	require.Equal(t, []string{"refer"}, w.realm.took(), "Temporal is still away")
	w.realm.leave(false)
	w.api.look(t.Context())
	w.api.look(t.Context())
	require.ElementsMatch(t, []string{"refer", "reply-received", "message-failed"}, w.realm.took())
	require.Equal(t, []string{"Help"}, w.wordsOf(id, "reply"))
}

func TestAReplyTakesAClosedCaseUpAgainAndAStopDoesNot(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.closed(referralBody("A-1"))
	w.reply("SM1", "+447700900123", "STOP").is(http.StatusOK)
	require.Nil(t, w.realm.state(id))
	require.True(t, w.point(id).OptedOut)
	w.reply("SM2", "+447700900123", "He is back").is(http.StatusOK)
	require.NotNil(t, w.realm.state(id), "a call for help reaches a person")
	require.Equal(t, []string{"STOP", "He is back"}, w.wordsOf(id, "reply"))
	w.reply("SM2", "+447700900123", "He is back").is(http.StatusOK)
	news, err := w.db.Unhandled(t.Context(), w.clock.now().Add(time.Hour), 0)
	require.NoError(t, err)
	require.Empty(t, news)
}

func TestAFailureOfAClosedCasesMessageIsLetGo(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.closed(referralBody("A-1"))
	m := w.enter(id, messaging.Delivery{State: messaging.StateSending, Template: casework.SupportEnded})
	w.status(m, statusForm("failed", "30003")).is(http.StatusNoContent)
	require.Nil(t, w.realm.state(id))
	news, err := w.db.Unhandled(t.Context(), w.clock.now().Add(time.Hour), 0)
	require.NoError(t, err)
	require.Empty(t, news)
}

func TestWithTheDatabaseAwayProvidersAreAskedToComeAgain(t *testing.T) {
	t.Parallel()
	w := setup(t)
	require.NoError(t, w.db.Close())
	for _, a := range []answer{
		w.reply("SM1", "+447700900123", "Help"), w.status(idOf("m"), statusForm("sent", "")), w.events(monday, sendgridKey, []any{event("delivered", "e", "", nil)}),
	} {
		a.refused(http.StatusServiceUnavailable, unavailable)
		require.Equal(t, "5", a.header.Get("Retry-After"))
	}
}

func TestWhenThousandsArriveAtOnceTheWatchTellsTheirCases(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.api.arrivals.SetBurst(1)
	w.api.arrivals.SetLimit(0)
	for _, n := range []string{"1", "2", "3"} {
		id := w.refer(referralBody("A-" + n))
		m := w.enter(id, messaging.Delivery{State: messaging.StateSending, Template: casework.HearingReminder})
		form := statusForm("delivered", "")
		form.Set("MessageSid", "SM"+strings.Repeat(n, 32))
		w.status(m, form).is(http.StatusNoContent)
	}
	waiting := func() int {
		news, err := w.db.Unhandled(t.Context(), w.clock.now().Add(time.Hour), 0)
		require.NoError(t, err)
		return len(news)
	}
	require.Equal(t, 2, waiting(), "one is told at once")
	w.clock.move(time.Minute)
	w.api.look(t.Context())
	require.Zero(t, waiting())
}
