package messaging_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
)

func TestATextLeavesWhenItIsSafe(t *testing.T) {
	t.Parallel()
	o := setup(t)
	require.Equal(t, casework.Outcome{State: casework.Sent, Point: "p1"}, o.mustSend(reminder()))

	letter := o.post.sent()[0]
	require.Equal(t, number, letter.To)
	require.Equal(t, "Hello Ana. You have an appointment on Wednesday 4 March at 10am. Reply 1 if you have seen this. Any questions? Call 01632 960001.", letter.Text)
	require.Empty(t, letter.Subject)
	require.Equal(t, messaging.MessageID(effect), letter.MessageID)
	require.NotContains(t, letter.MessageID, "hearing")

	row := o.row()
	require.Equal(t, messaging.StateAccepted, row.State)
	require.Equal(t, 1, row.Attempt)
	require.Equal(t, messaging.ProviderRef("SM1"), row.ProviderRef)
	require.Equal(t, effect, row.EffectID)
	require.Equal(t, "en", row.Language)
	require.NotEmpty(t, row.Version)
	require.Equal(t, "p1", row.Inputs.Point.ID, "why she got it is one read")
}

func TestAnEmailLeavesWithASubjectAndBothBodies(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.book.change(func(c *messaging.Contact) {
		p := point()
		p.ID, p.Kind, p.Allowed, p.Value = "p2", safecontact.EmailPoint, safecontact.Allowed{Email: true}, "Ana@Example.org"
		c.Points = append(c.Points, p)
	})
	m := reminder()
	m.Channel = casework.Email
	require.Equal(t, casework.Outcome{State: casework.Sent, Point: "p2"}, o.mustSend(m))
	letter := o.post.sent()[0]
	require.Equal(t, "Ana@example.org", letter.To)
	require.Equal(t, "A reminder", letter.Subject)
	require.Contains(t, letter.Text, "Hello Ana,\n")
	require.Contains(t, letter.HTML, "<p>Hello Ana,</p>")
}

func TestAnythingThatHasLeftIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for _, state := range []messaging.State{messaging.StateAccepted, messaging.StateSent, messaging.StateDelivered, messaging.StateUndelivered} {
		o := setup(t)
		o.mustSend(reminder())
		_, _, _, err := o.ledger.Report(context.Background(), messaging.Report{MessageID: o.row().MessageID, State: state, At: monday})
		require.NoError(t, err)
		o.book.change(func(c *messaging.Contact) { c.Points = nil })
		o.clock.Advance(100 * time.Hour)
		require.Equal(t, casework.Outcome{State: casework.Sent, Point: "p1"}, o.mustSend(reminder()), state)
		require.Len(t, o.post.sent(), 1)
	}
}

func TestWhatSafeContactRefusesIsNeverSent(t *testing.T) {
	t.Parallel()
	for rule, spoil := range map[string]func(*messaging.PointValue){
		"frozen":               func(p *messaging.PointValue) { p.FrozenAt = monday },
		"channel_not_allowed":  func(p *messaging.PointValue) { p.Allowed = safecontact.FromPolice(p.Kind, nil) },
		"verification_expired": func(p *messaging.PointValue) { p.ExpiresAt = monday },
		"not_a_mobile":         func(p *messaging.PointValue) { p.Mobile, p.Value = true, "01632 960001" }, // was a mobile once
		"malformed":            func(p *messaging.PointValue) { p.Value = "ask her mother" },
		"no_contact_point":     func(p *messaging.PointValue) { p.Kind = safecontact.AddressPoint },
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			o := setup(t)
			o.book.change(func(c *messaging.Contact) { spoil(&c.Points[0]) })
			out := o.mustSend(reminder())
			require.Equal(t, casework.Refused, out.State)
			require.Equal(t, rule, out.Rule)
			require.Empty(t, o.post.sent())

			row := o.row()
			require.Equal(t, messaging.StateRefused, row.State)
			require.Equal(t, rule, row.Rule)
			require.NotEmpty(t, row.Reason)
			require.NotNil(t, row.Inputs, "why not is one read")
			require.Zero(t, row.Attempt)
			require.Equal(t, out, o.mustSend(reminder()), "and the answer stays")
		})
	}
}

func TestAMessageWaitsForASafeMoment(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.clock.Advance(12*time.Hour + 30*time.Minute) // 21:30
	nine := monday.Add(24 * time.Hour)
	want := casework.Outcome{State: casework.Waiting, Rule: "quiet_hours", Reason: "quiet_hours", Until: nine, Point: "p1"}
	require.Equal(t, want, o.mustSend(reminder()))
	require.Equal(t, want, o.mustSend(reminder()))
	require.Equal(t, messaging.StateWaiting, o.row().State)
	require.Equal(t, nine, o.row().Until)

	o.clock.Advance(nine.Sub(o.clock.Now()))
	require.Equal(t, casework.Sent, o.mustSend(reminder()).State)
	require.Empty(t, o.row().Rule)
}

