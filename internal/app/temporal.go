package app

import (
	"fmt"
	"log/slog"

	"go.temporal.io/sdk/client"
)

// DialTemporal makes a client for the configured namespace. It does not wait for
// the server: one that is away is met again when it is back.
func DialTemporal(c Config, log *slog.Logger) (client.Client, error) {
	tc, err := client.NewLazyClient(client.Options{
		HostPort: c.TemporalAddr, Namespace: c.TemporalNamespace, Logger: temporalLog(log),
	})
	if err != nil {
		return nil, fmt.Errorf("reach Temporal: %w", err)
	}
	return tc, nil
}
