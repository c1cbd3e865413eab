package emulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sendgrid/rest"
	"github.com/stretchr/testify/require"
	"github.com/twilio/twilio-go/client"
)

func TestAcceptThenDropKeepsTheMessageAndAnswersNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: AcceptThenDrop, Next: 2})
	_, err := w.twilio().CreateMessage(w.text(victim, "Hello"))
	require.Error(t, err)
	var refused *client.TwilioRestError
	require.False(t, errors.As(err, &refused), "there was no answer: %v", err)
	_, err = w.tryEmail(letter(reader))
	require.Error(t, err)
	require.Len(t, w.e.Messages(), 2)
	require.Equal(t, []Kind{AcceptThenDrop}, w.e.Messages()[0].Fate.Faults)
	require.Len(t, w.settled(), 4, "both go on their way")
	require.Empty(t, w.e.Faults())
	w.send(textTo(victim, "Hello"))
}

func TestErrorsSayWhetherTheMessageWasTaken(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: Error500, Next: 2})
	require.Equal(t, 20500, w.refused(textTo(victim, "Hello")).Code)
	require.Equal(t, http.StatusInternalServerError, w.email(letter(reader)).StatusCode)
	require.Empty(t, w.e.Messages())

	w.fault(Fault{Kind: Error500AfterAccept, Next: 2})
	require.Equal(t, http.StatusInternalServerError, w.refused(textTo(victim, "Hello")).Status)
	require.Equal(t, http.StatusInternalServerError, w.email(letter(reader)).StatusCode)
	require.Len(t, w.e.Messages(), 2)
}

func TestAPlainErrorIsNotInTwiliosForm(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: Error500, Plain: true})
	_, err := w.twilio().CreateMessage(textTo(victim, "Hello"))
	var refused *client.TwilioRestError
	require.Error(t, err)
	require.False(t, errors.As(err, &refused))
}

func TestTooManyComesWithRetryAfter(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: Error429, Next: 3, RetryAfter: 7})
	refused := w.refused(textTo(victim, "Hello"))
	require.Equal(t, []int{20429, 429}, []int{refused.Code, refused.Status})
	res := w.email(letter(reader))
	require.Equal(t, http.StatusTooManyRequests, res.StatusCode)
	require.Equal(t, []string{"7"}, res.Headers["Retry-After"])
	require.Equal(t, []string{fmt.Sprint(epoch.Add(7 * time.Second).Unix())}, res.Headers["X-Ratelimit-Reset"])
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.srv.URL+"/2010-04-01/Accounts/"+account+"/Messages.json",
		strings.NewReader("To=%2B447700900123&From=%2B447700900999&Body=x"))
	require.NoError(t, err)
	req.SetBasicAuth(account, secret)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	raw, err := browser.Do(req)
	require.NoError(t, err)
	require.NoError(t, raw.Body.Close())
	require.Equal(t, "7", raw.Header.Get("Retry-After"))
	require.Empty(t, w.e.Messages())
}

func TestASlowAnswerIsOfAMessageTakenAtOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: Slow, Delay: Duration(time.Hour)})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := sendClient(w)
	done := make(chan error, 1)
	go func() {
		_, err := c.SendWithContext(ctx, letter(reader))
		done <- err
	}()
	require.Eventually(t, func() bool { return len(w.e.Messages()) == 1 }, 10*time.Second, time.Millisecond)
	require.Empty(t, done)
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)

	w.fault(Fault{Kind: Slow, Delay: Duration(time.Millisecond)})
	w.send(textTo(victim, "Hello"))
}

func TestATimeoutTakesNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: Timeout, Next: 2, Delay: Duration(time.Millisecond)})
	_, err := w.twilio().CreateMessage(textTo(victim, "Hello"))
	require.Error(t, err)
	_, err = w.tryEmail(letter(reader))
	require.Error(t, err)
	require.Empty(t, w.e.Messages())
	require.Equal(t, Duration(time.Minute), w.fault(Fault{Kind: Timeout}).Delay)
}

func TestCallbacksComeLate(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: CallbackLate, Delay: Duration(80 * time.Millisecond)})
	begun := time.Now()
	w.send(w.text(victim, "Hello"))
	require.ElementsMatch(t, []string{"sent", "delivered"}, w.statuses())
	require.GreaterOrEqual(t, time.Since(begun), 80*time.Millisecond)
}

func TestCallbacksComeTwice(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: CallbackDuplicate, Next: 2})
	w.send(w.text(victim, "Hello"))
	require.Equal(t, []string{"sent", "sent", "delivered", "delivered"}, w.statuses())
	h := w.settled()
	require.Equal(t, h[0].header.Get("I-Twilio-Idempotency-Token"), h[1].header.Get("I-Twilio-Idempotency-Token"))
	require.Equal(t, h[0].body, h[1].body)
	w.email(letter(reader))
	got := events(t, w.settled()[4:])
	require.Equal(t, []string{"processed", "processed", "delivered", "delivered"}, names(got))
	require.Equal(t, got[0]["sg_event_id"], got[1]["sg_event_id"])
}

