package emulator

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/twilio/twilio-go/client"
	twilio "github.com/twilio/twilio-go/rest/api/v2010"
)

func TestATextIsAcceptedAsTwilioWould(t *testing.T) {
	t.Parallel()
	w := setup(t, func(o *Options) { o.CallbackDelay = time.Hour })
	m := w.send(textTo(victim, "Hello"))

	require.Regexp(t, `^SM[0-9a-f]{32}$`, *m.Sid)
	require.Equal(t, "queued", *m.Status)
	require.Equal(t, "1", *m.NumSegments)
	require.Equal(t, victim, *m.To)
	require.Equal(t, ourNumber, *m.From)
	require.Equal(t, "outbound-api", *m.Direction)
	require.Equal(t, "Mon, 02 Mar 2026 09:00:00 +0000", *m.DateCreated)
	require.Nil(t, m.DateSent)
	require.Nil(t, m.ErrorCode)
	require.Equal(t, account, *m.AccountSid)

	kept := w.e.Messages()
	require.Len(t, kept, 1)
	require.Equal(t, *m.Sid, kept[0].SID)
	require.Equal(t, "Hello", kept[0].Body)
	require.Equal(t, epoch, kept[0].Accepted)
}

func TestAMessagingServiceChoosesTheSenderLater(t *testing.T) {
	t.Parallel()
	w := setup(t)
	p := new(twilio.CreateMessageParams).SetTo(victim).SetBody("Hello").SetMessagingServiceSid("MG0001").
		SetStatusCallback(w.hooks.URL + "/status")
	m := w.send(p)
	require.Equal(t, "accepted", *m.Status)
	require.Equal(t, "0", *m.NumSegments)
	require.Nil(t, m.From)

	require.Equal(t, []string{"queued", "sent", "delivered"}, w.statuses())
	m, err := w.twilio().FetchMessage(*m.Sid, nil)
	require.NoError(t, err)
	require.Equal(t, ourNumber, *m.From)
	require.Equal(t, "1", *m.NumSegments)
	require.Equal(t, "MG0001", *m.MessagingServiceSid)
	require.Equal(t, "MG0001", w.settled()[0].form.Get("MessagingServiceSid"))
}

func TestTwilioRefusesForeignCredentials(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, c := range [][2]string{{account, "wrong"}, {"AC2", secret}} {
		_, err := w.twilioAs(c[0], c[1]).CreateMessage(textTo(victim, "Hello"))
		var refused *client.TwilioRestError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, 20003, refused.Code)
		require.Equal(t, http.StatusUnauthorized, refused.Status)
	}
	other := textTo(victim, "Hello").SetPathAccountSid("AC00000000000000000000000000000002")
	require.Equal(t, 20404, w.refused(other).Code)
	require.Empty(t, w.e.Messages())
}

func TestTwilioRefusesWhatTheRealOneRefuses(t *testing.T) {
	t.Parallel()
	w := setup(t)
	text := func() *twilio.CreateMessageParams { return textTo(victim, "Hello") }
	cases := map[string]struct {
		p    *twilio.CreateMessageParams
		code int
	}{
		"no recipient":         {text().SetTo(""), 21604},
		"not a number":         {text().SetTo("Anna"), 21211},
		"not international":    {text().SetTo("07700900123"), 21211},
		"spaces":               {text().SetTo("+44 7700 900123"), 21211},
		"a digit short":        {text().SetTo("+4477009001"), 21211},
		"no sender":            {new(twilio.CreateMessageParams).SetTo(victim).SetBody("Hello"), 21603},
		"sender of 12 letters": {text().SetFrom("AllTooLongNm"), 21212},
		"no words":             {text().SetBody(""), 21602},
		"1,601 characters":     {text().SetBody(strings.Repeat("é", 1601)), 21617},
		"callback nowhere":     {text().SetStatusCallback("/status"), 21609},
		"validity of 0":        {text().SetValidityPeriod(0), 20001},
		"validity of 36,001":   {text().SetValidityPeriod(36001), 20001},
		"no such service":      {text().SetMessagingServiceSid("XX1"), 21701},
		"to itself":            {text().SetTo(ourNumber), 21266},
		"magic to 1":           {text().SetTo("+15005550001"), 21211},
		"magic to 2":           {text().SetTo("+15005550002"), 21612},
		"magic to 3":           {text().SetTo("+15005550003"), 21408},
		"magic to 4":           {text().SetTo("+15005550004"), 21610},
		"magic to 9":           {text().SetTo("+15005550009"), 21614},
		"magic from 1":         {text().SetFrom("+15005550001"), 21212},
		"magic from 7":         {text().SetFrom("+15005550007"), 21606},
		"magic from 8":         {text().SetFrom("+15005550008"), 21611},
	}
	for name, c := range cases {
		refused := w.refused(c.p)
		require.Equal(t, c.code, refused.Code, name)
		require.GreaterOrEqual(t, refused.Status, 400, name)
		require.NotEmpty(t, refused.Message, name)
		require.Contains(t, refused.MoreInfo, "twilio.com/docs/errors", name)
	}
	require.Empty(t, w.e.Messages())
}

