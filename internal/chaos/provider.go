package chaos

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"beacon/messaging/emulator"
)

// provider steers the emulator, which is a process of its own.
type provider struct{ at string }

var onLoopback = &http.Client{Timeout: 20 * time.Second}

func (p *provider) ask(ctx context.Context, method, path string, body, into any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("ask the emulator: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://"+p.at+path, bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("ask the emulator: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	got, err := onLoopback.Do(r)
	if err != nil {
		return fmt.Errorf("ask the emulator: %w", err)
	}
	defer got.Body.Close()
	said, err := io.ReadAll(got.Body)
	switch {
	case err != nil:
		return fmt.Errorf("ask the emulator: %w", err)
	case got.StatusCode/100 != 2:
		return fmt.Errorf("ask the emulator: it answered %d: %s", got.StatusCode, said)
	case into == nil:
		return nil
	}
	return json.Unmarshal(said, into)
}

// weather has the provider fail in these ways and in no other. Of two that would strike
// one request the first does.
func (p *provider) weather(ctx context.Context, faults ...emulator.Fault) error {
	if err := p.wellAgain(ctx); err != nil {
		return err
	}
	for _, f := range faults {
		if err := p.ask(ctx, http.MethodPost, "/control/faults", f, nil); err != nil {
			return err
		}
	}
	return nil
}

func (p *provider) wellAgain(ctx context.Context) error {
	return p.ask(ctx, http.MethodDelete, "/control/faults", nil, nil)
}

// took says how many texts the provider has taken for a number.
func (p *provider) took(ctx context.Context, number string) (int, error) {
	var got struct {
		Messages []emulator.Message `json:"messages"`
	}
	err := p.ask(ctx, http.MethodGet, "/control/messages?channel=sms&to=%2B"+number[1:], nil, &got)
	return len(got.Messages), err
}

// reply has a victim send a text; again, where nobody answered for it.
func (w *world) reply(ctx context.Context, from string) error {
	for {
		var got struct {
			Answer int `json:"webhook_status"`
		}
		err := w.emulator.ask(ctx, http.MethodPost, "/control/inbound", object{"from": from, "body": "Thank you. When will you call?"}, &got)
		if err == nil && got.Answer/100 == 2 {
			return nil
		}
		if !rest(ctx, 2*time.Second) {
			return errors.New("nobody answered for a text")
		}
	}
}

// unruly is how providers report at all times: twice, late and in the wrong order.
var unruly = []emulator.Fault{
	{Kind: emulator.CallbackDuplicate, Rate: 0.2},
	{Kind: emulator.CallbackReorder, Rate: 0.2},
	{Kind: emulator.CallbackLate, Rate: 0.2, Delay: emulator.Duration(4 * time.Second)},
}

// rough is how they fail beside that while Temporal's database fails too. Of an email that
// may have left and of which nothing is reported nobody could ever know: those faults are
// for texts.
var rough = []emulator.Fault{
	{Kind: emulator.AcceptThenDrop, Rate: 0.15, Provider: string(emulator.SMS)},
	{Kind: emulator.Error500AfterAccept, Rate: 0.1},
	{Kind: emulator.Error500, Rate: 0.05, Provider: string(emulator.SMS)},
	{Kind: emulator.Error429, Rate: 0.15},
	{Kind: emulator.ListLag, Rate: 0.1, Delay: emulator.Duration(10 * time.Second)},
}
