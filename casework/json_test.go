package casework

import (
	"encoding/json"

	"github.com/stretchr/testify/require"
)

// asJSON is everything a case remembers, as bytes to compare. Every field of a
// case is in its JSON.
func asJSON(t require.TestingT, c *Case) string {
	b, err := json.Marshal(c)
	require.NoError(t, err)
	return string(b)
}
