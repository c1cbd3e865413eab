package messaging

import (
	"context"
	"fmt"
	"time"
)

// Redactor is a Channel whose provider can be told to forget what a letter said.
type Redactor interface {
	// Redact blanks the words of a letter that the provider took. A letter that it no
	// longer has, or has blanked already, is no error. It may be repeated.
	Redact(ctx context.Context, ref ProviderRef) error
}

// Final says that a provider has nothing more to do with a message, and needs its
// words no longer.
func (s State) Final() bool { return s == StateDelivered || s == StateUndelivered }

// OverAfter is when a provider has nothing more to do with a message of which it never
// said what became: it may hold one for LongestValid.
const OverAfter = LongestValid + 2*time.Hour

// Redact has the provider that took a message forget its words, which the provider may
// refuse while it still has something to do with it; where it cannot forget, nothing is
// done. channels are
// those of every provider that may have taken it. It changes nothing of the delivery:
// an error says that the words are still there, and may be tried again.
func Redact(ctx context.Context, channels []Channel, d Delivery) error {
	if !d.State.Left() || d.ProviderRef == "" {
		return nil
	}
	for _, channel := range channels {
		redactor, can := channel.(Redactor)
		if !can || channel.ID() != d.Provider {
			continue
		}
		if err := redactor.Redact(ctx, d.ProviderRef); err != nil {
			return fmt.Errorf("have %s forget the words: %w", d.Provider, err)
		}
	}
	return nil
}