func TestAStaleMessageIsMissedAndNeverSent(t *testing.T) {
	t.Parallel()
	o := setup(t)
	m := reminder()
	m.UsefulUntil = monday
	want := casework.Outcome{State: casework.Missed, Rule: "useful_until", Reason: "useful_until"}
	require.Equal(t, want, o.mustSend(m))
	require.Equal(t, messaging.StateMissed, o.row().State)
	require.Equal(t, want, o.mustSend(m))

	o = setup(t)
	o.clock.Advance(11 * time.Hour) // 20:00, and useful until 06:00: no safe moment is left
	m.UsefulUntil = o.clock.Now().Add(10 * time.Hour)
	require.Equal(t, casework.Missed, o.mustSend(m).State)

	var never casework.Message
	require.Equal(t, casework.Missed, setup(t).mustSend(never).State, "no useful time is none")
	require.Empty(t, o.post.sent())
}

func TestTheBestPointIsTaken(t *testing.T) {
	t.Parallel()
	other := func(value string, change func(*messaging.PointValue)) messaging.PointValue {
		p := point()
		p.ID, p.Value = value, value
		if change != nil {
			change(&p)
		}
		return p
	}
	o := setup(t)
	o.book.change(func(c *messaging.Contact) {
		c.Points = []messaging.PointValue{
			other("07700900001", func(p *messaging.PointValue) { p.SharedWith = safecontact.Suspect }),
			other("07700900002", func(p *messaging.PointValue) { p.VerifiedAt = p.VerifiedAt.Add(-time.Hour) }),
			other("07700900003", nil),
			other("07700900004", func(p *messaging.PointValue) {
				p.VerifiedAt = monday
				p.Windows = []safecontact.Window{{Days: safecontact.Days[:], From: safecontact.At(15, 0), To: safecontact.At(16, 0)}}
			}),
		}
	})
	require.Equal(t, "07700900003", o.mustSend(reminder()).Point)

	o = setup(t)
	o.book.change(func(c *messaging.Contact) {
		c.Points = []messaging.PointValue{
			other("07700900001", func(p *messaging.PointValue) { p.DoNotUse = true }),
			other("07700900002", func(p *messaging.PointValue) { p.ExpiresAt = monday }),
		}
	})
	require.Equal(t, "verification_expired", o.mustSend(reminder()).Rule, "the refusal that came closest")
}

func TestALetterIsValidOnlyWhileItIsUsefulAndSafe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		useful, open, want time.Duration
	}{
		"never more than ten hours":  {48 * time.Hour, 24 * time.Hour, 10 * time.Hour},
		"until the safe time ends":   {48 * time.Hour, 2 * time.Hour, 2 * time.Hour},
		"until it is of no more use": {time.Hour, 2 * time.Hour, time.Hour},
	} {
		o := setup(t, func(p *messaging.Parts) { p.Quiet = safecontact.AnyTime() })
		o.book.change(func(k *messaging.Contact) { k.Points[0].ExpiresAt = monday.Add(c.open) })
		m := reminder()
		m.UsefulUntil = monday.Add(c.useful)
		o.mustSend(m)
		require.Equal(t, c.want, o.post.sent()[0].ValidFor, name)
	}
}

func TestALetterThatWaitedForTheLedgerIsValidForLess(t *testing.T) {
	t.Parallel()
	o := setup(t)
	o.ledger.Before = func(method string) error {
		if method == "enter" {
			o.clock.Advance(7 * time.Second)
		}
		return nil
	}
	m := reminder()
	m.UsefulUntil = monday.Add(time.Minute)
	o.mustSend(m)
	require.Equal(t, 53*time.Second, o.post.sent()[0].ValidFor)
}

func TestAChannelThatIsNotThereIsRefused(t *testing.T) {
	t.Parallel()
	o := setup(t, func(p *messaging.Parts) { delete(p.Channels, casework.Email) })
	m := reminder()
	m.Channel = casework.Email
	out := o.mustSend(m)
	require.Equal(t, casework.Refused, out.State)
	require.Equal(t, "no_such_channel", out.Reason)

	m = reminder()
	m.Template = "telegram"
	out = setup(t).mustSend(m)
	require.Equal(t, casework.Refused, out.State)
	require.Equal(t, "no_words", out.Reason)
}

func TestACourierIsNotMadeOfPartsThatCannotWork(t *testing.T) {
	t.Parallel()
	whole := messaging.Parts{
		Contacts: &book{}, Ledger: setup(t).ledger, Templates: templates(t), Now: time.Now,
		Channels: map[casework.Channel]messaging.Channel{casework.Text: &post{}},
	}
	_, err := messaging.NewCourier(whole)
	require.NoError(t, err)
	for name, spoil := range map[string]func(*messaging.Parts){
		"no ledger":                     func(p *messaging.Parts) { p.Ledger = nil },
		"no channels":                   func(p *messaging.Parts) { p.Channels = nil },
		"settled within the lease":      func(p *messaging.Parts) { p.Timing.SettleAfter = time.Second },
		"given up before it is settled": func(p *messaging.Parts) { p.Timing.GiveUp = time.Minute },
		"a call-back number too long": func(p *messaging.Parts) {
			p.CallBack = "01632 960001, or in the evening after six 01632 960002, 960003"
		},
		"a call-back number not in GSM": func(p *messaging.Parts) { p.CallBack = "01632\u00a0960001" },
	} {
		parts := whole
		spoil(&parts)
		_, err := messaging.NewCourier(parts)
		require.Error(t, err, name)
	}
}
