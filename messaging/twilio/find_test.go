package twilio_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
	"beacon/messaging/messagingtest"
	"beacon/messaging/twilio"
)

// kept is a text as Twilio lists it.
type kept struct {
	SID     string  `json:"sid"`
	To      string  `json:"to"`
	Body    string  `json:"body"`
	Status  string  `json:"status"`
	Sent    *string `json:"date_sent"`
	Created string  `json:"date_created"`
}

func at(d time.Duration) string { return messagingtest.Monday.Add(d).Format(time.RFC1123Z) }

// found asks a Twilio that lists these texts for letter(1), sent since Monday nine.
func found(t *testing.T, answer any, adjust func(*twilio.Config)) (messaging.Sighting, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Query().Get("To") != letter(1).To {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if status, ok := answer.(int); ok {
			w.WriteHeader(status)
			return
		}
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(server.Close)
	c := config()
	c.BaseURL = server.URL
	if adjust != nil {
		adjust(&c)
	}
	return open(t, c).Find(context.Background(), letter(1), messagingtest.Monday)
}

func list(texts ...kept) any {
	return map[string]any{"messages": append([]kept{}, texts...), "uri": "/x"}
}

func TestATextIsFoundByItsNumberItsWordsAndItsTime(t *testing.T) {
	t.Parallel()
	l := letter(1)
	mine := kept{SID: "SM1", To: l.To, Body: l.Text, Status: "queued", Created: at(time.Second)}
	other := func(change func(*kept)) kept {
		k := mine
		k.SID = "SM2"
		change(&k)
		return k
	}
	old := other(func(k *kept) { k.Created = at(-time.Second) })
	otherWords := other(func(k *kept) { k.Body += "!" })
	otherNumber := other(func(k *kept) { k.To = "+447700900999" })

	alike := other(func(k *kept) { k.SID = "SM3" })
	blank := other(func(k *kept) { k.Body = "" })

	for name, c := range map[string]struct {
		texts []kept
		want  messaging.Sighting
	}{
		"among others":                    {[]kept{old, otherWords, otherNumber, mine}, messaging.Sighting{Refs: []messaging.ProviderRef{"SM1"}, Alike: true}},
		"beside another in its words":     {[]kept{alike, mine}, messaging.Sighting{Refs: []messaging.ProviderRef{"SM3", "SM1"}, Alike: true}},
		"beside one whose words are gone": {[]kept{blank, mine}, messaging.Sighting{Refs: []messaging.ProviderRef{"SM1"}, Alike: true, Partial: true}},
		"nowhere":                         {[]kept{old, otherWords, otherNumber}, messaging.Sighting{Alike: true}},
		"in an empty list":                {nil, messaging.Sighting{Alike: true}},
	} {
		got, err := found(t, list(c.texts...), nil)
		require.NoError(t, err, name)
		require.Equal(t, c.want, got, name)
	}
}

// Nothing here proves that Twilio never had the text: it must not be sent again.
func TestALookThatProvesNothingSaysSo(t *testing.T) {
	t.Parallel()
	many := make([]kept, 200)
	for i := range many {
		many[i] = kept{SID: "SM2", To: letter(1).To, Body: "other", Created: at(time.Second)}
	}
	keepsNothing := func(c *twilio.Config) { c.DiscardContent = true }
	hides := func(c *twilio.Config) { c.ObfuscateAddress = true }
	for name, c := range map[string]struct {
		answer any
		adjust func(*twilio.Config)
	}{
		"words that are no longer kept": {list(kept{SID: "SM1", To: letter(1).To, Created: at(time.Second)}), nil},
		"more texts than are read":      {list(many...), nil},
		"a further page":                {map[string]any{"messages": []kept{}, "next_page_uri": "/more"}, nil},
		"no list at all":                {map[string]any{"ok": true}, nil},
		"a fault":                       {500, nil},
		"a refusal":                     {401, nil},
		"an account that keeps nothing": {list(), keepsNothing},
		"an account that hides numbers": {list(), hides},
	} {
		got, err := found(t, c.answer, c.adjust)
		require.ErrorAs(t, err, &messaging.Unknown{}, name)
		require.NotContains(t, err.Error(), letter(1).To[1:], name)
		require.Empty(t, got.Refs, name)
	}
}
