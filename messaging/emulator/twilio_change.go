package emulator

import (
	"context"
	"net/http"
)

// changeText is POST Messages/{sid}.json: an empty Body blanks the words, once
// the text has left; Status=canceled stops a scheduled one.
func (e *Emulator) changeText(w http.ResponseWriter, r *http.Request) {
	m, ok := e.text(w, r)
	if !ok {
		return
	}
	if err := r.ParseForm(); err != nil {
		refusal(http.StatusBadRequest, 20001, "The request could not be read.").write(w)
		return
	}
	_, blank := r.PostForm["Body"]
	_, cancel := r.PostForm["Status"]
	switch {
	case blank == cancel, blank && r.PostForm.Get("Body") != "", cancel && r.PostForm.Get("Status") != canceled:
		refusal(http.StatusBadRequest, 30400, "Parameters are not valid").write(w)
	case blank:
		e.blankText(w, m)
	default:
		e.cancelText(w, m)
	}
}

func (e *Emulator) blankText(w http.ResponseWriter, m Message) {
	if m.SentAt().IsZero() && !m.over() {
		refusal(http.StatusConflict, 20409, "The message has not been sent yet.").write(w)
		return
	}
	if m.Redacted.IsZero() && !e.book.mark(blankedWords, m.ID, e.now()) {
		twilioDialect.broken(w)
		return
	}
	e.answerText(w, m.ID)
}

func (e *Emulator) cancelText(w http.ResponseWriter, m Message) {
	changed := false
	if m.Status().Name == scheduled {
		m, changed = e.book.reach(m, Status{Name: canceled, At: e.now()})
	}
	if !changed {
		refusal(http.StatusConflict, 30409, "This message cannot be canceled").write(w)
		return
	}
	e.errands.in(0, func(ctx context.Context) { e.tell(ctx, m, e.due(m, len(m.Statuses)-1)) })
	e.answerText(w, m.ID)
}

func (e *Emulator) answerText(w http.ResponseWriter, id string) {
	m, ok := e.book.get(id)
	if !ok {
		errNotThere.write(w)
		return
	}
	writeJSON(w, http.StatusOK, e.textJSON(m))
}

// deleteText is DELETE Messages/{sid}.json. The ledger still holds the text.
func (e *Emulator) deleteText(w http.ResponseWriter, r *http.Request) {
	m, ok := e.text(w, r)
	if !ok {
		return
	}
	if !m.over() {
		refusal(http.StatusConflict, 20009, "Cannot delete this resource before it is complete").write(w)
		return
	}
	if !e.book.mark(deleted, m.ID, e.now()) {
		twilioDialect.broken(w)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
