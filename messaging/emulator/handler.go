package emulator

import "net/http"

// Handler serves everything: Twilio's API under /2010-04-01/, SendGrid's under
// /v3/, Notify's under /v2/, the control API under /control/, and the outbox page for people at /.
// It is meant for loopback: the page and the control API ask nobody who they
// are, but refuse what another website makes a browser send.
func (e *Emulator) Handler() http.Handler {
	mux := http.NewServeMux()
	e.twilioRoutes(mux)
	e.sendgridRoutes(mux)
	e.notifyRoutes(mux)
	e.controlRoutes(mux)
	e.outboxRoutes(mux)
	return http.NewCrossOriginProtection().Handler(mux)
}