func TestCallbacksComeInTheWrongOrder(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: CallbackReorder, Provider: "sms"})
	w.send(w.text(victim, "Hello").SetMessagingServiceSid("MG1"))
	require.Equal(t, []string{"delivered", "sent", "queued"}, w.statuses())
}

func TestCallbacksStayAway(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: CallbackMissing, Next: 2})
	w.send(w.text(victim, "Hello"))
	w.email(letter(reader))
	require.Empty(t, w.settled())
	last := w.e.Messages()[0].Status()
	require.Equal(t, "delivered", last.Name)
}

func TestAFinalFailureCarriesItsCode(t *testing.T) {
	t.Parallel()
	for _, code := range []int{0, 30005, 30006} {
		w := setup(t)
		w.fault(Fault{Kind: FinalFailure, Code: code, Next: 2})
		sid := *w.send(w.text(victim, "Hello")).Sid
		w.email(letter(reader))
		h := w.settled()
		want := code
		if code == 0 {
			want = 30003
		}
		m, err := w.twilio().FetchMessage(sid, nil)
		require.NoError(t, err)
		require.Equal(t, "undelivered", *m.Status)
		require.Equal(t, want, *m.ErrorCode)
		require.NotEmpty(t, *m.ErrorMessage)
		require.True(t, slices.ContainsFunc(h, func(h hook) bool { return h.form.Get("ErrorCode") == fmt.Sprint(want) }))
		require.True(t, slices.ContainsFunc(h, func(h hook) bool { return strings.Contains(string(h.body), `"event":"bounce"`) }))
	}
}

func TestAHeldTextStaysInTheQueue(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: Held, Delay: Duration(50 * time.Millisecond)})
	w.send(w.text(victim, "Hello").SetValidityPeriod(10))
	w.clock.Advance(11 * time.Second)
	require.Equal(t, []string{"undelivered"}, w.statuses())
}

func TestAListLagsBehind(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: ListLag, Next: 2, Delay: Duration(time.Minute)})
	sid := *w.send(textTo(victim, "Hello")).Sid
	w.email(letter(reader))
	w.settled()
	count := func() (int, bool) {
		got, err := w.twilio().ListMessage(nil)
		require.NoError(t, err)
		res := w.sendgrid(rest.Get, "/v3/messages", nil, "")
		return len(got), strings.Contains(res.Body, reader)
	}
	w.clock.Advance(time.Minute - time.Nanosecond)
	texts, emails := count()
	require.Zero(t, texts)
	require.False(t, emails)
	_, err := w.twilio().FetchMessage(sid, nil)
	require.NoError(t, err, "by its sid it is found")
	w.clock.Advance(time.Nanosecond)
	texts, emails = count()
	require.Equal(t, 1, texts)
	require.True(t, emails)
}

func TestLookupsFailOnDemand(t *testing.T) {
	t.Parallel()
	w := setup(t)
	sid := *w.send(textTo(victim, "Hello")).Sid
	w.fault(Fault{Kind: Error500, On: OnLookup, Next: 2})
	w.fault(Fault{Kind: AcceptThenDrop, On: OnLookup, Provider: "email"})
	w.send(textTo(victim, "Hello again"))
	_, err := w.twilio().FetchMessage(sid, nil)
	require.Equal(t, 20500, codeOf(t, err))
	_, err = w.twilio().ListMessage(nil)
	require.Equal(t, 20500, codeOf(t, err))
	_, err = w.twilio().ListMessage(nil)
	require.NoError(t, err)
}

func TestAFaultStrikesOnlyWhomItShouldAndOnlyWhatWouldSucceed(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: Error500, Provider: "sms", To: victim})
	require.Equal(t, http.StatusAccepted, w.email(letter(reader)).StatusCode)
	w.send(textTo("+447700900124", "Hello"))
	require.Equal(t, 21602, w.refused(textTo(victim, "")).Code)
	require.Len(t, w.e.Faults(), 1)
	require.Equal(t, 20500, w.refused(textTo(victim, "Hello")).Code)
	require.Empty(t, w.e.Faults())
}

func TestTheOldestFaultOfTheAnswerStrikesAndOthersWait(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: Error500AfterAccept})
	w.fault(Fault{Kind: Error429})
	w.fault(Fault{Kind: CallbackMissing})
	require.Equal(t, 20500, w.refused(textTo(victim, "Hello")).Code)
	require.Equal(t, []Kind{Error500AfterAccept, CallbackMissing}, w.e.Messages()[0].Fate.Faults)
	require.Equal(t, 20429, w.refused(textTo(victim, "Hello")).Code)
}

