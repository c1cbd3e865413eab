package messaging

import "beacon/casework"

// pausing are the reasons for which an email that came back says something of its
// address, and not only of that day, with the code that is kept at the address.
// Source: SendGrid, event webhook reference (a bounce is permanent, a block is not; a
// message to a suppressed address is dropped); GOV.UK Notify, email statuses.
var pausing = map[string]string{
	"sendgrid_bounce": "bounced", "sendgrid_dropped": "bounced", "notify_permanent_failure": "bounced",
}

// Pauses says that a message which came back tells that nothing more should go to
// its address, and why, as a code. A telephone number is left to the people who call.
func (row Delivery) Pauses() (why string, pauses bool) {
	if row.Channel != casework.Email || row.State != StateUndelivered {
		return "", false
	}
	why, pauses = pausing[row.Reason]
	return why, pauses
}
