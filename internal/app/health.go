package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Health asks a service of this machine how it stands: whether it lives or, with ready,
// whether it can work too. It answers with the status in its own words, and fails unless
// the service is alive, or ready. One that is degraded works, and so is ready enough: that
// cases are stuck is for people to hear of, and no reason to stop serving.
func Health(ctx context.Context, addr string, ready bool) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("ask %s: %w", addr, err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	page := "/healthz"
	if ready {
		page = "/readyz"
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+page, nil)
	if err != nil {
		return "", fmt.Errorf("ask %s: %w", addr, err)
	}
	answer, err := (&http.Client{Timeout: 15 * time.Second}).Do(r)
	if err != nil {
		return "", fmt.Errorf("ask %s: %w", addr, err)
	}
	defer answer.Body.Close()
	var says struct{ Status string }
	if err := json.NewDecoder(answer.Body).Decode(&says); err != nil {
		return "", fmt.Errorf("ask %s: answered %d, and not by a service of ours: %w", addr, answer.StatusCode, err)
	}
	if answer.StatusCode != http.StatusOK && says.Status != "degraded" {
		return says.Status, fmt.Errorf("%s says that it is %s (%d)", addr, says.Status, answer.StatusCode)
	}
	return says.Status, nil
}
