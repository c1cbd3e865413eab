package store

import (
	"context"
	"strings"

	"beacon/safecontact"
)

// vault is what a session seals and opens with, a postal address and a referral as it
// was received above all. digest is there only in what DB.keyed does.
type vault struct {
	sealer Sealer              // nil: nothing can be sealed or opened
	digest func(string) string // nil: nothing can be compared without being read
}

// sealedMark begins what is sealed in a column in which an earlier program wrote in
// clear: no address and no JSON begins like it.
const sealedMark = "sealed:"

// sealText is a text as it is kept. ErrKeys: it cannot be sealed; ErrText: it could
// not be kept even in clear.
func (v vault) sealText(plain, boundTo string) (string, error) {
	switch {
	case v.sealer == nil:
		return "", ErrKeys
	case !keepable([]any{plain}):
		return "", ErrText
	}
	sealed, err := v.sealer.Seal(plain, boundTo)
	if err != nil {
		return "", ErrKeys // its cause may hold what was to be sealed
	}
	return sealedMark + sealed, nil
}

// openText is what a text was before it was kept. What was written in clear is
// answered as it is, and what stays closed is ErrKeys, never itself.
func (v vault) openText(kept, boundTo string) (string, error) {
	sealed, is := strings.CutPrefix(kept, sealedMark)
	if !is {
		return kept, nil
	}
	if v.sealer == nil {
		return "", ErrKeys
	}
	plain, err := v.sealer.Open(sealed, boundTo)
	if err != nil {
		return "", ErrKeys
	}
	return plain, nil
}

// matched is what a value is compared by, as it is kept: of a postal address a keyed
// digest. ErrKeys: there is no key.
func (v vault) matched(kind safecontact.Kind, value string) (match, error) {
	m := matchOf(kind, value)
	if kind != safecontact.AddressPoint {
		return m, nil
	}
	if v.digest == nil {
		return match{}, ErrKeys
	}
	m.on = v.digest("contact_points/matches_on/" + m.on)
	return m, nil
}

// keyed is write with the key of digests at hand, where there are data keys at all.
func (db *DB) keyed(ctx context.Context, doing string, do func(session) error) error {
	digest, err := db.digester(ctx)
	if err != nil {
		return err
	}
	return db.write(ctx, doing, func(s session) error {
		s.digest = digest
		return do(s)
	})
}
