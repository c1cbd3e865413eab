package once_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// monday is when every test begins: a moment at which messages may leave.
var monday = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// wallClock is a clock that other processes see too: it hangs in a file.
type wallClock struct{ file string }

func hang(t *testing.T) wallClock {
	t.Helper()
	c := wallClock{filepath.Join(t.TempDir(), "clock")}
	require.NoError(t, c.set(monday))
	return c
}

// set is seen by everybody at once, or not at all.
func (c wallClock) set(at time.Time) error {
	if err := os.WriteFile(c.file+".new", []byte(strconv.FormatInt(at.UnixNano(), 10)), 0o600); err != nil {
		return fmt.Errorf("set clock: %w", err)
	}
	if err := os.Rename(c.file+".new", c.file); err != nil {
		return fmt.Errorf("set clock: %w", err)
	}
	return nil
}

// now panics where there is no clock to look at: its process is of no use then.
func (c wallClock) now() time.Time {
	text, err := os.ReadFile(c.file)
	if err != nil {
		panic(err)
	}
	nanos, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		panic(err)
	}
	return time.Unix(0, nanos).UTC()
}
