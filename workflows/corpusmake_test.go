package workflows_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflowservice/v1"
	"golang.org/x/sync/errgroup"

	"beacon/casework"
	"beacon/internal/embedded"
	"beacon/internal/simulate"
	"beacon/workflows"
)

// heard is something that was said to a case of the simulated service.
type heard struct {
	at  time.Time
	say casework.Command
}

// How the corpus comes about: a month of referrals of one seed after the other, each case
// watched for some months, many of them at once.
const (
	corpusReferrals = 120
	corpusDays      = 60
	corpusAtOnce    = 64
)

// script is what is said to the cases of one seed.
func script(t *testing.T, seed uint64) [][]heard {
	t.Helper()
	var all [][]heard
	_, err := simulate.Run(simulate.Options{
		Referrals: corpusReferrals, Seed: seed, Days: corpusDays, Unchecked: true,
		Heard: func(file int, at time.Time, m casework.Command) {
			for len(all) < file {
				all = append(all, nil)
			}
			all[file-1] = append(all[file-1], heard{at, m})
		},
	})
	require.NoError(t, err)
	return all
}

// recordCorpus plays seed after seed until there are histories enough.
func recordCorpus(t *testing.T, dir string, atLeast int) {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	commit, _ := exec.CommandContext(t.Context(), "git", "describe", "--always", "--dirty").Output()
	by := fmt.Sprintf("commit %s, logic %d, %s\n", strings.TrimSpace(string(commit)), casework.LatestLogic, time.Now().UTC().Format(time.RFC3339))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "recorded-by"), []byte(by), 0o644))
	began := time.Now()
	for seed, files := uint64(1), 0; files < atLeast; seed++ {
		cases, taken := playSeed(t, dir, seed)
		files = len(kept(t, dir))
		fmt.Printf("recorded seed %d: %d cases took %d commands; %d histories after %s\n", seed, cases, taken, files, time.Since(began).Round(time.Second))
	}
}

// playSeed plays every case of a seed on a server of its own, and keeps what was recorded.
func playSeed(t *testing.T, dir string, seed uint64) (cases, taken int) {
	t.Helper()
	s, err := newSite(embedded.Options{TimeSkipping: true}) // whose timers are not a second late
	require.NoError(t, err)
	defer s.close()
	hurried := casework.Ordinary().Hurried(int64(day / corpusDay))
	hurried.MessageUseful = time.Minute
	w := s.newWorker(func() casework.Policy { return hurried })
	require.NoError(t, w.Start())
	var mu sync.Mutex
	var g errgroup.Group
	g.SetLimit(corpusAtOnce)
	for n, steps := range script(t, seed) {
		if len(steps) == 0 {
			continue
		}
		cases++
		g.Go(func() error {
			p := &player{
				site: s, t: t, id: fmt.Sprintf("00000000-0000-4000-8%03d-%012d", seed, n+1), rng: rand.New(rand.NewPCG(seed, uint64(n))),
				begins: steps[0].at, origin: time.Now(),
			}
			p.troubled()
			p.play(steps)
			mu.Lock()
			defer mu.Unlock()
			taken += p.taken
			return nil
		})
	}
	require.NoError(t, g.Wait())
	w.Stop()
	keepAll(t, s, dir)
	return cases, taken
}

// troubled makes the provider of a case answer as providers do.
func (p *player) troubled() {
	lot := rand.New(rand.NewPCG(p.rng.Uint64(), 1))
	var mu sync.Mutex
	p.office.post(p.id).answer = func(_ int, _ casework.Message) (casework.Outcome, error) {
		mu.Lock()
		defer mu.Unlock()
		switch lot.IntN(12) {
		case 0:
			return casework.Outcome{}, busy(20 * time.Millisecond)
		case 1:
			return casework.Outcome{State: casework.Waiting, Rule: "quiet_hours", Until: time.Now().Add(corpusDay / 2)}, nil
		case 2:
			return casework.Outcome{State: casework.Refused, Rule: "not_verified"}, nil
		case 3:
			return casework.Outcome{State: casework.Unclear, Reason: "no_answer"}, nil
		case 4:
			return casework.Outcome{State: casework.Broken, Reason: "30003"}, nil
		}
		return casework.Outcome{State: casework.Sent}, nil
	}
}

// keepAll writes every history of a server.
func keepAll(t *testing.T, s *site, dir string) {
	t.Helper()
	var g errgroup.Group
	g.SetLimit(8)
	ask := &workflowservice.ListWorkflowExecutionsRequest{Namespace: namespace, PageSize: 1000}
	for {
		page, err := s.temp.ListWorkflow(t.Context(), ask)
		require.NoError(t, err)
		for _, e := range page.GetExecutions() {
			id, run := e.GetExecution().GetWorkflowId(), e.GetExecution().GetRunId()
			g.Go(func() error {
				h, err := s.read(t.Context(), id, run)
				if err != nil {
					return err
				}
				return keepHistory(filepath.Join(dir, workflows.CaseOf(id)+"-"+run+".pb.gz"), h)
			})
		}
		if ask.NextPageToken = page.GetNextPageToken(); len(ask.NextPageToken) == 0 {
			break
		}
	}
	require.NoError(t, g.Wait())
}

func (s *site) read(ctx context.Context, id, run string) (*historypb.History, error) {
	h := &historypb.History{}
	events := s.temp.GetWorkflowHistory(ctx, id, run, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			return nil, err
		}
		h.Events = append(h.Events, e)
	}
	return h, nil
}

// translated is a command as it would be said here: at this time, and about the work that
// this case asks for.
func (p *player) translated(m casework.Command, v casework.View) casework.Command {
	b, err := json.Marshal(m)
	require.NoError(p.t, err)
	var fields any
	require.NoError(p.t, json.Unmarshal(b, &fields))
	b, err = json.Marshal(p.walk("", fields, v))
	require.NoError(p.t, err)
	into := reflect.New(reflect.TypeOf(m))
	require.NoError(p.t, json.Unmarshal(b, into.Interface()))
	return into.Elem().Interface().(casework.Command)
}

func (p *player) walk(name string, value any, v casework.View) any {
	switch value := value.(type) {
	case map[string]any:
		for k, inner := range value {
			value[k] = p.walk(k, inner, v)
		}
	case []any:
		for i, inner := range value {
			value[i] = p.walk(name, inner, v)
		}
	case float64:
		if name == "if" {
			return v.Revision
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, value); err == nil && !at.IsZero() {
			return p.here(at).UTC().Format(time.RFC3339Nano)
		}
		if name == "task" {
			return alike(value, v.Tasks)
		}
	}
	return value
}

// alike is the open task of the same kind, where there is one.
func alike(task string, tasks []casework.Task) string {
	kind := task[:max(0, strings.LastIndex(task, "-"))]
	for _, t := range tasks {
		if t.Open() && string(t.Kind) == kind {
			return t.ID
		}
	}
	return task
}

// unanswered says whether nobody answered in time.
func unanswered(err error) bool {
	return errors.Is(err, workflows.ErrUnavailable) || errors.Is(err, workflows.ErrPending)
}
