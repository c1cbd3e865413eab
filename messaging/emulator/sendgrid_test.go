package emulator

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/sendgrid/rest"
	"github.com/sendgrid/sendgrid-go"
	"github.com/sendgrid/sendgrid-go/helpers/eventwebhook"
	"github.com/sendgrid/sendgrid-go/helpers/mail"
	"github.com/stretchr/testify/require"
)

const reader = "anna@example.org"

func TestAnEmailIsAcceptedAsSendGridWould(t *testing.T) {
	t.Parallel()
	w := setup(t)
	res := w.email(letter(reader))
	require.Equal(t, http.StatusAccepted, res.StatusCode)
	require.Empty(t, res.Body)
	id := res.Headers["X-Message-Id"]
	require.Len(t, id, 1)

	kept := w.e.Messages()
	require.Len(t, kept, 1)
	m := kept[0]
	require.Equal(t, id[0], m.SID)
	require.Equal(t, Email, m.Channel)
	require.Equal(t, []string{reader, "support@example.org", "A note"}, []string{m.To, m.From, m.Subject})
	require.Equal(t, []string{"Please call.", "<p>Please <b>call</b>.</p>"}, []string{m.Body, m.HTML})
	require.Equal(t, map[string]string{"message": "0f9a"}, m.Args)
	require.Empty(t, m.Tracking)
}

func TestEveryRecipientIsAMessage(t *testing.T) {
	t.Parallel()
	w := setup(t)
	m := letter(reader)
	second := mail.NewPersonalization()
	second.AddTos(mail.NewEmail("", "b@example.org"))
	second.AddCCs(mail.NewEmail("", "c@example.org"))
	second.SetCustomArg("message", "1b2c")
	m.AddPersonalizations(second)
	w.email(m)
	kept := w.e.Messages()
	require.Len(t, kept, 3)
	require.Equal(t, "1b2c", kept[2].Args["message"])
	require.NotEqual(t, kept[1].ID, kept[2].ID)
	require.Equal(t, kept[0].SID, kept[2].SID)
}

func TestSendGridTakesGzip(t *testing.T) {
	t.Parallel()
	w := setup(t)
	c := sendClient(w)
	c.Headers["Content-Encoding"] = "gzip"
	res, err := c.SendWithContext(t.Context(), letter(reader))
	require.NoError(t, err)
	require.Equal(t, http.StatusAccepted, res.StatusCode)
	require.Len(t, w.e.Messages(), 1)
}

func TestSendGridRefusesAForeignKey(t *testing.T) {
	t.Parallel()
	w := setup(t)
	c := sendgrid.NewSendClient("SG.other")
	c.BaseURL = w.srv.URL + "/v3/mail/send"
	res, err := c.SendWithContext(t.Context(), letter(reader))
	require.NoError(t, err)
	require.Equal(t, http.StatusUnauthorized, res.StatusCode)
	require.JSONEq(t, `{"errors":[{"message":"The provided authorization grant is invalid, expired, or revoked","field":null,"help":null}]}`, res.Body)
	require.Empty(t, w.e.Messages())
}

func TestSendGridSaysEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	w := setup(t)
	fields := func(body string) (all []string) {
		res := w.sendgrid(rest.Post, "/v3/mail/send", nil, body)
		require.Equal(t, http.StatusBadRequest, res.StatusCode, body)
		var got struct{ Errors []mailError }
		require.NoError(t, json.Unmarshal([]byte(res.Body), &got))
		for _, e := range got.Errors {
			require.NotEmpty(t, e.Message)
			if e.Field != nil {
				all = append(all, *e.Field)
			}
		}
		return all
	}
	require.Equal(t, []string{"from.email", "personalizations", "subject", "content"}, fields(`{}`))
	require.Empty(t, fields(`{"from":`))
	require.Empty(t, fields(`{"from":"x@example.org"}`))
	rest := `"from":{"email":"s@example.org"},"subject":"x","content":[{"type":"text/plain","value":"y"}]`
	require.Equal(t, []string{"personalizations.0.to"}, fields(`{"personalizations":[{}],`+rest+`}`))
	require.Equal(t, []string{"personalizations.0.to.0.email"}, fields(`{"personalizations":[{"to":[{"email":"Anna"}]}],`+rest+`}`))
	require.Equal(t, []string{"personalizations.0"}, fields(`{"personalizations":[{"to":[{"email":"a@example.org"},{"email":"A@example.org"}]}],`+rest+`}`))
	ok := `{"personalizations":[{"to":[{"email":"a@example.org"}]}],"from":{"email":"s@example.org"},"subject":"x",`
	require.Equal(t, []string{"content.0.value"}, fields(ok+`"content":[{"type":"text/plain","value":""}]}`))
	require.Equal(t, []string{"content"}, fields(ok+`"content":[{"type":"text/html","value":"y"},{"type":"text/plain","value":"y"}]}`))
	require.Empty(t, w.e.Messages())
}

func TestSandboxModeChecksAndKeepsNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	on := true
	m := letter(reader)
	m.SetMailSettings(mail.NewMailSettings().SetSandboxMode(&mail.Setting{Enable: &on}))
	require.Equal(t, http.StatusOK, w.email(m).StatusCode)
	require.Empty(t, w.e.Messages())
	require.Empty(t, w.settled())
}

func TestTrackingIsTheAccountsUnlessTheEmailSays(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for kind, body := range map[string]string{
		"click": `{"enable_text":false,"enabled":false}`, "open": `{"enabled":false}`,
		"subscription": `{"enabled":false,"html_content":"","landing":"","plain_content":"","replace":"","url":""}`,
	} {
		res := w.sendgrid(rest.Get, "/v3/tracking_settings/"+kind, nil, "")
		require.Equal(t, http.StatusOK, res.StatusCode)
		require.JSONEq(t, body, res.Body)
		res = w.sendgrid(rest.Patch, "/v3/tracking_settings/"+kind, nil, `{"enabled":true}`)
		require.Contains(t, res.Body, `"enabled":true`)
	}
	off := false
	m := letter(reader)
	m.SetTrackingSettings(mail.NewTrackingSettings().
		SetClickTracking(mail.NewClickTrackingSetting().SetEnable(off).SetEnableText(off)))
	w.email(m)
	require.Equal(t, []string{"open", "subscription"}, w.e.Messages()[0].Tracking)
	require.Equal(t, http.StatusNotFound, w.sendgrid(rest.Get, "/v3/tracking_settings/other", nil, "").StatusCode)
}

func events(t *testing.T, hooks []hook) (all []map[string]any) {
	t.Helper()
	for _, h := range hooks {
		var batch []map[string]any
		require.NoError(t, json.Unmarshal(h.body, &batch))
		all = append(all, batch...)
	}
	return all
}

func names(events []map[string]any) (all []string) {
	for _, e := range events {
		all = append(all, e["event"].(string))
	}
	return all
}

func TestEventsAreSignedAndCarryTheCustomArguments(t *testing.T) {
	t.Parallel()
	w := setup(t)
	m := letter(reader)
	m.SetCustomArg("event", "forged")
	id := w.email(m).Headers["X-Message-Id"][0]
	hooks := w.settled()
	key, err := eventwebhook.ConvertPublicKeyBase64ToECDSA(w.e.EventKey())
	require.NoError(t, err)
	for _, h := range hooks {
		sig, stamp := h.header.Get(eventwebhook.VerificationHTTPHeader), h.header.Get(eventwebhook.TimestampHTTPHeader)
		ok, err := eventwebhook.VerifySignature(key, h.body, sig, stamp)
		require.NoError(t, err)
		require.True(t, ok)
		ok, _ = eventwebhook.VerifySignature(key, append([]byte(" "), h.body...), sig, stamp)
		require.False(t, ok)
		ok, _ = eventwebhook.VerifySignature(key, h.body, sig, stamp+"1")
		require.False(t, ok)
		require.Equal(t, "1772442000", stamp)
	}
	got := events(t, hooks)
	require.Equal(t, []string{"processed", "delivered"}, names(got))
	for _, e := range got {
		require.Equal(t, "0f9a", e["message"])
		require.Equal(t, reader, e["email"])
		require.EqualValues(t, epoch.Unix(), e["timestamp"])
		require.Contains(t, e["sg_message_id"], id+".")
		require.NotEmpty(t, e["sg_event_id"])
	}
	require.NotEqual(t, got[0]["sg_event_id"], got[1]["sg_event_id"])
}

