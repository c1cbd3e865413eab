package twilio

import (
	"errors"
	"strconv"

	"github.com/twilio/twilio-go/client"

	"beacon/messaging"
)

// Answers says what Twilio's error codes mean for a text. A code that is not here
// is judged by the HTTP status: of 4xx, refused. Twilio warns that the texts of its
// errors change, and they name the number, so that only codes are read. To add one,
// add a line. Source: Twilio, error and warning dictionary.
var Answers = map[int]error{
	// the number: no trying again mends it
	21211: messaging.Refused{Code: "invalid_number"},
	21217: messaging.Refused{Code: "invalid_number"},
	21214: messaging.Refused{Code: "unroutable"},
	21612: messaging.Refused{Code: "unroutable"},
	21614: messaging.Refused{Code: "not_a_mobile"},
	21635: messaging.Refused{Code: "not_a_mobile"}, // a landline
	21408: messaging.Refused{Code: "region_not_permitted"},
	21610: messaging.Refused{Code: "opted_out_at_provider"},
	30004: messaging.Refused{Code: "blocked"},
	30006: messaging.Refused{Code: "not_a_mobile"},
	30007: messaging.Refused{Code: "filtered"},

	// the words
	21602: messaging.Refused{Code: "no_words"},
	21605: messaging.Refused{Code: "too_long"},
	21617: messaging.Refused{Code: "too_long"},

	// our account: it did not leave, and an operator can mend it
	20003: messaging.NotSent{Code: "credentials_refused"},
	20005: messaging.NotSent{Code: "account_not_active"},
	21212: messaging.NotSent{Code: "sender_not_usable"},
	21222: messaging.NotSent{Code: "credentials_refused"}, // the SDK's own, before any request
	21224: messaging.NotSent{Code: "credentials_refused"},
	21603: messaging.NotSent{Code: "sender_not_usable"},
	21606: messaging.NotSent{Code: "sender_not_usable"},
	21609: messaging.NotSent{Code: "status_callback_not_usable"},
	21659: messaging.NotSent{Code: "sender_not_usable"},
	21660: messaging.NotSent{Code: "sender_not_usable"},
	21703: messaging.NotSent{Code: "sender_not_usable"}, // a Messaging Service with no numbers
	21704: messaging.NotSent{Code: "sender_not_usable"},
	21705: messaging.NotSent{Code: "sender_not_usable"},
	30002: messaging.NotSent{Code: "account_not_active"},

	// too much at once
	14107: messaging.NotSent{Code: "too_many_requests"},
	20429: messaging.NotSent{Code: "too_many_requests"},
	21611: messaging.NotSent{Code: "queue_full"},
	30001: messaging.NotSent{Code: "queue_full"},
}

// fault is what an exchange without a message means: by Twilio's code where it is a
// plain no, and by what happened on the wire otherwise.
func fault(exchange *messaging.Exchange, err error) error {
	byStatus := exchange.Fault()
	var answer *client.TwilioRestError
	if !errors.As(err, &answer) || answer.Status >= 500 || exchange.Status() >= 500 {
		return byStatus
	}
	byCode, known := Answers[answer.Code]
	var wait messaging.NotSent
	switch {
	case !known && errors.As(byStatus, &messaging.Refused{}):
		return messaging.Refused{Code: "twilio_" + strconv.Itoa(answer.Code)}
	case !known:
		return byStatus
	case errors.As(byCode, &wait):
		var asked messaging.NotSent
		if errors.As(byStatus, &asked) {
			wait.After = asked.After
		}
		return wait
	}
	return byCode
}
