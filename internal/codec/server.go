package codec

import (
	"context"
	"errors"
	"io"
	"net/http"

	commonpb "go.temporal.io/api/common/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

// Server encrypts and decrypts payloads for Temporal's own web UI and command line, by
// Temporal's protocol for remote codecs: POST /encode and POST /decode. It answers
// nobody whom Admit does not let in, and nobody whose request is not recorded first.
// A payload says itself where it belongs, so that those of any workflow are decrypted.
// One that is not encrypted comes back as it is, since the UI sends those too.
type Server struct {
	Keys   Keys
	Origin string // of the UI, such as https://temporal.example.org; empty: no browser may ask

	// Admit says who sent a request, and in which role they may do that. Its error is
	// ErrStranger, ErrForbidden, or anything else where it could not be found out.
	Admit func(r *http.Request, what Asked) (who, role string, err error)
	// Record keeps what is about to be done.
	Record func(ctx context.Context, u Use) error
}

// Asked is what a request asks of a Server.
type Asked string

// What can be asked.
const (
	Encode Asked = "encode"
	Decode Asked = "decode"
)

// Why a request is not let in.
var (
	ErrStranger  = errors.New("a token of the configured issuer is needed, as Authorization: Bearer")
	ErrForbidden = errors.New("no role of this token may do that")
)

// Use is one request, and nothing of what is in it.
type Use struct {
	Who, Role string
	What      Asked
	Payloads  int
}

// largest bounds a request: the UI sends the payloads of one page of a history.
const largest = 16 << 20

// Handler is the server's pages: /encode, /decode, and /healthz
// and /readyz, which are one.
func (s *Server) Handler() http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("POST /encode", s.page(Encode, NewPayloads(s.Keys).Encode))
	pages.HandleFunc("POST /decode", s.page(Decode, (&Payloads{keys: s.Keys, passes: true}).Decode))
	for _, page := range []string{"GET /healthz", "GET /readyz"} {
		pages.HandleFunc(page, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"status":"alive"}`+"\n")
		})
	}
	return s.toBrowsers(pages)
}

// toBrowsers lets the scripts of one origin ask, and those of no other: neither may they
// read an answer, nor is anything done for them.
func (s *Server) toBrowsers(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Vary", "Origin")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if origin := r.Header.Get("Origin"); origin != "" {
			if origin != s.Origin {
				say(w, http.StatusForbidden, "pages of this origin may not ask")
				return
			}
			w.Header().Set("Access-Control-Allow-Origin", origin)
		}
		if r.Method == http.MethodOptions {
			w.Header().Set("Access-Control-Allow-Methods", http.MethodPost)
			w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Namespace")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		pages.ServeHTTP(w, r)
	})
}

// page is one thing that can be asked.
func (s *Server) page(what Asked, do func([]*commonpb.Payload) ([]*commonpb.Payload, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, role, err := s.Admit(r, what)
		if err != nil {
			turnAway(w, err)
			return
		}
		payloads, err := read(w, r)
		if err != nil {
			say(w, http.StatusBadRequest, "send the payloads as Temporal's tools do: {\"payloads\": […]}, at most 16 MB")
			return
		}
		if err := s.Record(r.Context(), Use{who, role, what, len(payloads.GetPayloads())}); err != nil {
			say(w, http.StatusServiceUnavailable, "it cannot be recorded now, and so is not done")
			return
		}
		if payloads.Payloads, err = do(payloads.GetPayloads()); err != nil {
			say(w, http.StatusUnprocessableEntity, err.Error())
			return
		}
		answer, err := protojson.Marshal(payloads)
		if err != nil {
			say(w, http.StatusInternalServerError, "it cannot be written")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer) // who has gone does not hear that it failed
	}
}

func read(w http.ResponseWriter, r *http.Request) (*commonpb.Payloads, error) {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largest))
	payloads := &commonpb.Payloads{}
	if err == nil {
		err = protojson.Unmarshal(b, payloads)
	}
	for _, p := range payloads.GetPayloads() {
		if p == nil && err == nil {
			err = errors.New("a payload is null")
		}
	}
	return payloads, err
}

func turnAway(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, ErrStranger):
		w.Header().Set("WWW-Authenticate", `Bearer realm="beacon"`)
		say(w, http.StatusUnauthorized, ErrStranger.Error())
	case errors.Is(err, ErrForbidden):
		say(w, http.StatusForbidden, ErrForbidden.Error())
	default:
		say(w, http.StatusServiceUnavailable, "tokens cannot be verified now")
	}
}

func say(w http.ResponseWriter, status int, words string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, words+"\n")
}
