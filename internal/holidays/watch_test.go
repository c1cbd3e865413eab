package holidays

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// shelf keeps a copy in memory.
type shelf struct {
	days   []byte
	until  string
	readAt time.Time
	away   error
}

func (s *shelf) BankHolidays(context.Context) ([]byte, string, time.Time, error) {
	return s.days, s.until, s.readAt, s.away
}

func (s *shelf) KeepBankHolidays(_ context.Context, days []byte, until string, readAt time.Time) error {
	if s.away == nil {
		s.days, s.until, s.readAt = days, until, readAt
	}
	return s.away
}

// watched is a watch of a file, in March 2026.
type watched struct {
	*Watch
	t     *testing.T
	file  string
	shelf *shelf
	log   *bytes.Buffer
	at    time.Time
}

func watch(t *testing.T) *watched {
	w := &watched{t: t, file: filepath.Join(t.TempDir(), "bank-holidays.json"), shelf: &shelf{}, log: &bytes.Buffer{}}
	w.at = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	w.Watch = NewWatch(w.file, w.shelf, slog.New(slog.NewTextHandler(w.log, nil)), func() time.Time { return w.at })
	return w
}

func (w *watched) publish(text []byte) { require.NoError(w.t, os.WriteFile(w.file, text, 0o600)) }

// looks has the feed and then the copy read, as Run does.
func (w *watched) looks() error {
	err := w.Look(w.t.Context())
	require.NoError(w.t, w.Load(w.t.Context()))
	return err
}

func TestWhatIsPublishedReachesEveryProcessByTheKeptCopy(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.publish(feed(t, with(known(2026, 2028), "2026-06-15")))
	require.NoError(t, w.looks())
	require.Equal(t, victimscode.Calendar("2026-06-15"), w.Calendar())
	require.True(t, w.BankHoliday(2026, time.June, 15))
	require.Contains(t, w.log.String(), "due dates follow")
	require.Equal(t, "2028-12-26", w.shelf.until)

	other := NewWatch("/nowhere", w.shelf, slog.New(slog.DiscardHandler), time.Now)
	require.NoError(t, other.Load(t.Context()))
	require.Equal(t, w.Calendar(), other.Calendar(), "one who cannot reach the feed counts alike")
	unset := NewWatch("", w.shelf, slog.New(slog.DiscardHandler), time.Now)
	require.NoError(t, unset.Look(t.Context()))
	require.NoError(t, unset.Load(t.Context()))
	require.Empty(t, unset.Calendar(), "who follows no feed has what the program knows")
}

func TestAFeedThatIsAwayMalformedOrUnlikelyChangesNothing(t *testing.T) {
	t.Parallel()
	w := watch(t)
	require.Error(t, w.looks(), "nothing was ever published, and nothing kept")
	require.Empty(t, w.Calendar())
	w.publish(feed(t, with(known(2026, 2028), "2026-06-15")))
	require.NoError(t, w.looks())
	was := *w.shelf
	for _, text := range [][]byte{nil, []byte("{}"), feed(t, nil), feed(t, without(known(2026, 2028), "2027-05-03")), feed(t, with(known(2026, 2028), "2026-06-13"))} {
		w.publish(text)
		require.Error(t, w.looks())
		require.Equal(t, was, *w.shelf)
		require.Equal(t, victimscode.Calendar("2026-06-15"), w.Calendar())
	}
	require.NoError(t, os.Remove(w.file))
	require.Error(t, w.looks())
	w.shelf.away = errors.New("away")
	require.Error(t, w.Load(t.Context()))
	require.Equal(t, victimscode.Calendar("2026-06-15"), w.Calendar())
	w.shelf.away, w.shelf.days = nil, []byte(`[{"date":"someday"}]`)
	require.Error(t, w.Load(t.Context()), "a copy that is broken is not taken up")
	require.Equal(t, victimscode.Calendar("2026-06-15"), w.Calendar())
}

func TestADayThatIsTakenBackIsAWorkingDayAgain(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.publish(feed(t, with(known(2026, 2028), "2026-06-15")))
	require.NoError(t, w.looks())
	w.publish(feed(t, known(2026, 2028)))
	require.NoError(t, w.looks())
	require.Empty(t, w.Calendar())
}

func TestAnAlarmIsRaisedBeforeTheFeedRunsOut(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.publish(feed(t, known(2024, 2026)))
	require.NoError(t, w.looks())
	require.Contains(t, w.log.String(), "run out in less than a year")
	require.Contains(t, w.log.String(), "level=WARN")
	require.Contains(t, w.log.String(), "until=2026-12-28")
	w.log.Reset()
	w.publish(feed(t, known(2026, 2028)))
	require.NoError(t, w.looks())
	require.Empty(t, w.log.String())
	require.Contains(t, string(w.shelf.days), "2024-01-01", "dropped years are kept")
}

func TestReadingAgainSaysWhenItWasReadLast(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.publish(feed(t, known(2026, 2028)))
	require.NoError(t, w.looks())
	first := w.at
	w.at = w.at.Add(time.Hour)
	require.NoError(t, w.looks())
	require.Equal(t, first, w.shelf.readAt, "what is the same is not written again at once")
	w.at = w.at.Add(feedEvery)
	require.NoError(t, w.looks())
	require.Equal(t, w.at, w.shelf.readAt)
}

func TestAWatchRunsUntilItIsStopped(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.publish(feed(t, with(known(2026, 2028), "2026-06-15")))
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.Run(ctx) }()
	require.Eventually(t, func() bool { return w.Calendar() != "" }, 10*time.Second, time.Millisecond)
	stop()
	<-done
}
