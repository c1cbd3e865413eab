package emulator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Words Twilio acts on when they are the whole of a text.
var (
	stopWords  = []string{"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"}
	startWords = []string{"START", "YES", "UNSTOP"}
	helpWords  = []string{"HELP", "INFO"}
)

// Reply plays a text from a person: from their number, to one of ours; to may
// be "" for the sender of the last text to that number. The text is in the
// ledger, on disk, and the webhook has been called when Reply returns. answer is
// the webhook's HTTP status, 0 if there was none. A STOP word makes later texts by
// Twilio from the same sender to that number fail with 21610, until a START word; Notify
// knows no such words.
func (e *Emulator) Reply(ctx context.Context, from, to, body string) (m Message, answer int, err error) {
	if to == "" {
		to = e.lastSender(from)
	}
	if err := checkReply(from, to, body); err != nil {
		return Message{}, 0, fmt.Errorf("reply: %w", err)
	}
	at := e.now()
	m = Message{
		ID: newSID("SM"), Channel: SMS, Inbound: true, OptOut: optOut(body), From: from, To: to, Body: body,
		Segments: segments(body), Accepted: at, Statuses: []Status{{Name: received, At: at}},
	}
	m.SID = m.ID
	webhook := e.options.InboundURL
	if to == notifyNumber && e.options.NotifyInboundURL != "" {
		m.ID = token(m.ID, Notify)
		m.SID, m.Carrier, m.OptOut, webhook = m.ID, Notify, "", e.options.NotifyInboundURL
	}
	if err := e.book.accept(m); err != nil {
		return Message{}, 0, fmt.Errorf("reply: %w", err)
	}
	if webhook == "" {
		return m, 0, nil
	}
	asks := e.inboundRequest
	if m.Carrier == Notify {
		asks = e.receivedRequest
	}
	posts := 0
	for again := true; again; {
		req, err := asks(ctx, m)
		if err != nil {
			return m, 0, fmt.Errorf("reply: %w", err)
		}
		answer = e.call(req)
		posts++
		again = tryAgain(m.Provider(), answer, posts) && e.pause(ctx, e.options.RetryDelay)
	}
	e.book.told(m.ID, 0, answer, posts)
	return m, answer, nil
}

func (e *Emulator) lastSender(to string) string {
	texts := e.book.where(func(m *Message) bool { return m.Channel == SMS && !m.Inbound && m.To == to })
	if len(texts) == 0 {
		return e.options.ServiceNumber
	}
	return texts[len(texts)-1].From
}

func checkReply(from, to, body string) error {
	var wrong []error
	if !e164.MatchString(from) {
		wrong = append(wrong, errors.New("from: give a number in the form +447700900123"))
	}
	if isName(to) {
		wrong = append(wrong, errors.New("to: the sender is a name, which nobody can reply to"))
	} else if !e164.MatchString(to) && !shortCode.MatchString(to) {
		wrong = append(wrong, errors.New("to: give a number in the form +447700900999"))
	}
	if body == "" || utf8.RuneCountInString(body) > longestBody {
		wrong = append(wrong, errors.New("body: give a text of 1 to 1600 characters"))
	}
	return errors.Join(wrong...)
}

// optOut is Twilio's OptOutType: the whole text must be the word.
func optOut(body string) string {
	word := strings.ToUpper(strings.TrimSpace(body))
	switch {
	case slices.Contains(stopWords, word):
		return "STOP"
	case slices.Contains(startWords, word):
		return "START"
	case slices.Contains(helpWords, word):
		return "HELP"
	}
	return ""
}
