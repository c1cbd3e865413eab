package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// content is a body as it was received and as it was understood.
type content struct {
	raw    []byte
	node   node
	digest string // the same for every way of writing the same JSON
	faults *faults
}

// readRaw reads a body of a media type, and stops reading where it is too large.
func (a *API) readRaw(c echo.Context, mediaType string) ([]byte, error) {
	r := c.Request()
	if err := checkType(r.Header, mediaType); err != nil {
		return nil, err
	}
	if r.ContentLength > a.cfg.BodyLimit {
		return nil, tooLargeFor(a.cfg.BodyLimit)
	}
	raw, err := io.ReadAll(http.MaxBytesReader(c.Response().Writer, r.Body, a.cfg.BodyLimit))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, tooLargeFor(a.cfg.BodyLimit)
	case err != nil:
		return nil, malformed("ended_early", "the body could not be read to its end").because(err)
	}
	return raw, nil
}

func tooLargeFor(limit int64) *Problem {
	return refuse(tooLarge, "a body may have "+bytesInWords(limit))
}

func checkType(h http.Header, wanted string) error {
	given, params, err := mime.ParseMediaType(h.Get(echo.HeaderContentType))
	charset, said := params["charset"]
	switch {
	case err != nil || given != wanted:
		return refuse(unsupportedMediaType, "the body must be "+wanted)
	case said && !strings.EqualFold(charset, "utf-8"):
		return refuse(unsupportedMediaType, "the body must be UTF-8")
	case h.Get(echo.HeaderContentEncoding) != "":
		return refuse(unsupportedMediaType, "the body must not be compressed")
	}
	return nil
}

// readJSON reads a body of JSON. Fields that are wrong are left in its faults.
func (a *API) readJSON(c echo.Context) (content, error) {
	raw, err := a.readRaw(c, echo.MIMEApplicationJSON)
	if err != nil {
		return content{}, err
	}
	return understand(raw)
}

// understand makes of bytes what readJSON would: it serves the watch too, which
// takes up what was received earlier.
func understand(raw []byte) (content, error) {
	b := content{raw: raw, faults: &faults{}}
	n, problem := parseJSON(raw, b.faults)
	if problem != nil {
		return content{}, problem
	}
	b.node = n
	sum := sha256.Sum256(canonical(nil, n))
	b.digest = hex.EncodeToString(sum[:16])
	return b, nil
}

// canonical writes a value so that the order of fields, spaces and escapes do not
// matter.
func canonical(b []byte, n node) []byte {
	switch n.kind {
	case object:
		fields := slices.Clone(n.fields)
		slices.SortFunc(fields, func(a, b member) int { return strings.Compare(a.name, b.name) })
		b = append(b, '{')
		for _, m := range fields {
			b = canonical(append(quoted(b, m.name), ':'), m.value)
			b = append(b, ',')
		}
		return append(b, '}')
	case list:
		b = append(b, '[')
		for _, i := range n.items {
			b = append(canonical(b, i), ',')
		}
		return append(b, ']')
	case text:
		return quoted(b, n.text)
	case null:
		return append(b, "null"...)
	case number, boolean:
		return append(b, n.text...)
	default:
		return b
	}
}

func quoted(b []byte, s string) []byte {
	q, err := json.Marshal(s)
	if err != nil { // no string fails to be one
		return b
	}
	return append(b, q...)
}

// idempotencyKey reads the header that makes a repeat recognisable.
func idempotencyKey(h http.Header, needed bool) (string, error) {
	given := h.Values("Idempotency-Key")
	key := strings.TrimSpace(strings.Join(given, ""))
	unseen := func(r rune) bool { return r <= ' ' || r > '~' }
	switch {
	case key == "" && needed:
		return "", refuse(keyMissing, "send a new one with every new request, and the same one with a repeat")
	case len(given) > 1 || len(key) > 128 || strings.ContainsFunc(key, unseen):
		return "", refuse(keyInvalid, "one key of 1 to 128 letters, digits and signs of ASCII, without spaces")
	}
	return key, nil
}

// part begins to read a body that must be an object.
func (b content) part() *part { return whole(b.node, b.faults) }

// problem is everything wrong with the body, or nil.
func (b content) problem() *Problem { return b.faults.problem() }
