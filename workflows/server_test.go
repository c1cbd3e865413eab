package workflows_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	sdkworker "go.temporal.io/sdk/worker"

	"beacon/activities"
	"beacon/casework"
	"beacon/internal/embedded"
	beaconworker "beacon/worker"
	"beacon/workflows"
)

const (
	namespace = "beacon"
	soon      = 20 * time.Second // longer than anything here takes on a slow machine
	often     = 20 * time.Millisecond
)

// TestMain stops the server that the tests of this binary share, or is the worker
// of a test that kills one.
func TestMain(m *testing.M) {
	if addr := os.Getenv(victimOf); addr != "" {
		os.Exit(workUntilKilled(addr))
	}
	code := m.Run()
	stopShared()
	os.Exit(code)
}

// site is a Temporal server with an office and, where a test has begun one, a
// worker.
type site struct {
	server *embedded.Server
	temp   client.Client
	cases  *workflows.Client
	office *office
}

func newSite(o embedded.Options) (*site, error) {
	o.Namespace = namespace
	server, err := embedded.Start(context.Background(), o)
	if err != nil {
		return nil, err
	}
	c, err := connect(server.Addr())
	if err != nil {
		server.Stop()
		return nil, err
	}
	return &site{server: server, temp: c, cases: &workflows.Client{Temporal: c, Namespace: namespace}, office: newOffice()}, nil
}

// connect gives a name of no meaning, or each history would hold this machine's.
func connect(addr string, with ...func(*client.Options)) (client.Client, error) {
	o := client.Options{HostPort: addr, Namespace: namespace, Identity: "test", Logger: silent}
	for _, more := range with {
		more(&o)
	}
	return client.Dial(o)
}

func (s *site) close() {
	s.temp.Close()
	s.server.Stop()
}

var (
	sharing sync.Mutex
	common  *site
)

// swift is the ordinary policy, with a short time in which to take a closure back.
func swift() casework.Policy {
	p := casework.Ordinary()
	p.ClosingFor = time.Second
	return p
}

// shared is the site of every test that stops neither server nor worker.
func shared(t *testing.T) *site {
	t.Helper()
	sharing.Lock()
	defer sharing.Unlock()
	if common == nil {
		s, err := newSite(embedded.Options{})
		require.NoError(t, err)
		require.NoError(t, s.newWorker(swift).Start())
		common = s
	}
	return common
}

func stopShared() {
	if common != nil {
		common.close()
	}
}

// own is a site of the test's own, without a worker.
func own(t *testing.T) *site {
	t.Helper()
	s, err := newSite(embedded.Options{})
	require.NoError(t, err)
	t.Cleanup(s.close)
	return s
}

func (s *site) newWorker(policy func() casework.Policy) sdkworker.Worker {
	return beaconworker.New(s.temp, &workflows.Cases{Policy: policy}, &activities.Desk{Sender: s.office, Book: s.office})
}

// work begins a worker. It may be stopped before the test ends.
func (s *site) work(t *testing.T, policy func() casework.Policy) (stop func()) {
	t.Helper()
	w := s.newWorker(policy)
	require.NoError(t, w.Start())
	stop = sync.OnceFunc(w.Stop)
	t.Cleanup(stop)
	return stop
}

// office keeps a book and a post for each case of a site.
type office struct {
	mu    sync.Mutex
	books map[string]*book
	posts map[string]*post
}

func newOffice() *office { return &office{books: map[string]*book{}, posts: map[string]*post{}} }

func (o *office) book(caseID string) *book {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.books[caseID] == nil {
		o.books[caseID] = &book{}
	}
	return o.books[caseID]
}

func (o *office) post(caseID string) *post {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.posts[caseID] == nil {
		o.posts[caseID] = &post{now: time.Now}
	}
	return o.posts[caseID]
}

func (o *office) Publish(ctx context.Context, v casework.View) error {
	return o.book(v.ID).Publish(ctx, v)
}

func (o *office) Send(ctx context.Context, caseID, effectID string, m casework.Message) (casework.Outcome, error) {
	return o.post(caseID).Send(ctx, caseID, effectID, m)
}

// caseID is a case of a test's own.
func caseID(t *testing.T) string {
	t.Helper()
	return strings.NewReplacer("/", "-", " ", "-").Replace(t.Name())
}

// referred is a referral made now.
func referred(id string, version int, grade casework.Grade) casework.Referral {
	r := story{grade: grade}.referral()
	r.ID, r.Body = id, "digest-"+id
	r.Version, r.Reported = version, time.Now().Add(-time.Hour)
	return r
}

// history is everything that Temporal keeps of the newest run of a case.
func (s *site) history(t *testing.T, caseID string) *historypb.History {
	t.Helper()
	return s.historyOf(t, caseID, "")
}

func (s *site) historyOf(t *testing.T, caseID, run string) *historypb.History {
	t.Helper()
	h := &historypb.History{}
	events := s.temp.GetWorkflowHistory(t.Context(), workflows.WorkflowID(caseID), run, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		require.NoError(t, err)
		h.Events = append(h.Events, e)
	}
	return h
}

// awaitView waits until readers see what the test wants.
func (s *site) awaitView(t *testing.T, caseID string, seen func(v casework.View) bool) casework.View {
	t.Helper()
	b := s.office.book(caseID)
	require.Eventually(t, func() bool { return seen(b.newest()) }, soon, often)
	return b.newest()
}

// awaitLine waits until a line of a kind is in the timeline so many times.
func (s *site) awaitLine(t *testing.T, caseID, what string, times int) {
	t.Helper()
	b := s.office.book(caseID)
	require.Eventually(t, func() bool { return count(b.whats(), what) >= times }, soon, often, what)
}

func (b *book) newest() casework.View {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last
}
