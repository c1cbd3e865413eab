package workflows_test

import (
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	historypb "go.temporal.io/api/history/v1"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"beacon/casework"
)

var (
	corpus     = flag.String("corpus", "", "the folder of the great corpus: replay every history in it")
	corpusSize = flag.Int("corpus-size", 1000, "how many histories at least to record where the folder has none")
)

// TestTheCorpusReplays replays a thousand histories and more, which are too many for git:
// of cases of a simulated service, with everything that its people, its victims and its
// providers do, and fresh runs at moments drawn by lot. Where there are none yet, they are
// recorded first. What is there is not recorded again: a change is replayed against what
// the code before it recorded.
func TestTheCorpusReplays(t *testing.T) {
	if *corpus == "" {
		t.Skip("only with -corpus")
	}
	files := kept(t, *corpus)
	if len(files) == 0 {
		recordCorpus(t, *corpus, *corpusSize)
		files = kept(t, *corpus)
	}
	require.GreaterOrEqual(t, len(files), *corpusSize, "remove %s, so that it is recorded whole", *corpus)
	replayCorpus(t, files)
}

func kept(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.pb.gz"))
	require.NoError(t, err)
	return files
}

// replayCorpus reads and replays each, as many at once as there are processors, and says
// how it went.
func replayCorpus(t *testing.T, files []string) {
	var events, busy atomic.Int64
	var mu sync.Mutex
	var wrong []string
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	began := time.Now()
	for _, file := range files {
		g.Go(func() error {
			h, err := unkept(file)
			if err != nil {
				return err
			}
			from := time.Now()
			err = replay(t, h, asItIs())
			busy.Add(int64(time.Since(from)))
			events.Add(int64(len(h.GetEvents())))
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				line, _, _ := strings.Cut(err.Error(), "\n")
				wrong = append(wrong, filepath.Base(file)+": "+line)
			}
			return nil
		})
	}
	require.NoError(t, g.Wait())
	took := time.Since(began)
	fmt.Printf("replayed %d histories of %d events in %s: %.0f events a second (%.0f a second of a processor, without reading the files); %d do not replay\n",
		len(files), events.Load(), took.Round(time.Millisecond), float64(events.Load())/took.Seconds(), float64(events.Load())/time.Duration(busy.Load()).Seconds(), len(wrong))
	slices.Sort(wrong)
	require.Empty(t, wrong[:min(10, len(wrong))], "%d histories do not replay. Recorded by:\n%s", len(wrong), recordedBy(files[0]))
}

func recordedBy(file string) string {
	b, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "recorded-by"))
	return string(b)
}

func unkept(file string) (*historypb.History, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	h := &historypb.History{}
	return h, proto.Unmarshal(b, h)
}

// keepHistory writes it whole, or not at all.
func keepHistory(file string, h *historypb.History) error {
	b, err := proto.Marshal(h)
	if err != nil {
		return err
	}
	f, err := os.Create(file + ".new")
	if err != nil {
		return err
	}
	defer f.Close()
	z, _ := gzip.NewWriterLevel(f, gzip.BestSpeed)
	if _, err := z.Write(b); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// player plays one case of the simulated service on a server, in a hurry.
type player struct {
	*site
	t      *testing.T
	id     string
	rng    *rand.Rand
	begins time.Time // of the simulated service
	origin time.Time // when that is here
	taken  int
}

// corpusDay is a day of the simulated service.
const corpusDay = 100 * time.Millisecond

// here is a moment of the simulation as it is played.
func (p *player) here(at time.Time) time.Time {
	return p.origin.Add(at.Sub(p.begins) / time.Duration(day/corpusDay))
}

// play says everything in its time, or as soon after as the server bears.
func (p *player) play(steps []heard) {
	for _, s := range steps {
		if wait := time.Until(p.here(s.at)); wait > 0 {
			select {
			case <-p.t.Context().Done():
				return
			case <-time.After(wait):
			}
		}
		p.byLot()
		p.say(s.say)
	}
}

// byLot now and then begins a fresh run, has clocks looked at, or breaks a provider or the
// database for a moment.
func (p *player) byLot() {
	switch p.rng.IntN(24) {
	case 0, 1:
		_ = p.cases.Renew(p.t.Context(), p.id)
	case 2:
		_ = p.cases.Ring(p.t.Context(), p.id)
	case 3:
		p.office.book(p.id).away(1 + p.rng.IntN(2))
	}
}

func (p *player) say(m casework.Command) {
	v := p.office.book(p.id).newest()
	m = p.translated(m, v)
	var err error
	for range 3 {
		switch m := m.(type) {
		case casework.Referral:
			_, err = p.cases.Refer(p.t.Context(), p.id, m, restingState(v))
		case casework.ReopenCase:
			if !v.Resting {
				_, err = p.cases.Do(p.t.Context(), p.id, m)
				break
			}
			_, err = p.cases.Reopen(p.t.Context(), p.id, m, v.State)
		default:
			_, err = p.cases.Do(p.t.Context(), p.id, m)
		}
		if !unanswered(err) {
			break
		}
	}
	if err == nil {
		p.taken++
	}
}

func restingState(v casework.View) json.RawMessage {
	if v.Resting {
		return v.State
	}
	return nil
}
