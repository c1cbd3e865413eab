package extract

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
)

// letter is a referral ready for the post. The same referral always gives the
// same letter, from whatever format it was read.
type letter struct {
	body []byte
	key  string // Idempotency-Key: the same for the same record, version and content
}

func newLetter(r Referral) (letter, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return letter{}, fmt.Errorf("write referral: %w", err)
	}
	version := ""
	if r.Source.Version != nil {
		version = strconv.Itoa(*r.Source.Version)
	}
	content := sha256.Sum256(body)
	whole := sha256.New()
	for _, part := range []string{r.Source.Force, r.Source.System, r.Source.ID, version, string(content[:])} {
		fmt.Fprintf(whole, "%d:%s", len(part), part)
	}
	return letter{body: body, key: hex.EncodeToString(whole.Sum(nil)[:16])}, nil
}
