package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
)

// sendEmail is POST /v3/mail/send. Each recipient's email is in the ledger, on
// disk, before anything is answered or dropped. In sandbox mode it is checked
// and nothing is kept.
func (e *Emulator) sendEmail(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(r)
	if err != nil {
		refuseMail(w, http.StatusRequestEntityTooLarge, mailError{Message: "The request could not be read, or is over 30 MB."})
		return
	}
	var asked email
	if err := json.Unmarshal(body, &asked); err != nil {
		refuseMail(w, http.StatusBadRequest, mailError{Message: "Bad Request"})
		return
	}
	if wrong := asked.check(); len(wrong) > 0 {
		refuseMail(w, http.StatusBadRequest, wrong...)
		return
	}
	if asked.MailSettings.Sandbox.is(true) {
		w.WriteHeader(http.StatusOK)
		return
	}
	e.takeEmail(w, r, asked)
}

func (e *Emulator) takeEmail(w http.ResponseWriter, r *http.Request, asked email) {
	plain, html := asked.words()
	first := asked.Personalizations[0].To[0].Email
	fault, fate := e.faults.draw(request{SendGrid, Email, OnSend, first, asked.Subject + "\x00" + plain + html, e.now()})
	d := e.sendgridDialect()
	if e.refuse(w, r, fault, d) {
		return
	}
	sid := newMessageID()
	ms := e.split(asked, sid)
	for i := range ms {
		ms[i].Fate = fate
	}
	if err := e.book.accept(ms...); err != nil {
		d.broken(w)
		return
	}
	for _, m := range ms {
		e.begin(m)
	}
	if e.spoil(w, r, fault, d) {
		return
	}
	w.Header().Set("X-Message-Id", sid)
	w.WriteHeader(http.StatusAccepted)
}

// split makes one message for each recipient.
func (e *Emulator) split(asked email, sid string) (all []Message) {
	plain, html := asked.words()
	at := e.now()
	for _, p := range asked.Personalizations {
		args := maps.Clone(asked.CustomArgs)
		if args == nil {
			args = map[string]string{}
		}
		maps.Copy(args, p.CustomArgs)
		subject := asked.Subject
		if p.Subject != "" {
			subject = p.Subject
		}
		for _, list := range [][]address{p.To, p.CC, p.BCC} {
			for _, to := range list {
				all = append(all, Message{
					ID: fmt.Sprintf("%s.recvd-emulator-%d", sid, len(all)), SID: sid, Channel: Email,
					From: asked.From.Email, To: to.Email, Subject: subject, Body: plain, HTML: html,
					Accepted: at, Statuses: []Status{{Name: accepted, At: at}},
					Args: args, Categories: asked.Categories, Tracking: asked.tracked(e.tracking.get),
				})
			}
		}
	}
	return all
}
