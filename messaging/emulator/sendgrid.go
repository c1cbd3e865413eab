package emulator

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// largestEmail is SendGrid's limit of a whole request, 30 MB.
const largestEmail = 30 << 20

// mailError is one thing wrong, in SendGrid's form. Field and Help may be null.
type mailError struct {
	Message string  `json:"message"`
	Field   *string `json:"field"`
	Help    *string `json:"help"`
}

func refuseMail(w http.ResponseWriter, status int, wrong ...mailError) {
	writeJSON(w, status, map[string]any{"errors": wrong})
}

func (e *Emulator) sendgridDialect() dialect {
	return dialect{
		broken: func(w http.ResponseWriter) {
			refuseMail(w, http.StatusInternalServerError, mailError{Message: "Internal Server Error"})
		},
		busy: func(w http.ResponseWriter, after int) {
			w.Header().Set("Retry-After", seconds(after))
			w.Header().Set("X-RateLimit-Remaining", "0")
			w.Header().Set("X-RateLimit-Reset", strconv.FormatInt(e.now().Add(time.Duration(after)*time.Second).Unix(), 10))
			refuseMail(w, http.StatusTooManyRequests, mailError{Message: "too many requests"})
		},
		plain: writePlain,
	}
}

// sendgridRoutes adds SendGrid's API.
func (e *Emulator) sendgridRoutes(mux *http.ServeMux) {
	mux.Handle("POST /v3/mail/send", e.sendgridAuth(e.sendEmail))
	mux.Handle("GET /v3/messages", e.sendgridAuth(e.listEmails))
	mux.Handle("GET /v3/messages/{id}", e.sendgridAuth(e.showEmail))
	mux.Handle("GET /v3/tracking_settings/{kind}", e.sendgridAuth(e.showTracking))
	mux.Handle("PATCH /v3/tracking_settings/{kind}", e.sendgridAuth(e.changeTracking))
	mux.HandleFunc("/v3/", func(w http.ResponseWriter, _ *http.Request) {
		refuseMail(w, http.StatusNotFound, mailError{Message: "not found"})
	})
}

func (e *Emulator) sendgridAuth(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !bearer || !same(key, e.options.SendGridKey) {
			refuseMail(w, http.StatusUnauthorized, mailError{Message: "The provided authorization grant is invalid, expired, or revoked"})
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, largestEmail)
		next(w, r)
	})
}

// readBody reads a request's body, unpacking gzip as SendGrid does.
func readBody(r *http.Request) ([]byte, error) {
	if r.Header.Get("Content-Encoding") != "gzip" {
		return io.ReadAll(r.Body)
	}
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, largestEmail))
}

// tracking is the account's own setting, used where an email does not say. All
// are off to begin with.
type tracking struct {
	mu sync.Mutex
	on map[string]bool
}

var trackingKinds = []string{"click", "open", "subscription"}

func (t *tracking) get(kind string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.on[kind]
}

func (t *tracking) set(kind string, on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.on[kind] = on
}

func (e *Emulator) showTracking(w http.ResponseWriter, r *http.Request) {
	kind := r.PathValue("kind")
	on := e.tracking.get(kind)
	switch kind {
	case "click":
		writeJSON(w, http.StatusOK, map[string]any{"enabled": on, "enable_text": on})
	case "open", "google_analytics":
		writeJSON(w, http.StatusOK, map[string]any{"enabled": on})
	case "subscription":
		writeJSON(w, http.StatusOK, map[string]any{
			"enabled": on, "html_content": "", "plain_content": "", "landing": "", "replace": "", "url": "",
		})
	default:
		refuseMail(w, http.StatusNotFound, mailError{Message: "not found"})
	}
}

// changeTracking turns a setting of the account on or off.
func (e *Emulator) changeTracking(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Enabled *bool `json:"enabled"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.Enabled == nil {
		refuseMail(w, http.StatusBadRequest, badField("enabled", "enabled must be true or false."))
		return
	}
	e.tracking.set(r.PathValue("kind"), *asked.Enabled)
	e.showTracking(w, r)
}

func badField(field, message string) mailError { return mailError{Message: message, Field: &field} }
