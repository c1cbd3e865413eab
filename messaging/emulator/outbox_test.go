package emulator

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sendgrid/sendgrid-go/helpers/mail"
	"github.com/stretchr/testify/require"
)

// visit asks for a page as a browser does.
func (w *world) visit(method, path string, form url.Values) (*http.Response, string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.srv.URL+path, strings.NewReader(form.Encode()))
	require.NoError(w.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := browser.Do(req)
	require.NoError(w.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(w.t, err)
	return res, string(body)
}

func (w *world) page(path string) string {
	res, body := w.visit(http.MethodGet, path, nil)
	require.Equal(w.t, http.StatusOK, res.StatusCode)
	return body
}

func TestTheOutboxShowsWhatWasSentAndWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	w := setup(t)
	require.Contains(t, w.page("/"), "Nothing has been sent yet")
	w.send(w.text(victim, "Please call us."))
	w.email(letter(reader))
	w.send(textTo("+441632960123", "Hello"))
	w.settled()
	page := w.page("/")
	for _, want := range []string{
		"Emulator: nothing here leaves this machine.", "Text to " + strings.ReplaceAll(victim, "+", "&#43;"), "Please call us.",
		"Email to anna@example.org", "A note", "<strong>delivered</strong>", "webhook 204", "may read this aloud",
		"3 messages", `<html lang="en-GB">`,
	} {
		require.Contains(t, page, want)
	}
	require.Less(t, strings.Index(page, "A note"), strings.Index(page, "Please call us."), "newest first")
}

func TestTheOutboxEscapesEverything(t *testing.T) {
	t.Parallel()
	w := setup(t)
	bad := `<script>alert("x")</script>`
	w.send(textTo(victim, bad))
	m := mail.NewV3MailInit(mail.NewEmail("", "s@example.org"), bad, mail.NewEmail("", reader),
		mail.NewContent("text/plain", bad), mail.NewContent("text/html", bad))
	m.SetCustomArg(bad, bad)
	w.email(m)
	_, _, err := w.e.Reply(t.Context(), victim, ourNumber, bad)
	require.NoError(t, err)
	w.settled()
	for _, path := range []string{"/", "/?number=" + url.QueryEscape(bad), "/?panel=reply&from=" + url.QueryEscape(bad), "/?done=" + url.QueryEscape(bad)} {
		require.NotContains(t, w.page(path), "<script")
	}
	res, body := w.visit(http.MethodGet, "/messages/"+w.e.Messages()[1].ID+"/html", nil)
	require.Equal(t, bad, body)
	require.Contains(t, res.Header.Get("Content-Security-Policy"), "default-src 'none'")
	require.Contains(t, res.Header.Get("Content-Security-Policy"), "sandbox")
	res, _ = w.visit(http.MethodGet, "/", nil)
	require.Contains(t, res.Header.Get("Content-Security-Policy"), "default-src 'none'")
	require.Equal(t, "no-store", res.Header.Get("Cache-Control"))
}

func TestTheOutboxIsFilteredByNumber(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.send(textTo(victim, "to the first"))
	w.send(textTo("+447700900124", "to the second"))
	_, _, err := w.e.Reply(t.Context(), victim, ourNumber, "from the first")
	require.NoError(t, err)
	page := w.page("/?number=" + url.QueryEscape(victim))
	require.Contains(t, page, "to the first")
	require.Contains(t, page, "from the first")
	require.NotContains(t, page, "to the second")
	require.Contains(t, w.page("/?number=nobody"), "Nothing to or from")
}

func TestTheOutboxRefreshesUnlessPausedOrInUse(t *testing.T) {
	t.Parallel()
	w := setup(t)
	refresh := `http-equiv="refresh" content="5"`
	require.Contains(t, w.page("/"), refresh)
	require.Contains(t, w.page("/?number=1"), refresh)
	for _, path := range []string{"/?live=0", "/?panel=reply", "/?panel=filter", "/?panel=faults"} {
		require.NotContains(t, w.page(path), refresh, path)
	}
}

func TestTheOutboxIsPaged(t *testing.T) {
	t.Parallel()
	w := setup(t)
	var ms []Message
	for range mostCards + 1 {
		ms = append(ms, Message{ID: newSID("SM"), Channel: SMS, To: victim, From: ourNumber, Body: "x", Test: true, Accepted: epoch, Statuses: []Status{{Name: queued, At: epoch}}})
	}
	require.NoError(t, w.e.book.accept(ms...))
	page := w.page("/")
	require.Equal(t, mostCards, strings.Count(page, "<article"))
	require.Contains(t, page, `href="/?live=0&amp;skip=100"`)
	page = w.page("/?live=0&skip=100")
	require.Equal(t, 1, strings.Count(page, "<article"))
	require.Contains(t, page, "Newest")
	require.NotContains(t, page, "Older")
}

func TestAReplyIsMadeOnThePage(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.send(textTo(victim, "Hello"))
	res, page := w.visit(http.MethodPost, "/reply", url.Values{"from": {victim}, "body": {"stop"}})
	require.Equal(t, http.StatusOK, res.StatusCode)
	require.Contains(t, page, "The webhook answered 204")
	require.Contains(t, page, "Twilio took this as STOP")
	require.Equal(t, 21610, w.refused(textTo(victim, "Hello")).Code)

	res, page = w.visit(http.MethodPost, "/reply", url.Values{"from": {"Anna"}, "body": {"my words"}})
	require.Equal(t, http.StatusUnprocessableEntity, res.StatusCode)
	require.Contains(t, page, `role="alert"`)
	require.Contains(t, page, "my words")
}

func TestFaultsAreMadeAndEndedOnThePage(t *testing.T) {
	t.Parallel()
	w := setup(t)
	form := url.Values{"kind": {"final_failure"}, "provider": {"sms"}, "percent": {"25"}, "next": {""}, "delay": {""}, "code": {"30005"}}
	res, page := w.visit(http.MethodPost, "/faults", form)
	require.Equal(t, http.StatusOK, res.StatusCode)
	require.Contains(t, page, "25 in a hundred")
	require.Equal(t, []Fault{{ID: 1, Kind: FinalFailure, Provider: "sms", On: "send", Rate: .25, Code: 30005}}, w.e.Faults())

	for _, bad := range []url.Values{{"kind": {"none"}}, {"kind": {"slow"}, "next": {"x"}}, {"kind": {"slow"}, "delay": {"x"}}, {"kind": {"slow"}, "percent": {"200"}}} {
		res, _ = w.visit(http.MethodPost, "/faults", bad)
		require.Equal(t, http.StatusUnprocessableEntity, res.StatusCode)
	}
	_, page = w.visit(http.MethodPost, "/faults/clear", nil)
	require.Contains(t, page, "both providers work")
	require.Empty(t, w.e.Faults())
}

func TestEveryFaultIsOnThePage(t *testing.T) {
	t.Parallel()
	var shown []Kind
	for _, v := range kindViews {
		shown = append(shown, Kind(v.Kind))
	}
	require.ElementsMatch(t, append(append([]Kind{}, answerKinds...), laterKinds...), shown)
}

func TestAnotherWebsiteCannotSteerTheEmulator(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, path := range []string{"/reply", "/faults", "/control/faults", "/control/inbound"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.srv.URL+path, strings.NewReader("kind=slow"))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		res, err := browser.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, http.StatusForbidden, res.StatusCode)
	}
}
