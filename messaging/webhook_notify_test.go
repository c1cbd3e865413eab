package messaging_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

const receipt = `{"id":"740e5834-3a29-46b4-9a6f-16142fde533a","reference":"8b0f8f54-7a54-8c3e-9d8a-1d2f6a3f1c55","to":"+447700900123",
	"status":"STATUS","created_at":"2026-03-02T09:00:00.000000Z","completed_at":"2026-03-02T09:00:05.000000Z","notification_type":"sms"}`

func TestADeliveryReceiptOfNotifysIsRead(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]struct {
		state  messaging.State
		reason string
	}{
		"created": {messaging.StateAccepted, ""}, "sending": {messaging.StateAccepted, ""}, "pending": {messaging.StateAccepted, ""},
		"sent": {messaging.StateSent, ""}, "delivered": {messaging.StateDelivered, ""},
		"permanent-failure":   {messaging.StateUndelivered, "notify_permanent_failure"},
		"temporary-failure":   {messaging.StateUndelivered, "notify_temporary_failure"},
		"technical-failure":   {messaging.StateUndelivered, "notify_technical_failure"},
		"something-newly-new": {"", ""},
	} {
		r, eventID, err := messaging.NotifyReport([]byte(strings.Replace(receipt, "STATUS", status, 1)), monday)
		require.NoError(t, err)
		require.Equal(t, messaging.Report{
			MessageID: "8b0f8f54-7a54-8c3e-9d8a-1d2f6a3f1c55", ProviderRef: "740e5834-3a29-46b4-9a6f-16142fde533a",
			State: want.state, Reason: want.reason, At: monday,
		}, r, status)
		require.Equal(t, "740e5834-3a29-46b4-9a6f-16142fde533a/"+status, eventID)
	}
}

func TestWhatIsNoReceiptIsNotReadAndNotRepeated(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		``, `null`, `[]`, `{}`, `{"id":"x"}`, `{"status":"delivered"}`, `{"id":7,"status":"delivered"}`, receipt[:80],
		`{"id":"` + strings.Repeat("x", 65) + `","status":"delivered"}`, `{"id":"x","status":"` + strings.Repeat("x", 65) + `"}`,
	} {
		_, _, err := messaging.NotifyReport([]byte(body), monday)
		require.Equal(t, messaging.ErrNotNotify, err, body)
	}
	r, _, err := messaging.NotifyReport([]byte(`{"id":"x","status":"delivered","reference":null}`), monday)
	require.NoError(t, err)
	require.Empty(t, r.MessageID, "one that is not of ours, or of a test")
}

func TestATextThatNotifyReceivedIsRead(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"447700900123": "+447700900123", "07700900123": "+447700900123", "+447700900123": "+447700900123", "Shop": "Shop", "": "",
	} {
		text, err := messaging.NotifyText([]byte(`{"id":"t","source_number":"` + written + `","destination_number":"07700900998","message":"1","more":{}}`))
		require.NoError(t, err)
		require.Equal(t, messaging.NotifyReceived{ID: "t", From: want, To: "+447700900998", Text: "1"}, text)
	}
	for _, body := range []string{``, `{}`, `[]`, `{"id":7}`, `{"message":"canary"}`, `{"id":"` + strings.Repeat("a", 65) + `"}`, `{"id":"t","source_number":"` + strings.Repeat("7", 65) + `"}`} {
		_, err := messaging.NotifyText([]byte(body))
		require.ErrorIs(t, err, messaging.ErrNotNotifyText)
		require.NotContains(t, err.Error(), "canary")
	}
}

func TestOnlyTheBearerTokenOfOursIsBelieved(t *testing.T) {
	t.Parallel()
	tokens := []string{"present-token", "former-token", ""}
	for header, want := range map[string]bool{
		"Bearer present-token": true, "bearer present-token": true, "Bearer former-token": true,
		"Bearer present-toke": false, "Bearer present-token ": false, "Bearer ": false, "Bearer": false, "": false, "present-token": false,
		"Basic present-token": false, "Bearer  present-token": false,
	} {
		require.Equal(t, want, messaging.NotifyToken(tokens, header), "%q", header)
	}
	require.False(t, messaging.NotifyToken(nil, "Bearer present-token"))
	require.False(t, messaging.NotifyToken([]string{""}, "Bearer "))
}
