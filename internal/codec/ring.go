package codec

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// What can be wrong with keys and with what they sealed. No text holds a key, or
// anything of what was sealed.
var (
	ErrKeys   = errors.New("the keys are not a list of id:key, each key 32 bytes in base64")
	ErrNoKey  = errors.New("it was sealed with a key that is not in the ring")
	ErrBroken = errors.New("it was not sealed here, or has been changed since")
)

// Ring is a set of keys: the first seals, and any of them opens. To change keys, put
// the new one first and keep the old one for as long as something is sealed with it.
// It may be used by many at once.
type Ring struct {
	first string
	keys  map[string]cipher.AEAD
}

// String tells nothing of the keys.
func (r *Ring) String() string { return "key ring" }

// GoString is the same as String.
func (r *Ring) GoString() string { return r.String() }

const (
	form    = "v1" // what a sealed text begins with
	keySize = 32   // AES-256
)

var keyID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,32}$`)

// NewKey makes a key, as Parse reads it.
func NewKey(id string) string {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // it never fails: crypto/rand ends the process instead
	return id + ":" + base64.StdEncoding.EncodeToString(key)
}

// ParseRing reads keys written as "id:base64,id:base64". An ID is up to 32 letters,
// digits, - and _, and stands in clear in what its key seals. The error is ErrKeys.
func ParseRing(written string) (*Ring, error) {
	r := &Ring{keys: map[string]cipher.AEAD{}}
	for one := range strings.SplitSeq(written, ",") {
		id, text, found := strings.Cut(strings.TrimSpace(one), ":")
		key, err := base64.StdEncoding.DecodeString(text)
		if !found || err != nil || len(key) != keySize || !keyID.MatchString(id) || r.keys[id] != nil {
			return nil, ErrKeys
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, ErrKeys
		}
		if r.keys[id], err = cipher.NewGCM(block); err != nil {
			return nil, ErrKeys
		}
		if r.first == "" {
			r.first = id
		}
	}
	return r, nil
}

// Seal encrypts a text with AES-256-GCM. The same text sealed twice is not the same.
// boundTo is what it belongs to, such as a row's ID: it opens nowhere else.
func (r *Ring) Seal(plain, boundTo string) (string, error) {
	first, key, err := r.Current()
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	nonce := make([]byte, key.NonceSize())
	_, _ = rand.Read(nonce) // as in NewKey
	sealed := key.Seal(nonce, nonce, []byte(plain), bound(first, boundTo))
	return form + "." + first + "." + base64.RawURLEncoding.EncodeToString(sealed), nil
}

// Open gives back what was sealed and bound to the same. It answers nothing at all
// where anything is wrong: ErrNoKey or ErrBroken.
func (r *Ring) Open(sealed, boundTo string) (string, error) {
	parts := strings.Split(sealed, ".")
	if len(parts) != 3 || parts[0] != form {
		return "", fmt.Errorf("open: %w", ErrBroken)
	}
	key, err := r.ByID(parts[1])
	if err != nil {
		return "", fmt.Errorf("open: %w", err)
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(b) < key.NonceSize() {
		return "", fmt.Errorf("open: %w", ErrBroken)
	}
	plain, err := key.Open(nil, b[:key.NonceSize()], b[key.NonceSize():], bound(parts[1], boundTo))
	if err != nil {
		return "", fmt.Errorf("open: %w", ErrBroken)
	}
	return string(plain), nil
}

// Newest says whether a text was sealed with the first key, or says that it was.
func (r *Ring) Newest(sealed string) bool { return strings.HasPrefix(sealed, form+"."+r.first+".") }

// bound is authenticated with a text and not kept in it.
func bound(key, to string) []byte { return []byte(form + "\x00" + key + "\x00" + to) }
