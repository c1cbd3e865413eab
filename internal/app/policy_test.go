package app

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

func TestAHurriedServiceStillGivesProvidersTimeForAReceipt(t *testing.T) {
	t.Parallel()
	require.Equal(t, casework.Ordinary(), Config{Hurry: 1}.Policy())
	require.Equal(t, 5*time.Second, Config{Hurry: 28800}.Policy().ReceiptWithin)
}