func TestABouncedAddressIsNotSentToAgain(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for range 2 {
		w.email(letter("bounce@example.org"))
		w.settled()
	}
	got := events(t, w.settled())
	require.Equal(t, []string{"processed", "bounce", "dropped"}, names(got))
	require.Equal(t, "bounce", got[1]["type"])
	require.Equal(t, "Bounced Address", got[2]["reason"])
}

func TestAComplaintFollowsDelivery(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for range 2 {
		w.email(letter("spam@example.org"))
		w.settled()
	}
	got := events(t, w.settled())
	require.Equal(t, []string{"processed", "delivered", "spamreport", "dropped"}, names(got))
	require.Equal(t, "Spam Reporting Address", got[3]["reason"])
}

func TestSendGridCallsAgainUntilItIsTaken(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.answers = []int{500, 503, 404}
	w.email(letter(reader))
	got := events(t, w.settled())
	require.Len(t, got, 5)
	s := w.e.Messages()[0].Statuses
	posts := s[1].Posts + s[2].Posts
	require.Equal(t, 5, posts)
	require.Equal(t, []int{204, 204}, []int{s[1].Answer, s[2].Answer})
}

func TestSendGridGivesUpAfterAWhile(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for range 20 {
		w.answers = append(w.answers, 500)
	}
	w.email(letter(reader))
	require.Len(t, w.settled(), 10)
	require.Equal(t, Status{Name: "delivered", At: epoch, Told: true, Answer: 500, Posts: 5}, w.e.Messages()[0].Statuses[2])
}

func TestActivityIsFoundByWhatWeKnow(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.email(letter(reader)).Headers["X-Message-Id"][0]
	w.email(letter("bounce@example.org").SetCustomArg("message", "1b2c"))
	w.settled()
	find := func(query string) (to []string) {
		res := w.sendgrid(rest.Get, "/v3/messages", map[string]string{"query": query, "limit": "10"}, "")
		require.Equal(t, http.StatusOK, res.StatusCode, res.Body)
		var got struct {
			Messages []struct {
				To     string `json:"to_email"`
				ID     string `json:"msg_id"`
				Status string
			}
		}
		require.NoError(t, json.Unmarshal([]byte(res.Body), &got))
		for _, m := range got.Messages {
			to = append(to, m.To+" "+m.Status)
		}
		return to
	}
	one, two := reader+" delivered", "bounce@example.org not_delivered"
	require.Equal(t, []string{two, one}, find(""))
	require.Equal(t, []string{one}, find(`to_email="anna@example.org"`))
	require.Equal(t, []string{one}, find(`msg_id LIKE "`+id+`%"`))
	require.Equal(t, []string{two}, find(`(unique_args['message']="1b2c")`))
	require.Equal(t, []string{one}, find(`unique_args['message']="0f9a" AND status="delivered"`))
	require.Empty(t, find(`unique_args["message"]="0f9a" AND to_email="bounce@example.org"`))
	require.Equal(t, []string{two}, find(`status!="delivered" and subject LIKE "%note%"`))

	for _, bad := range []string{"to_email", `opens="1"`, `to_email="a" OR to_email="b"`} {
		res := w.sendgrid(rest.Get, "/v3/messages", map[string]string{"query": bad}, "")
		require.Equal(t, http.StatusBadRequest, res.StatusCode, bad)
	}
	res := w.sendgrid(rest.Get, "/v3/messages/"+w.e.Messages()[0].ID, nil, "")
	require.Equal(t, http.StatusOK, res.StatusCode)
	require.Contains(t, res.Body, `"event_name":"delivered"`)
	require.Equal(t, http.StatusNotFound, w.sendgrid(rest.Get, "/v3/messages/none", nil, "").StatusCode)
}
