package messaging

import (
	"context"
	"fmt"
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

// Redact has the provider that took a message forget its words, once the message is
// Final; before that, and where the provider cannot, it does nothing. channels are
// those of every provider that may have taken it. It changes nothing of the delivery:
// an error says that the words are still there, and may be tried again.
func Redact(ctx context.Context, channels []Channel, d Delivery) error {
	if !d.State.Final() || d.ProviderRef == "" {
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
