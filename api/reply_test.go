package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

// remindedOf is a case whose victim was reminded by text of a hearing.
func remindedOf(w *world) (id, effect string) {
	w.t.Helper()
	id = w.refer(referralBody("A-1"))
	w.post("/v1/cases/"+id+"/hearings", body{"type": "trial", "starts": "2026-03-09T09:00:00Z", "victim_needed": true, "source": "court"}, casework.Caseworker).is(http.StatusOK)
	w.clock.move(5 * 24 * time.Hour)
	w.realm.wake()
	return id, id + "/9/text"
}

func TestAOneConfirmsAReminderAndASecondIsRead(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id, _ := remindedOf(w)
	require.False(t, w.realm.state(id).Hearings[0].Asked.IsZero())
	w.reply("SM1", "+447700900123", " 1. ").is(http.StatusOK)
	require.Equal(t, w.clock.now(), w.realm.state(id).Hearings[0].Confirmed)
	require.Empty(t, w.realm.state(id).Unread)
	var shown struct {
		Hearings []hearing `json:"hearings"`
	}
	w.get("/v1/cases/"+id, casework.Caseworker).is(http.StatusOK).json(&shown)
	require.Equal(t, w.clock.now(), shown.Hearings[0].Confirmed)
	w.reply("SM2", "+447700900123", "1").is(http.StatusOK)
	require.Len(t, w.realm.state(id).Unread, 1)
}

func TestACallForHelpIsASupervisorsAtOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.refer(referralBody("A-1"))
	w.reply("SM1", "+447700900123", "Please help, he's outside my door").is(http.StatusOK)
	heard, ok := w.realm.last().(casework.ReplyReceived)
	require.True(t, ok)
	require.True(t, heard.Distress)
	var page listing[task]
	w.get("/v1/tasks?kind=help_reply&role=supervisor", casework.Supervisor).json(&page)
	require.Len(t, page.Items, 1)
	require.True(t, page.Items[0].Urgent)
	require.Equal(t, w.clock.now(), page.Items[0].Due)
}

func TestAStopThatIsACallForHelpTakesAClosedCaseUpAgain(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.closed(referralBody("A-1"))
	w.reply("SM1", "+447700900123", "STOP he knows").is(http.StatusOK)
	require.NotNil(t, w.realm.state(id))
	require.True(t, w.point(id).OptedOut)
}

func TestAReceiptOfAReminderReachesItsCaseOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id, effect := remindedOf(w)
	m := w.enter(id, messaging.Delivery{
		State: messaging.StateSending, Template: casework.HearingReminder, About: w.realm.state(id).Hearings[0].ID,
	})
	for range 3 {
		w.status(m, statusForm("sent", "")).is(http.StatusNoContent)
		w.status(m, statusForm("delivered", "")).is(http.StatusNoContent)
	}
	require.Equal(t, []string{"refer", "set-hearing", "message-delivered"}, w.realm.took())
	told, ok := w.realm.last().(casework.MessageDelivered)
	require.True(t, ok)
	require.Equal(t, effect, told.Effect)
	require.Equal(t, w.realm.state(id).Hearings[0].ID, told.About)
	require.Equal(t, casework.System, told.Role)
}

func TestABounceFreezesTheAddress(t *testing.T) {
	t.Parallel()
	w := setup(t)
	id := w.refer(withPoint("A-1", body{"kind": "email", "value": "zeb@example.org", "safe": body{"email": true, "confirmed_by": "PC 1", "confirmed_at": "2026-03-02T07:00:00Z"}}))
	m := w.enter(id, messaging.Delivery{State: messaging.StateSending, Channel: casework.Email, Provider: sendgrid, BegunAt: monday})
	w.events(monday, sendgridKey, []any{event("bounce", "e-1", m, body{"type": "bounce"})}).is(http.StatusNoContent)
	require.Equal(t, "bounced", w.point(id).FrozenReason)
}

func TestTextsFromNobodyAreForASupervisorOnly(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.reply("SM1", "+447700900777", "It is me, on a friend's telephone. Help").is(http.StatusOK)
	w.clock.move(time.Minute)
	w.reply("SM2", "+447700900778", "Lunch?").is(http.StatusOK)
	var page listing[unclaimedReply]
	w.get("/v1/unclaimed-replies?limit=1", casework.Supervisor).is(http.StatusOK).json(&page)
	require.Len(t, page.Items, 1)
	require.Equal(t, "+447700900777", page.Items[0].From)
	require.True(t, page.Items[0].Distress)
	w.get("/v1/unclaimed-replies?cursor="+page.Next, casework.Supervisor).is(http.StatusOK).json(&page)
	require.Equal(t, "Lunch?", page.Items[0].Text)
	require.False(t, page.Items[0].Distress)
	w.get("/v1/unclaimed-replies", casework.Caseworker).refused(http.StatusForbidden, forbidden)
	w.get("/v1/unclaimed-replies?cursor=x", casework.Supervisor).refused(http.StatusUnprocessableEntity, casework.Invalid)
}
