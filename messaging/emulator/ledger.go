package emulator

import (
	"errors"
	"fmt"
	"os"
)

var (
	// errLedger is behind every failure to keep a message.
	errLedger = errors.New("ledger")
	errClosed = fmt.Errorf("%w: the emulator is closed", errLedger)
)

// ledger is the append-only file. One goroutine writes it, so that lines keep
// the order in which they were handed over, and so that all lines handed over
// during one sync share the next.
type ledger struct {
	file  *os.File // nil: nothing is written
	lines chan line
	done  chan struct{}
	err   error // read only after done is closed
}

type line struct {
	text   []byte
	synced chan<- error // nil: nobody waits
}

const mostLines = 256 // in one sync

func startLedger(f *os.File) *ledger {
	l := &ledger{file: f, lines: make(chan line, mostLines), done: make(chan struct{})}
	go l.run()
	return l
}

// put hands a line over and returns a channel which answers when it is safely
// on disk. It must not be called after close.
func (l *ledger) put(text []byte) <-chan error {
	synced := make(chan error, 1)
	l.lines <- line{text: text, synced: synced}
	return synced
}

// note hands a line over which nobody waits for: it survives the death of the
// process, not that of the machine.
func (l *ledger) note(text []byte) { l.lines <- line{text: text} }

func (l *ledger) run() {
	defer close(l.done)
	var failed error
	for first := range l.lines {
		batch := l.gather(first)
		if failed == nil {
			failed = l.write(batch)
		}
		for _, n := range batch {
			if n.synced != nil {
				n.synced <- failed
			}
		}
	}
	if l.file != nil {
		failed = errors.Join(failed, l.file.Sync(), l.file.Close())
	}
	l.err = failed
}

// gather takes what else is waiting, without waiting.
func (l *ledger) gather(first line) []line {
	batch := []line{first}
	for len(batch) < mostLines {
		select {
		case n, open := <-l.lines:
			if !open {
				return batch
			}
			batch = append(batch, n)
		default:
			return batch
		}
	}
	return batch
}

// write appends the batch in one call. After a failure the end of the file is
// unknown, so that nothing may follow it: every later line fails too.
func (l *ledger) write(batch []line) error {
	if l.file == nil {
		return nil
	}
	var text []byte
	wait := false
	for _, n := range batch {
		text = append(append(text, n.text...), '\n')
		wait = wait || n.synced != nil
	}
	if _, err := l.file.Write(text); err != nil {
		return fmt.Errorf("write %w: %w", errLedger, err)
	}
	if !wait {
		return nil
	}
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("sync %w: %w", errLedger, err)
	}
	return nil
}

// close writes what was handed over and closes the file.
func (l *ledger) close() error {
	close(l.lines)
	<-l.done
	return l.err
}
