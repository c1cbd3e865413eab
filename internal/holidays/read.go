package holidays

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// What is read of a feed at most, and how long it may take.
const (
	mostBytes  = 1 << 20
	readWithin = 15 * time.Second
)

// Check says what is wrong with where a feed is to be read from.
func Check(where string) error {
	if !strings.Contains(where, "://") {
		return nil
	}
	u, err := url.Parse(where)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("must be a file, or an address such as https://www.gov.uk/bank-holidays.json")
	}
	return nil
}

// Read reads the feed from a file or an address, bounded in size and time.
func Read(ctx context.Context, where string) ([]Day, error) {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	open := openFile
	if strings.Contains(where, "://") {
		open = openURL
	}
	from, err := open(ctx, where)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	text, err := io.ReadAll(io.LimitReader(from, mostBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read bank holidays: %w", err)
	}
	if len(text) > mostBytes {
		return nil, errors.New("it is larger than any list of bank holidays")
	}
	return Parse(text)
}

func openFile(_ context.Context, name string) (io.ReadCloser, error) {
	is, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !is.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file", name)
	}
	return os.Open(name)
}

// client follows a feed that has moved, but never out of https.
var client = &http.Client{
	Timeout: readWithin,
	CheckRedirect: func(to *http.Request, via []*http.Request) error {
		if len(via) > 5 || via[0].URL.Scheme == "https" && to.URL.Scheme != "https" {
			return errors.New("it was sent on to where bank holidays are not read from")
		}
		return nil
	},
}

func openURL(ctx context.Context, address string) (io.ReadCloser, error) {
	if err := Check(address); err != nil {
		return nil, err
	}
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	ask.Header.Set("Accept", "application/json")
	answer, err := client.Do(ask)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		_ = answer.Body.Close()
		return nil, fmt.Errorf("it was answered with %s", answer.Status)
	}
	return answer.Body, nil
}
