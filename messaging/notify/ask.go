package notify

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"beacon/messaging"
)

// longestAnswer is more than Notify says of anything.
const longestAnswer = 1 << 20

// ask makes one request and reads the answer. Its errors may say whom it was about, and
// go no further than this package.
func (c *Channel) ask(ctx context.Context, exchange *messaging.Exchange, method, path string, body io.Reader) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.config.BaseURL+path, body)
	if err != nil {
		return nil, fmt.Errorf("ask Notify: %w", err)
	}
	token, err := bearer(c.service, c.secret, c.config.Now())
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", token)
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := exchange.Client().Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask Notify: %w", err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, longestAnswer))
	if err != nil {
		return nil, fmt.Errorf("read Notify's answer: %w", err)
	}
	return answer, nil
}
