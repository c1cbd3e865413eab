package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"sync"
)

// digests makes what people are found by: a keyed digest of what was said of them, so
// that the database alone cannot be asked for somebody by name and date of birth. The
// key is made once for a database and lies in it sealed, so that the data keys can be
// changed without making every digest anew.
type digests struct {
	mu  sync.Mutex
	key []byte
}

// keyBoundTo is what the key of digests is sealed to.
const keyBoundTo = "digest_keys/1"

// digester answers the function that makes digests. Without data keys there is none,
// and nobody is found by what was said of them: only by their force's number.
func (db *DB) digester(ctx context.Context) (func(string) string, error) {
	if db.sealer == nil {
		return nil, nil
	}
	db.digests.mu.Lock()
	defer db.digests.mu.Unlock()
	if db.digests.key == nil {
		key, err := db.digestKey(ctx)
		if err != nil {
			return nil, doing("read the key of digests", err)
		}
		db.digests.key = key
	}
	key := db.digests.key
	return func(said string) string {
		sum := hmac.New(sha256.New, key)
		sum.Write([]byte(said)) // it never fails
		return base64.RawURLEncoding.EncodeToString(sum.Sum(nil))
	}, nil
}

// digestKey reads the key, and makes it where there is none yet. Of two who make one at
// the same time, both use the first.
func (db *DB) digestKey(ctx context.Context) ([]byte, error) {
	fresh := make([]byte, sha256.Size)
	_, _ = rand.Read(fresh) // it never fails: crypto/rand ends the process instead
	sealed, err := db.sealer.Seal(base64.StdEncoding.EncodeToString(fresh), keyBoundTo)
	if err != nil {
		return nil, errors.Join(ErrKeys, err)
	}
	var kept string
	err = db.write(ctx, "keep the key of digests", func(s session) error {
		if _, err := s.do(ctx, `insert into digest_keys (id, sealed) values (1, ?) on conflict (id) do nothing`, sealed); err != nil {
			return err
		}
		return s.one(ctx, &kept, `select sealed from digest_keys where id = 1`)
	})
	if err != nil {
		return nil, err
	}
	plain, err := db.sealer.Open(kept, keyBoundTo)
	if err != nil {
		return nil, ErrKeys
	}
	key, err := base64.StdEncoding.DecodeString(plain)
	if err != nil || len(key) != sha256.Size {
		return nil, ErrKeys
	}
	return key, nil
}