func TestNextIsExactUnderConcurrency(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.fault(Fault{Kind: Error500, Next: 13})
	var wg sync.WaitGroup
	var mu sync.Mutex
	failed := 0
	for i := range 50 {
		wg.Go(func() {
			_, err := w.twilio().CreateMessage(textTo(victim, fmt.Sprint(i)))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed++
			}
		})
	}
	wg.Wait()
	require.Equal(t, 13, failed)
	require.Len(t, w.e.Messages(), 37)
}

// struck sends the same messages, in the order given, and says which failed.
func struck(t *testing.T, seed int64, order []int) []int {
	w := setup(t, func(o *Options) { o.Seed = seed })
	w.fault(Fault{Kind: Error500, Rate: 0.3})
	var failed []int
	for _, i := range order {
		if _, err := w.twilio().CreateMessage(textTo(victim, fmt.Sprint(i))); err != nil {
			failed = append(failed, i)
		}
	}
	slices.Sort(failed)
	return failed
}

func TestRateStrikesTheSameMessagesInAnyOrder(t *testing.T) {
	t.Parallel()
	var order []int
	for i := range 200 {
		order = append(order, i)
	}
	first := struck(t, 7, order)
	require.InDelta(t, 60, len(first), 20)
	slices.Reverse(order)
	require.Equal(t, first, struck(t, 7, order))
	require.NotEqual(t, first, struck(t, 8, order))
}

func TestAFaultThatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, f := range []Fault{
		{Kind: "nonsense"}, {}, {Kind: Slow, Provider: "post"}, {Kind: Slow, Next: -1}, {Kind: Slow, Rate: 1.5},
		{Kind: Slow, Rate: .5, Next: 1}, {Kind: ListLag, On: OnLookup}, {Kind: Slow, On: "delete"},
		{Kind: FinalFailure, Code: 21610}, {Kind: Error429, RetryAfter: -1}, {Kind: Slow, Delay: -1},
	} {
		_, err := w.e.AddFault(f)
		require.Error(t, err, "%+v", f)
	}
	require.Empty(t, w.e.Faults())
}

// control calls the control API.
func (w *world) control(method, path, body string) (int, map[string]any) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.srv.URL+path, strings.NewReader(body))
	require.NoError(w.t, err)
	res, err := browser.Do(req)
	require.NoError(w.t, err)
	defer res.Body.Close()
	var got map[string]any
	if res.StatusCode != http.StatusNoContent {
		require.NoError(w.t, json.NewDecoder(res.Body).Decode(&got))
	}
	return res.StatusCode, got
}

func TestTheControlAPISteersFaultsAndShowsMessages(t *testing.T) {
	t.Parallel()
	w := setup(t)
	code, got := w.control("POST", "/control/faults", `{"kind":"slow","provider":"sms","next":3,"delay":"10ms"}`)
	require.Equal(t, http.StatusCreated, code)
	require.Equal(t, map[string]any{"id": 1., "kind": "slow", "provider": "sms", "on": "send", "next": 3., "delay": "10ms"}, got)
	for _, bad := range []string{`{"kind":"slow","nxt":1}`, `{"kind":"slow","delay":"soon"}`, `{"kind":"slow"}{}`, `[]`, ``} {
		code, got = w.control("POST", "/control/faults", bad)
		require.Equal(t, http.StatusBadRequest, code, bad)
		require.NotEmpty(t, got["error"])
	}
	_, got = w.control("GET", "/control/faults", "")
	require.Len(t, got["faults"], 1)
	code, _ = w.control("DELETE", "/control/faults/1", "")
	require.Equal(t, http.StatusNoContent, code)
	code, _ = w.control("DELETE", "/control/faults/1", "")
	require.Equal(t, http.StatusNotFound, code)
	w.fault(Fault{Kind: Slow})
	w.control("DELETE", "/control/faults", "")
	require.Empty(t, w.e.Faults())
}

func TestTheControlAPIShowsMessagesAndPlaysReplies(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.send(textTo(victim, "Hello"))
	w.email(letter(reader))
	code, got := w.control("POST", "/control/inbound", `{"from":"`+victim+`","to":"","body":"STOP"}`)
	require.Equal(t, http.StatusCreated, code)
	require.Equal(t, []any{"STOP", 204., ourNumber}, []any{got["opt_out"], got["webhook_status"], got["to"]})
	code, _ = w.control("POST", "/control/inbound", `{"from":"nobody","body":"STOP"}`)
	require.Equal(t, http.StatusBadRequest, code)
	_, got = w.control("GET", "/control/messages", "")
	require.Len(t, got["messages"], 2)
	require.Len(t, got["replies"], 1)
	_, got = w.control("GET", "/control/messages?channel=email", "")
	require.Len(t, got["messages"], 1)
}
