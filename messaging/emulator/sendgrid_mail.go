package emulator

import (
	"fmt"
	"net/mail"
	"strings"
)

// email is the body of /v3/mail/send, as far as it matters here.
type email struct {
	From             *address          `json:"from"`
	Subject          string            `json:"subject"`
	Personalizations []personalization `json:"personalizations"`
	Content          []content         `json:"content"`
	TemplateID       string            `json:"template_id"`
	Categories       []string          `json:"categories"`
	CustomArgs       map[string]string `json:"custom_args"`
	MailSettings     struct {
		Sandbox toggle `json:"sandbox_mode"`
	} `json:"mail_settings"`
	Tracking struct {
		Click        toggle `json:"click_tracking"`
		Open         toggle `json:"open_tracking"`
		Subscription toggle `json:"subscription_tracking"`
	} `json:"tracking_settings"`
}

type address struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

type personalization struct {
	To         []address         `json:"to"`
	CC         []address         `json:"cc"`
	BCC        []address         `json:"bcc"`
	Subject    string            `json:"subject"`
	CustomArgs map[string]string `json:"custom_args"`
}

type content struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type toggle struct {
	Enable *bool `json:"enable"`
}

func (t toggle) is(on bool) bool { return t.Enable != nil && *t.Enable == on }

const mailHelp = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#"

func wrongMail(field, help, message string) mailError {
	help = mailHelp + help
	return mailError{Message: message, Field: &field, Help: &help}
}

// check says everything that is wrong with an email, as SendGrid does.
func (m email) check() []mailError {
	var wrong []mailError
	if m.From == nil || m.From.Email == "" {
		wrong = append(wrong, wrongMail("from.email", "message.from", "The from object must be provided for every email send, with an email parameter."))
	} else if !isEmail(m.From.Email) {
		wrong = append(wrong, wrongMail("from.email", "message.from", "The from email does not contain a valid address."))
	}
	if len(m.Personalizations) == 0 {
		wrong = append(wrong, wrongMail("personalizations", "-Personalizations-Errors", "The personalizations field is required and must have at least one personalization."))
	}
	for i, p := range m.Personalizations {
		wrong = append(wrong, p.check(i, m.Subject == "" && m.TemplateID == "")...)
	}
	if len(m.Personalizations) == 0 && m.Subject == "" && m.TemplateID == "" {
		wrong = append(wrong, wrongMail("subject", "message.subject", "The subject is required."))
	}
	return append(wrong, m.checkContent()...)
}

func (p personalization) check(i int, needsSubject bool) []mailError {
	var wrong []mailError
	field := fmt.Sprintf("personalizations.%d", i)
	if len(p.To) == 0 {
		wrong = append(wrong, wrongMail(field+".to", "message.personalizations.to", "The to array is required for all personalization objects, and must have at least one email object with a valid email address."))
	}
	if needsSubject && p.Subject == "" {
		wrong = append(wrong, wrongMail("subject", "message.subject", "The subject is required."))
	}
	seen := map[string]bool{}
	for _, list := range []struct {
		name string
		of   []address
	}{{"to", p.To}, {"cc", p.CC}, {"bcc", p.BCC}} {
		for n, a := range list.of {
			where := fmt.Sprintf("%s.%s.%d.email", field, list.name, n)
			low := strings.ToLower(a.Email)
			switch {
			case !isEmail(a.Email):
				wrong = append(wrong, wrongMail(where, "message.personalizations."+list.name, "Does not contain a valid address."))
			case seen[low]:
				wrong = append(wrong, wrongMail(field, "message.personalizations.to", "Each email address in the personalization block should be unique between to, cc, and bcc."))
			}
			seen[low] = true
		}
	}
	return wrong
}

func (m email) checkContent() []mailError {
	var wrong []mailError
	if len(m.Content) == 0 && m.TemplateID == "" {
		wrong = append(wrong, wrongMail("content", "message.content", "Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block."))
	}
	for i, c := range m.Content {
		if c.Value == "" {
			wrong = append(wrong, wrongMail(fmt.Sprintf("content.%d.value", i), "message.content.value", "The content value must be a string at least one character in length."))
		}
		if c.Type == "" {
			wrong = append(wrong, wrongMail(fmt.Sprintf("content.%d.type", i), "message.content.type", "The content type is required."))
		}
		if i > 0 && c.Type == "text/plain" {
			wrong = append(wrong, wrongMail("content", "message.content", "If present, text/plain must be the first content."))
		}
	}
	return wrong
}

func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// words are the plain and the HTML content.
func (m email) words() (plain, html string) {
	for _, c := range m.Content {
		switch c.Type {
		case "text/plain":
			plain = c.Value
		case "text/html":
			html = c.Value
		}
	}
	return plain, html
}

// tracked are the kinds of tracking that would be on for this email.
func (m email) tracked(account func(kind string) bool) (on []string) {
	said := map[string]toggle{"click": m.Tracking.Click, "open": m.Tracking.Open, "subscription": m.Tracking.Subscription}
	for _, kind := range trackingKinds {
		if said[kind].is(true) || (said[kind].Enable == nil && account(kind)) {
			on = append(on, kind)
		}
	}
	return on
}
