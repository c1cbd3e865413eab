package emulator

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// book is what the emulator knows: the ledger's entries, applied in order.
type book struct {
	mu     sync.Mutex
	ledger *ledger
	closed bool

	order      []*page
	byID       map[string]*page
	optedOut   map[pair]bool
	suppressed map[string]string // email address to SendGrid's reason
}

// page is one message; shown once its line is safely in the ledger, so that
// nobody can learn of a message which a crash would then undo.
type page struct {
	Message
	shown bool
}

// pair is a sender and the number that asked it to stop.
type pair struct{ sender, number string }

func newBook() *book {
	return &book{byID: map[string]*page{}, optedOut: map[pair]bool{}, suppressed: map[string]string{}}
}

func openBook(path string) (*book, error) {
	b := newBook()
	l, err := openLedger(path, b.apply)
	if err != nil {
		return nil, err
	}
	b.ledger = l
	return b, nil
}

// apply takes one entry in. It is the only place where the book changes.
func (b *book) apply(n entry) error {
	if n.Kind == tookMessage {
		return b.take(n.Message, true)
	}
	p, ok := b.byID[n.ID]
	switch {
	case !ok:
		return fmt.Errorf("%s: no such message", n.Kind)
	case n.Kind == reachedState && n.Status != nil:
		p.Statuses = append(p.Statuses, *n.Status)
		b.suppress(p)
	case n.Kind == toldState && n.Status != nil && n.Index < len(p.Statuses):
		s := &p.Statuses[n.Index]
		s.Told, s.Answer, s.Posts = true, n.Status.Answer, n.Status.Posts
	case n.Kind == blankedWords:
		p.Redacted = n.At
	case n.Kind == deleted:
		p.Deleted = n.At
	default:
		return fmt.Errorf("%q is not a kind of ledger line", n.Kind)
	}
	return nil
}

func (b *book) take(m *Message, shown bool) error {
	if m == nil || m.ID == "" || len(m.Statuses) == 0 {
		return fmt.Errorf("%s: no message in it", tookMessage)
	}
	p := &page{Message: m.clone(), shown: shown}
	b.order = append(b.order, p)
	b.byID[m.ID] = p
	switch m.OptOut {
	case "STOP":
		b.optedOut[pair{m.To, m.From}] = true
	case "START":
		delete(b.optedOut, pair{m.To, m.From})
	}
	return nil
}

// suppress keeps SendGrid's list of addresses it will not send to again.
func (b *book) suppress(p *page) {
	switch p.Status().Name {
	case bounced:
		b.suppressed[strings.ToLower(p.To)] = "Bounced Address"
	case spamreport:
		b.suppressed[strings.ToLower(p.To)] = "Spam Reporting Address"
	}
}

// change applies an entry and notes it.
func (b *book) change(n entry) bool {
	text, err := n.text()
	if err != nil || b.closed || b.apply(n) != nil {
		return false
	}
	b.ledger.note(text)
	return true
}

// reach adds a status, if the message is still where the caller saw it.
func (b *book) reach(seen Message, s Status) (Message, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.byID[seen.ID]
	if !ok || len(p.Statuses) != len(seen.Statuses) || !b.change(entry{Kind: reachedState, ID: seen.ID, Status: &s}) {
		return Message{}, false
	}
	return p.clone(), true
}

// told notes that the webhook was called about the status at index i.
func (b *book) told(id string, i, answer, posts int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.change(entry{Kind: toldState, ID: id, Index: i, Status: &Status{Answer: answer, Posts: posts}})
}

// mark notes that the sender blanked or deleted a message.
func (b *book) mark(kind, id string, at time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.change(entry{Kind: kind, ID: id, At: at})
}

func (b *book) get(id string) (Message, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.byID[id]
	if !ok || !p.shown {
		return Message{}, false
	}
	return p.clone(), true
}

// where returns copies of the messages that match, oldest first.
func (b *book) where(match func(*Message) bool) []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	found := []Message{}
	for _, p := range b.order {
		if p.shown && match(&p.Message) {
			found = append(found, p.clone())
		}
	}
	return found
}

func (b *book) hasOptedOut(sender, number string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.optedOut[pair{sender, number}]
}

func (b *book) suppression(address string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.suppressed[strings.ToLower(address)]
}

func (b *book) close() error {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	return b.ledger.close()
}
