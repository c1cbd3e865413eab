package chaos

import "sync"

// Answered is a request that the service answered with a 2xx. From then on it must not be
// lost.
type Answered struct {
	Source   string // of a referral: the crime that it names, and no other does
	Case     string
	What     string // referral, or the step
	Key      string // the idempotency key
	Request  string // the API's own name of the request, which its audit has
	Revision int    // of the case
}

// Refusal is a request that was refused, which none of these should be.
type Refusal struct{ What, Said string }

// journal is what the people of a run remember.
type journal struct {
	mu       sync.Mutex
	answered []Answered
	refused  []Refusal
	sent     int // requests, whatever came of them
	failed   int // of which so many had no answer, or were put off
	given    int // cases whose people gave up, because the run had to end
}

func (j *journal) note(a Answered) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.answered = append(j.answered, a)
}

func (j *journal) refuse(r Refusal) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.refused = append(j.refused, r)
}

func (j *journal) tried(again bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.sent++
	if again {
		j.failed++
	}
}

func (j *journal) gaveUp() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.given++
}
