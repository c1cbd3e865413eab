package extract

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRowsOfOnePersonAndOfOneRecordArriveInOrder(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.before = func(w http.ResponseWriter, _ *http.Request, n int) bool {
		if n%5 == 0 {
			say(w, http.StatusServiceUnavailable, "")
			return true
		}
		return false
	}
	rng := rand.New(rand.NewPCG(1, 1))
	var refs []Referral
	for i := range 400 {
		r := ref("ATH-"+strconv.Itoa(rng.IntN(30)), "N"+strconv.Itoa(rng.IntN(30)))
		if i%3 == 0 {
			r.Victim.PersonReference = ""
		}
		r.Victim.Children = i // tells them apart
		refs = append(refs, r)
	}
	o, _ := s.options(t, "day.ndjson", write(t, NDJSON, refs...))
	r, err := Import(t.Context(), o)
	require.NoError(t, err)
	requireBalanced(t, r, 400)
	last := map[string]int{}
	for _, r := range s.order() {
		for _, key := range orderKeys(r) {
			require.GreaterOrEqual(t, r.Victim.Children, last[key], "a later row may not be overtaken by an earlier one")
			last[key] = r.Victim.Children
		}
	}
}

func TestStrangersDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	s := newService(t)
	others := make(chan struct{}, 100)
	s.before = func(w http.ResponseWriter, r *http.Request, n int) bool {
		s.mu.Lock()
		id := s.arrived[n-1].Source.ID
		s.mu.Unlock()
		if id != "ATH-0" {
			others <- struct{}{}
			return false
		}
		for range 20 { // the first row is answered only after twenty others
			<-others
		}
		return false
	}
	var refs []Referral
	for i := range 21 {
		refs = append(refs, ref("ATH-"+strconv.Itoa(i), "N"+strconv.Itoa(i)))
	}
	o, _ := s.options(t, "day.ndjson", write(t, NDJSON, refs...))
	r, err := Import(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, 21, r.Accepted)
}

func TestTheReaderIsNeverMoreThanAWindowAhead(t *testing.T) {
	t.Parallel()
	const window = 100
	s := newService(t)
	gate, served := make(chan struct{}), 0
	s.before = func(_ http.ResponseWriter, _ *http.Request, n int) bool {
		s.mu.Lock()
		first := s.arrived[n-1].Source.ID == "ATH-0"
		if !first {
			served++
		}
		if served == window-1 {
			close(gate) // the whole window but its oldest row has been sent
		}
		s.mu.Unlock()
		if first {
			<-gate
			s.mu.Lock()
			defer s.mu.Unlock()
			require.Equal(t, window-1, served)
		}
		return false
	}
	var refs []Referral
	for i := range 3 * window {
		refs = append(refs, Referral{Source: ref("", "").Source})
		refs[i].Source.ID = "ATH-" + strconv.Itoa(i)
		refs[i].Victim.GivenName = "A"
	}
	o, _ := s.options(t, "day.ndjson", write(t, NDJSON, refs...))
	o.window = window
	r, err := Import(t.Context(), o)
	require.NoError(t, err)
	requireBalanced(t, r, 3*window)
}

func TestTheKeyFollowsTheContent(t *testing.T) {
	t.Parallel()
	key := func(r Referral) string {
		mail, err := newLetter(r)
		require.NoError(t, err)
		return mail.key
	}
	one, two := ref("ATH-1", "N1"), 2
	other, newer := one, one
	other.Risk.Grade = "high"
	newer.Source.Version = &two
	require.Equal(t, key(one), key(ref("ATH-1", "N1")))
	require.NotEqual(t, key(one), key(other))
	require.NotEqual(t, key(one), key(newer))
	require.NotEqual(t, key(one), key(ref("ATH-2", "N1")))
}
