package emulator

import (
	"net/http"
	"time"
)

// dialect is how a provider words its failures.
type dialect struct {
	broken func(w http.ResponseWriter)             // 500
	busy   func(w http.ResponseWriter, after int)  // 429, seconds
	plain  func(w http.ResponseWriter, status int) // as a proxy before the provider would
}

// refuse answers for a fault that keeps a request from being taken. It says
// false if there is none, and the request goes on.
func (e *Emulator) refuse(w http.ResponseWriter, r *http.Request, f Fault, d dialect) bool {
	switch f.Kind {
	case Error500:
		d.fail(w, f)
	case Error429:
		d.tooMany(w, f)
	case Timeout:
		e.pause(r.Context(), time.Duration(f.Delay))
		hangUp()
	default:
		return false
	}
	return true
}

// spoil answers for a fault that strikes a request already taken. It says false
// if there is none, and the request is answered as it should be.
func (e *Emulator) spoil(w http.ResponseWriter, r *http.Request, f Fault, d dialect) bool {
	switch f.Kind {
	case AcceptThenDrop:
		hangUp()
	case Error500AfterAccept:
		d.fail(w, f)
	case Slow:
		if e.pause(r.Context(), time.Duration(f.Delay)) {
			return false
		}
		hangUp()
	default:
		return false
	}
	return true
}

// hangUp closes the connection without an answer, as net/http documents.
func hangUp() { panic(http.ErrAbortHandler) }

func (d dialect) fail(w http.ResponseWriter, f Fault) {
	if f.Plain {
		d.plain(w, http.StatusBadGateway)
		return
	}
	d.broken(w)
}

func (d dialect) tooMany(w http.ResponseWriter, f Fault) {
	if f.Plain {
		w.Header().Set("Retry-After", seconds(f.RetryAfter))
		d.plain(w, http.StatusTooManyRequests)
		return
	}
	d.busy(w, f.RetryAfter)
}
