package messaging_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/twilio/twilio-go/client"
	"pgregory.net/rapid"

	"beacon/messaging"
)

// Twilio's published example of its own signature.
const (
	exampleURL       = "https://mycompany.com/myapp.php?foo=1&bar=2"
	exampleToken     = "12345"
	exampleSignature = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
)

var exampleForm = url.Values{
	"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+12349013030"}, "Digits": {"1234"}, "From": {"+12349013030"}, "To": {"+18005551212"},
}

// sign is Twilio's side: HMAC-SHA1 over what is given.
func sign(token, signed string) string {
	sum := hmac.New(sha1.New, []byte(token))
	sum.Write([]byte(signed))
	return base64.StdEncoding.EncodeToString(sum.Sum(nil))
}

func TestTwiliosOwnExampleIsValid(t *testing.T) {
	t.Parallel()
	body := []byte(exampleForm.Encode())
	require.True(t, messaging.TwilioSignature([]string{exampleToken}, exampleURL, body, exampleSignature))
	validator := client.NewRequestValidator(exampleToken)
	require.True(t, validator.ValidateBody(exampleURL, body, exampleSignature), "and the SDK agrees")
}

func TestAForgedTwilioRequestIsNotValid(t *testing.T) {
	t.Parallel()
	body := exampleForm.Encode()
	for name, c := range map[string]struct{ token, url, body, signature string }{
		"another token":      {"12346", exampleURL, body, exampleSignature},
		"no token":           {"", exampleURL, body, sign("", exampleURL)},
		"another host":       {exampleToken, strings.Replace(exampleURL, "mycompany", "yourcompany", 1), body, exampleSignature},
		"another scheme":     {exampleToken, strings.Replace(exampleURL, "https", "http", 1), body, exampleSignature},
		"another query":      {exampleToken, exampleURL + "&m=x", body, exampleSignature},
		"a changed value":    {exampleToken, exampleURL, strings.Replace(body, "1234&", "1235&", 1), exampleSignature},
		"a parameter more":   {exampleToken, exampleURL, body + "&Extra=1", exampleSignature},
		"a value more":       {exampleToken, exampleURL, body + "&Digits=9999", exampleSignature},
		"a parameter less":   {exampleToken, exampleURL, strings.Replace(body, "&Digits=1234", "", 1), exampleSignature},
		"cut short":          {exampleToken, exampleURL, body[:len(body)-3], exampleSignature},
		"no body":            {exampleToken, exampleURL, "", exampleSignature},
		"a body of no form":  {exampleToken, exampleURL, "%zz", exampleSignature},
		"no signature":       {exampleToken, exampleURL, body, ""},
		"another signature":  {exampleToken, exampleURL, body, sign(exampleToken, "x")},
		"half a signature":   {exampleToken, exampleURL, body, exampleSignature[:12]},
		"not base64":         {exampleToken, exampleURL, body, "????"},
		"no URL":             {exampleToken, "", body, exampleSignature},
		"a path and no host": {exampleToken, "/myapp.php?foo=1&bar=2", body, exampleSignature},
	} {
		require.False(t, messaging.TwilioSignature([]string{c.token}, c.url, []byte(c.body), c.signature), name)
	}
	require.False(t, messaging.TwilioSignature(nil, exampleURL, []byte(body), exampleSignature))
}

func TestBothTokensAreValidWhileTheyAreChanged(t *testing.T) {
	t.Parallel()
	body := []byte(exampleForm.Encode())
	for _, tokens := range [][]string{{exampleToken, "67890"}, {"67890", exampleToken}, {"", exampleToken}} {
		require.True(t, messaging.TwilioSignature(tokens, exampleURL, body, exampleSignature))
	}
}

func TestTheSignatureOfABodyThatIsNoFormCoversIt(t *testing.T) {
	t.Parallel()
	body := []byte(`{"a":1}`)
	sum := sha256.Sum256(body)
	to := exampleURL + "&bodySHA256=" + hex.EncodeToString(sum[:])
	require.True(t, messaging.TwilioSignature([]string{exampleToken}, to, body, sign(exampleToken, to)))
	require.False(t, messaging.TwilioSignature([]string{exampleToken}, to, []byte(`{"a":2}`), sign(exampleToken, to)))
}

func TestThePortMayOrMayNotBeSigned(t *testing.T) {
	t.Parallel()
	tokens := []string{exampleToken}
	for given, signed := range map[string]string{
		"https://beacon.example.org/x?m=1":      "https://beacon.example.org:443/x?m=1",
		"https://beacon.example.org:8443/x?m=1": "https://beacon.example.org/x?m=1",
		"http://127.0.0.1:8080/x?m=1":           "http://127.0.0.1:8080/x?m=1",
	} {
		require.True(t, messaging.TwilioSignature(tokens, given, nil, sign(exampleToken, signed)), given)
	}
	require.False(t, messaging.TwilioSignature(tokens, "https://beacon.example.org/x", nil, sign(exampleToken, "https://beacon.example.org:444/x")))
}

// Where no parameter is repeated, the SDK and this package always agree.
func TestTwilioSignaturesAgreeWithTheSDK(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		form := url.Values{}
		for name, value := range rapid.MapOfN(rapid.String(), rapid.String(), 0, 6).Draw(t, "form") {
			form.Set(name, value)
		}
		token := rapid.StringMatching(`[a-f0-9]{4,32}`).Draw(t, "token")
		to := "https://beacon.example.org/v1/webhooks/twilio/status?m=" + url.QueryEscape(rapid.String().Draw(t, "m"))
		body := []byte(form.Encode())
		params := map[string]string{}
		for name := range form {
			params[name] = form.Get(name)
		}
		signed := to
		for _, name := range sortedNames(form) {
			signed += name + form.Get(name)
		}
		signature := sign(token, signed)
		validator := client.NewRequestValidator(token)
		require.True(t, validator.Validate(to, params, signature))
		require.True(t, messaging.TwilioSignature([]string{token}, to, body, signature))

		other := sign(token+"0", signed)
		require.False(t, messaging.TwilioSignature([]string{token}, to, body, other))
	})
}

func sortedNames(form url.Values) []string {
	names := []string{}
	for name := range form {
		i := 0
		for i < len(names) && names[i] < name {
			i++
		}
		names = append(names[:i], append([]string{name}, names[i:]...)...)
	}
	return names
}
