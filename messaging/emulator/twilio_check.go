package emulator

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	e164       = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	british    = regexp.MustCompile(`^\+44[0-9]{9,10}$`)
	senderName = regexp.MustCompile(`^[A-Za-z0-9 +_&-]{1,11}$`)
	shortCode  = regexp.MustCompile(`^[0-9]{3,6}$`)
	hasLetter  = regexp.MustCompile(`[A-Za-z]`)
)

const (
	longestBody     = 1600  // characters
	longestValidity = 36000 // seconds
)

// Twilio's magic numbers: each gives its refusal without anything being sent.
const testSender = "+15005550006"

var magicTo = map[string]*twilioError{
	"+15005550001": refusal(http.StatusBadRequest, 21211, "The 'To' number is not a valid phone number."),
	"+15005550002": refusal(http.StatusBadRequest, 21612, "The 'To' phone number is not currently reachable via SMS."),
	"+15005550003": refusal(http.StatusBadRequest, 21408, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number."),
	"+15005550004": refusal(http.StatusBadRequest, 21610, "Attempt to send to unsubscribed recipient"),
	"+15005550009": refusal(http.StatusBadRequest, 21614, "'To' number is not a valid mobile number"),
}

var magicFrom = map[string]*twilioError{
	"+15005550001": refusal(http.StatusBadRequest, 21212, "The 'From' number is not a valid phone number, shortcode, or alphanumeric sender ID."),
	"+15005550007": refusal(http.StatusBadRequest, 21606, "The 'From' phone number provided is not a valid message-capable phone number for this account."),
	"+15005550008": refusal(http.StatusTooManyRequests, 21611, "This 'From' number has exceeded the maximum number of queued messages"),
}

// checkText reads a send request as Twilio does: the first thing wrong is the
// answer. A UK landline is not wrong: Twilio takes it, and the network may read
// the words aloud.
func (e *Emulator) checkText(form url.Values) (Message, *twilioError) {
	m := Message{
		Channel: SMS, To: form.Get("To"), From: form.Get("From"), Service: form.Get("MessagingServiceSid"),
		Body: form.Get("Body"), Callback: form.Get("StatusCallback"),
		ContentRetention: form.Get("ContentRetention"), AddressRetention: form.Get("AddressRetention"),
	}
	if wrong := checkPresent(m); wrong != nil {
		return m, wrong
	}
	if wrong := checkAddresses(m); wrong != nil {
		return m, wrong
	}
	if utf8.RuneCountInString(m.Body) > longestBody {
		return m, refusal(http.StatusBadRequest, 21617, "The concatenated message body exceeds the 1600 character limit")
	}
	if !callable(m.Callback) {
		return m, refusal(http.StatusBadRequest, 21609, "The 'StatusCallback' URL is not a valid URL.")
	}
	if m.From == "" {
		m.From = e.options.ServiceNumber
	}
	if wrong := e.checkTimes(&m, form); wrong != nil {
		return m, wrong
	}
	if e.book.hasOptedOut(m.From, m.To) {
		return m, refusal(http.StatusBadRequest, 21610, "Attempt to send to unsubscribed recipient")
	}
	m.Voiced = landline(m.To)
	m.Test = m.From == testSender
	return m, nil
}

func checkPresent(m Message) *twilioError {
	switch {
	case m.To == "":
		return refusal(http.StatusBadRequest, 21604, "A 'To' phone number is required.")
	case m.From == "" && m.Service == "":
		return refusal(http.StatusBadRequest, 21603, "A 'From' phone number is required.")
	case m.Body == "":
		return refusal(http.StatusBadRequest, 21602, "Message body is required.")
	}
	return nil
}

func checkAddresses(m Message) *twilioError {
	if !e164.MatchString(m.To) || (strings.HasPrefix(m.To, "+44") && !british.MatchString(m.To)) {
		return refusal(http.StatusBadRequest, 21211, "The 'To' number is not a valid phone number.")
	}
	if wrong := magicTo[m.To]; wrong != nil {
		return wrong
	}
	if wrong := magicFrom[m.From]; wrong != nil {
		return wrong
	}
	switch {
	case m.Service != "" && !strings.HasPrefix(m.Service, "MG"):
		return refusal(http.StatusBadRequest, 21701, "The Messaging Service does not exist.")
	case m.From != "" && !e164.MatchString(m.From) && !shortCode.MatchString(m.From) && !isName(m.From):
		return magicFrom["+15005550001"]
	case m.To == m.From:
		return refusal(http.StatusBadRequest, 21266, "'To' and 'From' number cannot be the same.")
	}
	return nil
}

// isName says whether a sender is a name, which nobody can answer.
func isName(sender string) bool {
	return senderName.MatchString(sender) && hasLetter.MatchString(sender)
}

// landline says whether a UK number is not one that begins with 07.
func landline(number string) bool {
	return strings.HasPrefix(number, "+44") && !strings.HasPrefix(number, "+447")
}

func callable(address string) bool {
	if address == "" {
		return true
	}
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && !strings.Contains(u.Hostname(), "_")
}

// checkTimes reads the validity period and the schedule.
func (e *Emulator) checkTimes(m *Message, form url.Values) *twilioError {
	m.Accepted = e.now()
	if text := form.Get("ValidityPeriod"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > longestValidity {
			return refusal(http.StatusBadRequest, 20001, "ValidityPeriod must be a whole number of seconds from 1 to 36000.")
		}
		m.ValidUntil = m.Accepted.Add(time.Duration(n) * time.Second)
	}
	if text := form.Get("SendAt"); text != "" {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil || m.Service == "" || form.Get("ScheduleType") != "fixed" {
			return refusal(http.StatusBadRequest, 35111, "SendAt needs an ISO 8601 time, ScheduleType fixed and a Messaging Service.")
		}
		m.SendAt = at.UTC()
		if !m.ValidUntil.IsZero() {
			m.ValidUntil = m.ValidUntil.Add(max(0, m.SendAt.Sub(m.Accepted)))
		}
	}
	return nil
}
