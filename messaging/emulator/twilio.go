package emulator

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

const apiVersion = "2010-04-01"

// validityLapsed is the code of a text which was not sent in time.
const validityLapsed = 30036

// twilioError is a refusal in Twilio's form.
type twilioError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	More    string `json:"more_info"`
	Status  int    `json:"status"`
}

func refusal(status, code int, message string) *twilioError {
	return &twilioError{Code: code, Message: message, More: "https://www.twilio.com/docs/errors/" + strconv.Itoa(code), Status: status}
}

func (t *twilioError) write(w http.ResponseWriter) { writeJSON(w, t.Status, t) }

var errNotThere = refusal(http.StatusNotFound, 20404, "The requested resource was not found")

var twilioDialect = dialect{
	broken: func(w http.ResponseWriter) {
		refusal(http.StatusInternalServerError, 20500, "An internal server error has occurred").write(w)
	},
	busy: func(w http.ResponseWriter, after int) {
		w.Header().Set("Retry-After", seconds(after))
		refusal(http.StatusTooManyRequests, 20429, "Too Many Requests").write(w)
	},
	plain: writePlain,
}

// twilioRoutes adds Twilio's API.
func (e *Emulator) twilioRoutes(mux *http.ServeMux) {
	const account = "/" + apiVersion + "/Accounts/{account}"
	mux.Handle("GET "+account, e.twilioAuth(e.showAccount))
	mux.Handle("POST "+account+"/Messages.json", e.twilioAuth(e.sendText))
	mux.Handle("GET "+account+"/Messages.json", e.twilioAuth(e.listTexts))
	mux.Handle("GET "+account+"/Messages/{sid}", e.twilioAuth(e.showText))
	mux.Handle("POST "+account+"/Messages/{sid}", e.twilioAuth(e.changeText))
	mux.Handle("DELETE "+account+"/Messages/{sid}", e.twilioAuth(e.deleteText))
	mux.HandleFunc("/"+apiVersion+"/", func(w http.ResponseWriter, _ *http.Request) { errNotThere.write(w) })
}

// twilioAuth asks for basic auth, and for the path to name the same account.
func (e *Emulator) twilioAuth(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sid, secret, _ := r.BasicAuth()
		if !same(sid, e.options.AccountSID) || !same(secret, e.options.AuthToken) {
			w.Header().Set("WWW-Authenticate", `Basic realm="Twilio API"`)
			refusal(http.StatusUnauthorized, 20003, "Authenticate").write(w)
			return
		}
		if strings.TrimSuffix(r.PathValue("account"), ".json") != e.options.AccountSID {
			errNotThere.write(w)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		next(w, r)
	})
}

func (e *Emulator) showAccount(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{
		"sid": e.options.AccountSID, "status": "active", "type": "Full", "friendly_name": "Emulator",
		"uri": "/" + apiVersion + "/Accounts/" + e.options.AccountSID + ".json",
	})
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func seconds(n int) string { return strconv.Itoa(n) }

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller may have gone; there is nobody else to tell
}

func writePlain(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte("<html><body><h1>" + http.StatusText(status) + "</h1></body></html>\n"))
}
