package emulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math"
	"net/http"
	"regexp"
	"strings"
	"time"
)

var (
	notifyID  = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	notifyKey = regexp.MustCompile(`^.*?-?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})-([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$`)
)

// refuseNotify answers in Notify's form.
func refuseNotify(w http.ResponseWriter, status int, name, message string) {
	writeJSON(w, status, map[string]any{
		"status_code": status, "errors": []map[string]string{{"error": name, "message": message}},
	})
}

var notifyDialect = dialect{
	broken: func(w http.ResponseWriter) {
		refuseNotify(w, http.StatusInternalServerError, "Exception", "Internal server error")
	},
	busy: func(w http.ResponseWriter, after int) {
		w.Header().Set("Retry-After", seconds(after))
		refuseNotify(w, http.StatusTooManyRequests, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds")
	},
	plain: writePlain,
}

// notifyRoutes adds GOV.UK Notify's API.
func (e *Emulator) notifyRoutes(mux *http.ServeMux) {
	mux.Handle("POST /v2/notifications/sms", e.notifyAuth(func(w http.ResponseWriter, r *http.Request) { e.sendByNotify(w, r, SMS) }))
	mux.Handle("POST /v2/notifications/email", e.notifyAuth(func(w http.ResponseWriter, r *http.Request) { e.sendByNotify(w, r, Email) }))
	mux.Handle("GET /v2/notifications", e.notifyAuth(e.listNotifications))
	mux.Handle("GET /v2/notifications/{id}", e.notifyAuth(e.showNotification))
	mux.Handle("GET /v2/template/{id}", e.notifyAuth(e.showTemplate))
	mux.HandleFunc("/v2/", func(w http.ResponseWriter, _ *http.Request) {
		refuseNotify(w, http.StatusNotFound, "NotFound", "The requested URL was not found on the server.")
	})
}

// notifyAuth asks for a token that the service's secret has signed in the last thirty
// seconds.
func (e *Emulator) notifyAuth(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !bearer {
			refuseNotify(w, http.StatusUnauthorized, "AuthError", "Unauthorized: authentication token must be provided")
			return
		}
		if wrong := e.checkToken(token); wrong != "" {
			refuseNotify(w, http.StatusForbidden, "AuthError", wrong)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		next(w, r)
	})
}

// checkToken says what is wrong with a JSON Web Token, as Notify does; "" is nothing.
func (e *Emulator) checkToken(token string) string {
	key := notifyKey.FindStringSubmatch(e.options.NotifyKey)
	parts := strings.Split(token, ".")
	if key == nil || len(parts) != 3 {
		return "Invalid token: make sure your API token matches the example at https://docs.notifications.service.gov.uk"
	}
	var head struct {
		Alg string `json:"alg"`
		Typ string `json:"typ"`
	}
	var claims struct {
		Service string `json:"iss"`
		At      int64  `json:"iat"`
	}
	if !readPart(parts[0], &head) || !readPart(parts[1], &claims) || head.Alg != "HS256" {
		return "Invalid token: algorithm used is not HS256"
	}
	if !strings.EqualFold(claims.Service, key[1]) {
		return "Invalid token: service not found"
	}
	sum := hmac.New(sha256.New, []byte(key[2]))
	sum.Write([]byte(parts[0] + "." + parts[1]))
	given, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !hmac.Equal(sum.Sum(nil), given) {
		return "Invalid token: API key not found"
	}
	if off := e.now().Sub(time.Unix(claims.At, 0)); math.Abs(off.Seconds()) > 30 {
		return "Error: Your system clock must be accurate to within 30 seconds"
	}
	return ""
}

func readPart(part string, into any) bool {
	text, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(text, into) == nil
}

// showTemplate is GET /v2/template/{id}. Every template here says what it is given, and
// nothing else. One whose ID begins with e is of emails, any other of texts.
func (e *Emulator) showTemplate(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if !notifyID.MatchString(id) {
		refuseNotify(w, http.StatusBadRequest, "ValidationError", "id is not a valid UUID")
		return
	}
	v := map[string]any{"id": id, "type": string(SMS), "version": 1, "body": "((body))", "subject": nil}
	if strings.HasPrefix(strings.ToLower(id), "e") {
		v["type"], v["subject"] = string(Email), "((subject))"
	}
	writeJSON(w, http.StatusOK, v)
}
