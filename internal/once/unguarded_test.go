package once_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

// unguarded is a ledger that lets everybody send, always.
type unguarded struct{ messaging.Ledger }

func (unguarded) Standing(context.Context, string) (d messaging.Delivery, found bool, err error) {
	return d, false, nil
}

func (u unguarded) Enter(ctx context.Context, d messaging.Delivery) (messaging.Delivery, bool, error) {
	row, _, err := u.Ledger.Enter(ctx, d)
	return row, true, err
}

// The same campaigns without the ledger's guard show that the tests of it can fail.
func TestWithoutTheLedgersGuardMessagesAreAcceptedTwice(t *testing.T) {
	t.Parallel()
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			c := newCampaign(t, m, "", 10, func(l messaging.Ledger) messaging.Ledger { return unguarded{l} })
			all := c.run(40, 3)
			v := judge(t, c.w.ledger, all, c.outcomes)
			t.Log(m.name, v)
			require.NotEmpty(t, v.twice)
		})
	}
}
