package messaging_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sendgrid/sendgrid-go/helpers/eventwebhook"
	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

// signedEvents is SendGrid's side: a body signed at a moment.
func signedEvents(t *testing.T, key *ecdsa.PrivateKey, body []byte, at time.Time) (signature, timestamp string) {
	t.Helper()
	timestamp = strconv.FormatInt(at.Unix(), 10)
	hash := sha256.Sum256(append([]byte(timestamp), body...))
	der, err := ecdsa.SignASN1(rand.Reader, key, hash[:])
	require.NoError(t, err)
	return base64.StdEncoding.EncodeToString(der), timestamp
}

func newKey(t *testing.T) (*ecdsa.PrivateKey, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	require.NoError(t, err)
	return key, base64.StdEncoding.EncodeToString(der)
}

func TestASignedEventIsValidAndTheSDKAgrees(t *testing.T) {
	t.Parallel()
	private, shown := newKey(t)
	public, err := messaging.SendGridKey(shown)
	require.NoError(t, err)
	body := []byte("[{\"event\":\"delivered\",\"message\":\"m1\"}]\r\n")
	signature, timestamp := signedEvents(t, private, body, monday)

	theirs, err := eventwebhook.ConvertPublicKeyBase64ToECDSA(shown)
	require.NoError(t, err)
	agreed, err := eventwebhook.VerifySignature(theirs, body, signature, timestamp)
	require.NoError(t, err)
	require.True(t, agreed)

	keys := []*ecdsa.PublicKey{public}
	_, other := newKey(t)
	otherPublic, err := messaging.SendGridKey(other)
	require.NoError(t, err)
	valid := func(keys []*ecdsa.PublicKey, body, signature, timestamp string, now time.Time) bool {
		return messaging.SendGridSignature(keys, []byte(body), signature, timestamp, now)
	}
	text := string(body)
	require.True(t, valid(keys, text, signature, timestamp, monday))
	require.True(t, valid([]*ecdsa.PublicKey{nil, otherPublic, public}, text, signature, timestamp, monday), "one of several keys")
	require.True(t, valid(keys, text, signature, timestamp, monday.Add(24*time.Hour)), "tried again for a day")

	require.False(t, valid(nil, text, signature, timestamp, monday))
	require.False(t, valid([]*ecdsa.PublicKey{otherPublic}, text, signature, timestamp, monday))
	require.False(t, valid(keys, strings.TrimSpace(text), signature, timestamp, monday), "the raw body, to the last byte")
	require.False(t, valid(keys, text, signature, timestamp, monday.Add(26*time.Hour)), "too old")
	require.False(t, valid(keys, text, signature, timestamp, monday.Add(-6*time.Minute)), "from the future")
	require.False(t, valid(keys, text, signature, strconv.FormatInt(monday.Unix()+1, 10), monday))
	for _, bad := range []string{"", "x", "????", base64.StdEncoding.EncodeToString([]byte("no signature"))} {
		require.False(t, valid(keys, text, bad, timestamp, monday), bad)
		require.False(t, valid(keys, text, signature, bad, monday), bad)
	}
}

func TestAKeyThatIsNoneStopsTheProgramAtTheStart(t *testing.T) {
	t.Parallel()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	der, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	require.NoError(t, err)
	for _, shown := range []string{"", "????", "AAAA", base64.StdEncoding.EncodeToString(der)} {
		_, err := messaging.SendGridKey(shown)
		require.Error(t, err, shown)
	}
}