func TestTwilioTakesTheLongestTextAndANamedSender(t *testing.T) {
	t.Parallel()
	w := setup(t)
	m := w.send(textTo(victim, strings.Repeat("a", 1600)).SetFrom("Support"))
	require.Equal(t, "11", *m.NumSegments)
}

func TestNothingBecomesOfATextFromTheTestNumber(t *testing.T) {
	t.Parallel()
	w := setup(t)
	m := w.send(w.text(victim, "Hello").SetFrom("+15005550006"))
	require.Equal(t, "queued", *m.Status)
	require.Empty(t, w.settled())
}

func TestALandlineIsTakenAndMarkedAsReadAloud(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.send(w.text("+441632960123", "Hello"))
	w.send(w.text(victim, "Hello"))
	require.Len(t, w.settled(), 4, "the provider says it was delivered")
	kept := w.e.Messages()
	require.True(t, kept[0].Voiced)
	require.False(t, kept[1].Voiced)
}

func TestATextIsFetchedRedactedAndDeleted(t *testing.T) {
	t.Parallel()
	w := setup(t)
	sid := *w.send(textTo(victim, "Hello")).Sid
	w.settled()
	api := w.twilio()

	m, err := api.FetchMessage(sid, nil)
	require.NoError(t, err)
	require.Equal(t, "delivered", *m.Status)
	require.Equal(t, "Hello", *m.Body)
	require.Equal(t, "Mon, 02 Mar 2026 09:00:00 +0000", *m.DateSent)

	_, err = api.UpdateMessage(sid, new(twilio.UpdateMessageParams).SetBody("Other words"))
	require.Equal(t, 30400, codeOf(t, err))
	m, err = api.UpdateMessage(sid, new(twilio.UpdateMessageParams).SetBody(""))
	require.NoError(t, err)
	require.Empty(t, *m.Body)
	require.Equal(t, "Hello", w.e.Messages()[0].Body, "the outbox still shows what was sent")
	require.Equal(t, epoch, w.e.Messages()[0].Redacted)

	require.NoError(t, api.DeleteMessage(sid, nil))
	_, err = api.FetchMessage(sid, nil)
	require.Equal(t, 20404, codeOf(t, err))
	require.Equal(t, 20404, codeOf(t, api.DeleteMessage(sid, nil)))
	list, err := api.ListMessage(nil)
	require.NoError(t, err)
	require.Empty(t, list)
	require.Len(t, w.e.Messages(), 1, "the ledger forgets nothing")
}

func codeOf(t *testing.T, err error) int {
	t.Helper()
	var refused *client.TwilioRestError
	require.ErrorAs(t, err, &refused)
	return refused.Code
}

func TestATextInTheQueueCanBeNeitherBlankedNorDeletedNorCanceled(t *testing.T) {
	t.Parallel()
	w := setup(t, func(o *Options) { o.CallbackDelay = time.Hour })
	sid, api := *w.send(textTo(victim, "Hello")).Sid, w.twilio()
	_, err := api.UpdateMessage(sid, new(twilio.UpdateMessageParams).SetBody(""))
	require.Equal(t, 20409, codeOf(t, err))
	_, err = api.UpdateMessage(sid, new(twilio.UpdateMessageParams).SetStatus("canceled"))
	require.Equal(t, 30409, codeOf(t, err))
	require.Equal(t, 20009, codeOf(t, api.DeleteMessage(sid, nil)))
}

func TestAScheduledTextCanBeCanceled(t *testing.T) {
	t.Parallel()
	w := setup(t)
	p := w.text(victim, "Hello").SetMessagingServiceSid("MG1").SetScheduleType("fixed").SetSendAt(epoch.Add(time.Hour))
	m := w.send(p)
	require.Equal(t, "scheduled", *m.Status)
	m, err := w.twilio().UpdateMessage(*m.Sid, new(twilio.UpdateMessageParams).SetStatus("canceled"))
	require.NoError(t, err)
	require.Equal(t, "canceled", *m.Status)
	require.Equal(t, 35111, w.refused(textTo(victim, "Hello").SetSendAt(epoch.Add(time.Hour))).Code)
}
