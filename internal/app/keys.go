package app

import (
	"context"
	"crypto/cipher"
	"errors"
	"log/slog"
	"maps"
	"sync"
	"time"

	"beacon/internal/codec"
	"beacon/store"
)

// NewDataKey makes a key for BEACON_DATA_KEYS.
func NewDataKey(id string) string { return codec.NewKey(id) }

// NewPayloadKey makes a key for BEACON_PAYLOAD_KEYS.
func NewPayloadKey(id string) string { return codec.NewKey(id) }

// NewKey makes a key for any of them, as it is written there.
func NewKey(id string) (string, error) {
	key := codec.NewKey(id)
	if _, err := codec.ParseRing(key); err != nil {
		return "", errors.New("must be up to 32 letters, digits, - and _")
	}
	return key, nil
}

// Reseal seals again with the newest data key what is sealed with another, and says how
// much it was.
func Reseal(ctx context.Context, c Config, db *store.DB) (int, error) {
	ring, err := codec.ParseRing(c.DataKeys)
	if err != nil {
		return 0, problem("BEACON_DATA_KEYS", "cannot be used: "+err.Error())
	}
	return db.Reseal(ctx, ring.Newest)
}

// CheckDataKeys says what is wrong with the data keys. The API refuses to run without:
// addresses, referrals as received, code words and cover stories are never kept in
// clear. A worker has no need of any of them, nor of keys.
func (c Config) CheckDataKeys() error {
	return checkRing(c.DataKeys, "BEACON_DATA_KEYS", "addresses, referrals, code words and cover stories are encrypted with them")
}

// checkPayloadKeys says what is wrong with the payload keys, without which nothing is
// given to Temporal.
func (c Config) checkPayloadKeys() error {
	return checkRing(c.PayloadKeys, "BEACON_PAYLOAD_KEYS", payloadKeysAre)
}

const payloadKeysAre = "all that Temporal keeps of cases is encrypted with them, as id:key[,id:key], each key 32 bytes in base64"

func checkRing(written, variable, why string) error {
	if err := need(written, variable, why); err != nil {
		return err
	}
	if _, err := codec.ParseRing(written); err != nil {
		return problem(variable, "cannot be used: "+err.Error())
	}
	return nil
}

// payloadKeys are the keys of what Temporal keeps. Where there are none, nothing can be
// written and nothing read, and both say so: a client that forgot its keys writes
// nothing in clear.
func (c Config) payloadKeys() (codec.Keys, error) {
	if c.PayloadKeys == "" {
		return noKeys{}, nil
	}
	ring, err := codec.ParseRing(c.PayloadKeys)
	if err != nil {
		return nil, problem("BEACON_PAYLOAD_KEYS", "cannot be used: "+err.Error())
	}
	return ring, nil
}

// noKeys are no keys, and the error of who asks for one.
type noKeys struct{}

// Error says which variable is missing.
func (noKeys) Error() string { return "BEACON_PAYLOAD_KEYS is not set: " + payloadKeysAre }

// Current fails.
func (n noKeys) Current() (string, cipher.AEAD, error) { return "", nil, n }

// ByID fails.
func (n noKeys) ByID(string) (cipher.AEAD, error) { return nil, n }

// tellAgain is how often the same is said of payloads: a case that cannot go on is tried
// again and again.
const tellAgain = time.Minute

// unreadablePayloads logs why payloads cannot be encrypted or decrypted, such as which key is
// missing. No such error holds anything of a payload.
func unreadablePayloads(log *slog.Logger) func(error) {
	var mu sync.Mutex
	said := map[string]time.Time{}
	return func(err error) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if now.Sub(said[err.Error()]) < tellAgain {
			return
		}
		maps.DeleteFunc(said, func(_ string, at time.Time) bool { return now.Sub(at) >= tellAgain })
		said[err.Error()] = now
		log.Error("what Temporal keeps is refused: BEACON_PAYLOAD_KEYS must have the key of every history", "why", err.Error())
	}
}
