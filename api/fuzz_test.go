package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// FuzzReferral: whatever is sent, the answer is a problem of the table and never a
// 500, or is as described; and what was not taken left nothing behind.
func FuzzReferral(f *testing.F) {
	for i, bad := range faulty {
		if i%4 == 0 {
			raw, err := json.Marshal(with(referralBody("A-1"), bad.path, bad.value))
			require.NoError(f, err)
			f.Add(raw)
		}
	}
	good, err := json.Marshal(referralBody("A-1"))
	require.NoError(f, err)
	f.Add(good)
	f.Add([]byte(`{"source":{"force":"a","force":"b"}}`))
	w := setup(f)
	token := w.as(casework.Referrer)
	f.Fuzz(func(t *testing.T, raw []byte) {
		w.realm.t = t
		before := len(w.realm.took())
		r := call{method: http.MethodPost, path: "/v1/referrals", token: token, body: raw}.request(t)
		a := w.serve(r)
		a.t = t
		require.Less(t, a.status, 500, string(a.body))
		if a.status < 400 {
			checkAgainstDescription(t, r, raw, a)
			return
		}
		require.Len(t, w.realm.took(), before)
		p := a.problem()
		require.True(t, slices.ContainsFunc(Problems, func(row ProblemRow) bool { return row.Code == p.Code && row.Status == p.Status }))
	})
}
