package emulator

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"strconv"
)

//go:embed outbox.html
var outboxHTML string

//go:embed outbox.css
var outboxCSS []byte

var outboxPage = template.Must(template.New("outbox").Parse(outboxHTML))

// pageSecurity lets the page load its own style and frame its own emails, and
// nothing else.
const pageSecurity = "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// emailSecurity lets an email's HTML show itself, fetch nothing and run nothing.
const emailSecurity = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"

// outboxRoutes adds the page for people.
func (e *Emulator) outboxRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		e.showOutbox(w, http.StatusOK, e.outbox(r.URL.Query()))
	})
	mux.HandleFunc("GET /outbox.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "max-age=300")
		_, _ = w.Write(outboxCSS)
	})
	mux.HandleFunc("GET /messages/{id}/html", e.showHTML)
	mux.HandleFunc("POST /reply", e.postReply)
	mux.HandleFunc("POST /faults", e.postFault)
	mux.HandleFunc("POST /faults/clear", e.postClear)
}

func (e *Emulator) showOutbox(w http.ResponseWriter, status int, v outboxView) {
	var page bytes.Buffer
	if err := outboxPage.Execute(&page, v); err != nil {
		http.Error(w, "the page could not be drawn", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", pageSecurity)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w)
}

// showHTML shows an email's HTML words, alone and harmless.
func (e *Emulator) showHTML(w http.ResponseWriter, r *http.Request) {
	m, ok := e.book.get(r.PathValue("id"))
	if !ok || m.HTML == "" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", emailSecurity)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write([]byte(m.HTML))
}

func (e *Emulator) postReply(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	from, to, body := r.PostFormValue("from"), r.PostFormValue("to"), r.PostFormValue("body")
	_, answer, err := e.Reply(r.Context(), from, to, body)
	if err != nil {
		v := e.outbox(nil)
		v.open("reply")
		v.Wrong = err.Error()
		v.Reply = replyForm{From: from, To: to, Body: body}
		e.showOutbox(w, http.StatusUnprocessableEntity, v)
		return
	}
	http.Redirect(w, r, "/?done=reply&answer="+strconv.Itoa(answer), http.StatusSeeOther)
}

func (e *Emulator) postFault(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	f, err := readFault(r)
	if err == nil {
		_, err = e.AddFault(f)
	}
	if err != nil {
		v := e.outbox(nil)
		v.open("faults")
		v.Wrong = err.Error()
		e.showOutbox(w, http.StatusUnprocessableEntity, v)
		return
	}
	http.Redirect(w, r, "/?panel=faults&done=fault", http.StatusSeeOther)
}

func (e *Emulator) postClear(w http.ResponseWriter, r *http.Request) {
	e.ClearFaults()
	http.Redirect(w, r, "/?panel=faults&done=cleared", http.StatusSeeOther)
}
