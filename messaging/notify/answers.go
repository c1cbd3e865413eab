package notify

import (
	"encoding/json"
	"errors"
	"time"

	"beacon/messaging"
)

// Answers says what Notify's errors mean for a letter, by their names. An error that is
// not here is judged by the HTTP status: of 4xx, refused. Their texts change, and may
// name the recipient, so that only names are read. To add one, add a line. Source:
// GOV.UK Notify, REST API documentation, error codes.
var Answers = map[string]error{
	// the recipient: no trying again mends it
	"ValidationError":   messaging.Refused{Code: "invalid_recipient"},
	"InvalidPhoneError": messaging.Refused{Code: "invalid_number"},
	"InvalidEmailError": messaging.Refused{Code: "invalid_address"},

	// our service at Notify: it did not leave, and an operator can mend it. A key of the
	// wrong kind, a service on trial, no such template, a placeholder too many
	"BadRequestError": messaging.NotSent{Code: "service_or_template_not_usable"},
	"AuthError":       messaging.NotSent{Code: "credentials_refused"},
	"NoResultFound":   messaging.NotSent{Code: "service_or_template_not_usable"},

	// too much at once: in a minute, and in a day
	"RateLimitError":       messaging.NotSent{Code: "too_many_requests", After: time.Minute},
	"TooManyRequestsError": messaging.NotSent{Code: "daily_limit", After: time.Hour},
}

// fault is what an exchange without a message means: by Notify's name where it is a
// plain no, and by what happened on the wire otherwise.
func fault(exchange *messaging.Exchange, answer []byte) error {
	byStatus := exchange.Fault()
	status := exchange.Status()
	switch {
	case status >= 200 && status < 300:
		return messaging.Unknown{Code: "answer_cut_short"}
	case status < 400 || status >= 500:
		return byStatus
	}
	var said struct {
		Errors []struct {
			Name string `json:"error"`
		} `json:"errors"`
	}
	if json.Unmarshal(answer, &said) != nil || len(said.Errors) == 0 {
		return byStatus
	}
	byName, known := Answers[said.Errors[0].Name]
	var wait, asked messaging.NotSent
	switch {
	case !known:
		return byStatus
	case errors.As(byName, &wait) && errors.As(byStatus, &asked) && asked.After > 0:
		wait.After = asked.After
		return wait
	}
	return byName
}
