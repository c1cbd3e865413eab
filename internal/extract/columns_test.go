package extract

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The page about the columns of a list of hearings is drawn from them, likewise.
func TestTheHearingColumnsPageIsUpToDate(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# The columns of a list of hearings\n\nDrawn from `extract.HearingColumns` by a test. A mandatory column must be in the header. The case is named by `case_id`, or by `force` and\n" +
		"`crime_reference`. A hearing is named by `hearing_id`, by the sender's own `reference`, or is the one of its type on that day: whether one on\n" +
		"another day has moved is not guessed. `beacon import hearings FILE` sends it; every row and its reason are in `FILE.report.csv`.\n\n" +
		"| column | must be there | what to write |\n| --- | --- | --- |\n")
	for _, c := range HearingColumns() {
		must := ""
		if c.Mandatory {
			must = "yes"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Name, must, c.Means)
	}
	const page = "hearing_columns.md"
	if os.Getenv("UPDATE_COLUMNS") != "" {
		require.NoError(t, os.WriteFile(page, []byte(b.String()), 0o600))
	}
	have, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, b.String(), string(have))
}

// The page about the columns is drawn from the columns. To draw it again:
// UPDATE_COLUMNS=1 go test ./internal/extract -run TestTheColumnsPage
func TestTheColumnsPageIsUpToDate(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# The columns of a CSV extract\n\nDrawn from `extract.Columns` by a test. A mandatory column must be in the header; a single value may be empty,\n" +
		"and the API then says whether it may. At least one of `phone_1`, `email_1` and `address` must be in the header.\n\n" +
		"| column | must be there | field of the referral | what to write |\n| --- | --- | --- | --- |\n")
	for _, c := range Columns() {
		must := ""
		if c.Mandatory {
			must = "yes"
		}
		if strings.HasSuffix(c.Name, "_do_not_use") {
			must = "with its contact point"
		}
		fmt.Fprintf(&b, "| `%s` | %s | `%s` | %s |\n", c.Name, must, c.Field, c.Means)
		require.NotEmpty(t, c.Means, c.Name)
	}
	const page = "columns.md"
	if os.Getenv("UPDATE_COLUMNS") != "" {
		require.NoError(t, os.WriteFile(page, []byte(b.String()), 0o600))
	}
	have, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, b.String(), string(have))
}
