package messagingtest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"beacon/messaging"
)

// Speech is how one provider speaks.
type Speech struct {
	// Letter is the nth of any number of different letters that the provider takes.
	Letter func(n int) messaging.Letter
	// Read takes the recipient and the words out of a request.
	Read func(r *http.Request, body []byte) (to, words string)
	// Take is the answer to the nth letter taken.
	Take func(w http.ResponseWriter, n int)
	// Refuse is the answer to a letter to somebody who cannot be written to. The
	// provider names them in it.
	Refuse func(w http.ResponseWriter, to string)
}

// Behaviour is what a fake provider does with a request.
type Behaviour int

// The behaviours.
const (
	Taking           Behaviour = iota
	Refusing                   // a definite no
	Throttling                 // 429, try again in 7 seconds
	Unauthorised               // 401
	FailingAfter               // takes the letter, and answers 500 with a page of HTML
	TakingInSilence            // takes the letter, and never answers
	TakingUnreadably           // takes the letter, and answers 200 with half of something
)

// Taken is a letter that a fake provider took.
type Taken struct{ To, Words string }

// Server is a fake provider.
type Server struct {
	URL string

	speech  Speech
	mu      sync.Mutex
	does    Behaviour
	taken   []Taken
	arrived chan struct{}
}

// NewServer starts a fake provider that ends with the test.
func NewServer(t *testing.T, speech Speech) *Server {
	t.Helper()
	s := &Server{speech: speech, arrived: make(chan struct{}, 1000)}
	listening := httptest.NewServer(s)
	t.Cleanup(listening.Close)
	s.URL = listening.URL
	return s
}

// Do changes what the provider does from now on.
func (s *Server) Do(b Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.does = b
}

// Taken are the letters taken so far.
func (s *Server) Taken() []Taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Taken(nil), s.taken...)
}

// ServeHTTP answers as the provider would.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // half a letter is none
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	to, words := s.speech.Read(r, body)
	does, n := s.take(to, words)
	s.arrived <- struct{}{}
	switch does {
	case Taking:
		s.speech.Take(w, n)
	case Refusing:
		s.speech.Refuse(w, to)
	case Throttling:
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
	case Unauthorised:
		w.WriteHeader(http.StatusUnauthorized)
	case FailingAfter:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, "<html>Internal error writing to "+to+"</html>")
	case TakingInSilence:
		<-r.Context().Done()
	case TakingUnreadably:
		_, _ = io.WriteString(w, `{"to": "`+to)
	}
}

func (s *Server) take(to, words string) (Behaviour, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch s.does {
	case Taking, FailingAfter, TakingInSilence, TakingUnreadably:
		s.taken = append(s.taken, Taken{to, words})
	case Refusing, Throttling, Unauthorised:
	}
	return s.does, len(s.taken)
}
