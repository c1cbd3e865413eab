package app

import "beacon/internal/codec"

// NewDataKey makes a key for BEACON_DATA_KEYS.
func NewDataKey(id string) string { return codec.NewKey(id) }

// checkKeys says what is wrong with the data keys. The API refuses to run without:
// addresses, referrals as received, code words and cover stories are never kept in
// clear. A worker has no need of any of them, nor of keys.
func (c Config) checkKeys() error {
	if err := need(c.DataKeys, "BEACON_DATA_KEYS", "addresses, referrals, code words and cover stories are encrypted with them"); err != nil {
		return err
	}
	if _, err := codec.ParseRing(c.DataKeys); err != nil {
		return problem("BEACON_DATA_KEYS", "cannot be used: "+err.Error())
	}
	return nil
}
