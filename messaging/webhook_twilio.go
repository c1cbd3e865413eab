package messaging

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio signs with HMAC-SHA1, which is not broken by collisions
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// TwilioSignatureHeader is where Twilio puts its signature.
const TwilioSignatureHeader = "X-Twilio-Signature"

// TwilioSignature says whether a request was signed by Twilio with one of the auth
// tokens: the primary one, and while they are being changed the secondary. publicURL
// is the whole URL that Twilio was given, query and all, and not what a proxy made of
// it; body is the raw body. Every value of a repeated parameter counts. An empty
// token or signature is never valid. There is no time in the signature: a replay is
// valid too, and is met by reports that only move forward.
func TwilioSignature(tokens []string, publicURL string, body []byte, signature string) bool {
	given, err := base64.StdEncoding.DecodeString(signature)
	if err != nil || len(given) != sha1.Size {
		return false
	}
	to, err := url.Parse(publicURL)
	if err != nil || to.Host == "" {
		return false
	}
	params, ok := signedParams(to, body)
	if !ok {
		return false
	}
	valid := false
	for _, token := range tokens {
		for _, form := range withAndWithoutPort(to, publicURL) {
			if token == "" {
				continue
			}
			sum := hmac.New(sha1.New, []byte(token))
			sum.Write([]byte(form + params))
			if hmac.Equal(sum.Sum(nil), given) {
				valid = true
			}
		}
	}
	return valid
}

// signedParams is what the signature covers beside the URL: the parameters of a
// form, in order; of a body of another kind only its hash, which is in the URL.
func signedParams(to *url.URL, body []byte) (string, bool) {
	if want := to.Query().Get("bodySHA256"); want != "" {
		sum := sha256.Sum256(body)
		given, err := hex.DecodeString(want)
		return "", err == nil && hmac.Equal(sum[:], given)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return "", false
	}
	var b strings.Builder
	for _, name := range sorted(form) {
		values := slices.Clone(form[name])
		slices.Sort(values)
		for _, v := range slices.Compact(values) {
			b.WriteString(name + v)
		}
	}
	return b.String(), true
}

func sorted(form url.Values) []string {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// withAndWithoutPort are the forms of a URL that Twilio signs: it is not consistent
// about the port.
func withAndWithoutPort(to *url.URL, given string) []string {
	standard := map[string]string{"https": "443", "http": "80"}[to.Scheme]
	with, without := *to, *to
	without.Host = strings.TrimSuffix(to.Host, ":"+to.Port())
	if to.Port() == "" && standard != "" {
		with.Host = to.Host + ":" + standard
	}
	forms := []string{given, with.String(), without.String()}
	slices.Sort(forms)
	return slices.Compact(forms)
}
