package extract

import (
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
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
			if served++; served == window-1 {
				close(gate) // the whole window but its oldest row has been sent
			}
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

func TestTheGravestRowsOfAFileGoFirst(t *testing.T) {
	t.Parallel()
	o := newOrder()
	graded := func(id, person, grade string) Record {
		r := ref(id, person)
		r.Risk.Grade = grade
		return Record{Referral: r}
	}
	for seq, rec := range []Record{
		graded("a", "N1", "standard"), graded("b", "N2", "medium"), graded("c", "N3", "high"), graded("d", "N4", "standard"),
		graded("e", "N4", "standard"), graded("f", "N4", "high"), graded("g", "N6", "high"), graded("h", "N7", "nothing"),
	} {
		o.put(rec, seq)
	}
	o.close()
	var ids string
	for j, more := o.take(); more; j, more = o.take() {
		ids += j.record.Referral.Source.ID
		o.over(j)
	}
	require.Equal(t, "cdefgbah", ids, "what is said before of the same person is as urgent")
}

func TestAFileIsSentTheGravestFirst(t *testing.T) {
	t.Parallel()
	s := newService(t)
	read := make(chan struct{})
	s.before = func(http.ResponseWriter, *http.Request, int) bool { <-read; return false }
	var refs []Referral
	for i := range 600 {
		r := ref("ATH-"+strconv.Itoa(i), "N"+strconv.Itoa(i))
		r.Risk.Grade = "standard"
		if i%20 == 19 {
			r.Risk.Grade = "high"
		}
		refs = append(refs, r)
	}
	o, _ := s.options(t, "day.ndjson", write(t, NDJSON, refs...))
	o.Reader = told{strings.NewReader(string(write(t, NDJSON, refs...))), read}
	r, err := Import(t.Context(), o)
	require.NoError(t, err)
	requireBalanced(t, r, 600)
	last := 0
	for i, r := range s.order() {
		if r.Risk.Grade == "high" {
			last = i
		}
	}
	require.Less(t, last, 150, "thirty of them, and what had left before they were read; the last of them is the last row")
}

// told is a reader that says when it has been read to its end.
type told struct {
	io.Reader
	end chan struct{}
}

func (r told) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil {
		close(r.end)
	}
	return n, err
}
