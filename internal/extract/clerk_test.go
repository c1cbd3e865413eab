package extract

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAReportThatCannotBeWrittenStopsTheImport(t *testing.T) {
	t.Parallel()
	s := newService(t)
	text := write(t, NDJSON, ref("ATH-1", "N1"), ref("ATH-2", "N2"))
	o, _ := s.options(t, "two.ndjson", text)
	o, err := o.ready()
	require.NoError(t, err)
	in, size, err := o.open()
	require.NoError(t, err)
	t.Cleanup(func() { _ = in.Close() })
	records, err := Open(in, o.File, o.Format)
	require.NoError(t, err)
	file, err := newReportFile(o.Report)
	require.NoError(t, err)
	require.NoError(t, file.file.Close()) // as if the disk had gone

	run := newRun(t.Context(), o, records, file, size)
	run.clerk.flush()
	require.Error(t, context.Cause(run.ctx))
	report, err := run.all()
	require.ErrorContains(t, err, "write the report")
	require.ErrorIs(t, err, os.ErrClosed)
	requireBalanced(t, report, 2)
	require.Equal(t, 2, report.NotSent)
	require.Empty(t, s.order())
	require.NoFileExists(t, o.Report)
}

func TestAccountsThatDoNotAddUpAreRefused(t *testing.T) {
	t.Parallel()
	require.NoError(t, Report{Rows: 3, Accepted: 1, Failed: 2}.balanced(3))
	require.Error(t, Report{Rows: 3, Accepted: 1}.balanced(3))
	require.Error(t, Report{Rows: 2, Accepted: 2}.balanced(3))
}

func TestOnlyARowWithoutAnAnswerMakesTheExitCode(t *testing.T) {
	t.Parallel()
	require.Zero(t, Report{Rows: 2, Accepted: 1, Rejected: 1}.ExitCode())
	for _, r := range []Report{{Failed: 1}, {NotSent: 1}, {Interrupted: true}, {Unread: true}} {
		require.Equal(t, 1, r.ExitCode())
	}
}

func TestWaitingEndsWithTheTimeOrWithTheImport(t *testing.T) {
	t.Parallel()
	wait := realPace().wait
	require.NoError(t, wait(t.Context(), time.Nanosecond))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, wait(ctx, time.Hour), context.Canceled)
}

func TestAFormatIsKnownByItsNameOrItsFirstByte(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Format{"csv": CSV, "NDJSON": NDJSON} {
		got, err := ParseFormat(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := ParseFormat("xlsx")
	require.Error(t, err)
	require.Equal(t, CSV, formatByName("A.CSV"))
	require.Equal(t, NDJSON, formatByName("a.jsonl"))
	require.Equal(t, NDJSON, formatByStart([]byte("\xef\xbb\xbf\n {")))
	require.Equal(t, CSV, formatByStart([]byte("force,")))
}
