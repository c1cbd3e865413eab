package codec

import (
	"crypto/cipher"
	"fmt"
)

// Keys is where keys come from: a Ring, or a key management service. Temporal waits
// while it answers, so that one which asks somebody else keeps what it was told. It may
// be used by many at once.
type Keys interface {
	// Current is the key that seals now, and its ID.
	Current() (id string, key cipher.AEAD, err error)
	// ByID is the key with which something was sealed. Where there is none, the error is
	// a MissingKey.
	ByID(id string) (cipher.AEAD, error)
}

// MissingKey says which key something was sealed with that cannot be had. It is an
// ErrNoKey.
type MissingKey struct{ ID string }

// Error names the key by its ID, which is no secret.
func (e *MissingKey) Error() string {
	return fmt.Sprintf("it was sealed with key %q, which is not in the ring", e.ID)
}

// Is makes every MissingKey an ErrNoKey.
func (e *MissingKey) Is(target error) bool { return target == ErrNoKey }

// Current is the first key.
func (r *Ring) Current() (string, cipher.AEAD, error) {
	key, ok := r.keys[r.first]
	if !ok {
		return "", nil, ErrNoKey
	}
	return r.first, key, nil
}

// ByID is any key of the ring.
func (r *Ring) ByID(id string) (cipher.AEAD, error) {
	key, ok := r.keys[id]
	if !ok && !keyID.MatchString(id) {
		return nil, ErrBroken // nothing that came from outside is repeated in an error
	}
	if !ok {
		return nil, &MissingKey{ID: id}
	}
	return key, nil
}
