package emulator

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// entry is one line of the ledger. Lines are only ever added; an older ledger
// can always be read.
type entry struct {
	Kind    string    `json:"kind"`
	Message *Message  `json:"message,omitempty"`
	ID      string    `json:"id,omitempty"`
	Status  *Status   `json:"status,omitempty"`
	Index   int       `json:"index,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

const (
	tookMessage  = "accepted" // Message, whole
	reachedState = "reached"  // ID, Status
	toldState    = "told"     // ID, Index, Status with Answer and Posts
	blankedWords = "redacted" // ID, At
	deleted      = "deleted"  // ID, At
)

func (n entry) text() ([]byte, error) {
	b, err := json.Marshal(n)
	if err != nil {
		return nil, fmt.Errorf("encode ledger line: %w", err)
	}
	return b, nil
}

// ReadLedger returns the messages accepted for sending that a ledger file
// holds, oldest first. It changes nothing and may be used while an emulator is
// writing: a last line that is not whole yet is left out. A file that does not
// exist holds no messages.
func ReadLedger(path string) ([]Message, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", err)
	}
	defer f.Close()
	b := newBook()
	if _, err := readEntries(f, b.apply); err != nil {
		return nil, fmt.Errorf("read ledger: %w", err)
	}
	return b.where(func(m *Message) bool { return !m.Inbound }), nil
}

// openLedger reads the file and opens it for appending. A last line cut off by
// the death of the process was never answered for, and is dropped.
func openLedger(path string, apply func(entry) error) (*ledger, error) {
	if path == "" {
		return startLedger(nil), nil
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	whole, err := readEntries(f, apply)
	if err == nil {
		err = f.Truncate(whole)
	}
	if err == nil {
		_, err = f.Seek(whole, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return startLedger(f), nil
}

// readEntries reads every whole line and says how many bytes those were.
func readEntries(r io.Reader, apply func(entry) error) (whole int64, err error) {
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		text, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return whole, nil
		}
		if err != nil {
			return whole, err
		}
		var e entry
		if err := json.Unmarshal(text, &e); err != nil {
			return whole, fmt.Errorf("line %d is not a ledger line: %w", n, err)
		}
		if err := apply(e); err != nil {
			return whole, fmt.Errorf("line %d: %w", n, err)
		}
		whole += int64(len(text))
	}
}
