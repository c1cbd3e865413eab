package emulator

import "slices"

// accept puts messages in the ledger, all together, and returns when they are
// on disk. Only then do others see them. An error means none was accepted.
func (b *book) accept(ms ...Message) error {
	waits, err := b.enter(ms)
	if err != nil {
		return err
	}
	for _, w := range waits {
		if e := <-w; e != nil {
			err = e
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range ms {
		if err != nil {
			p := b.byID[m.ID]
			b.order = slices.DeleteFunc(b.order, func(o *page) bool { return o == p })
			delete(b.byID, m.ID)
			continue
		}
		b.byID[m.ID].shown = true
	}
	return err
}

func (b *book) enter(ms []Message) (waits []<-chan error, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil, errClosed
	}
	texts := make([][]byte, len(ms))
	for i := range ms {
		if texts[i], err = (entry{Kind: tookMessage, Message: &ms[i]}).text(); err != nil {
			return nil, err
		}
	}
	for i := range ms {
		if err := b.take(&ms[i], false); err != nil {
			return nil, err
		}
		waits = append(waits, b.ledger.put(texts[i]))
	}
	return waits, nil
}
