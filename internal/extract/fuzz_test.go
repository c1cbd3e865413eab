package extract

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// checkRecords reads a file to its end and holds what is promised of any file.
func checkRecords(t *testing.T, in Records, size int) {
	row, end := 0, int64(0)
	for {
		rec, err := in.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
		require.Greater(t, rec.Row, row, "rows only go up")
		require.GreaterOrEqual(t, rec.End, end)
		require.LessOrEqual(t, rec.End, int64(size))
		row, end = rec.Row, rec.End
		for _, p := range append(rec.Problems, rec.Repairs...) {
			field, whole := knownPointer(p.Field)
			require.True(t, p.Field == "" || whole, field)
			require.Regexp(t, codeShape, p.Code)
			require.NotEmpty(t, p.Reason)
		}
		if len(rec.Problems) == 0 {
			mail, err := newLetter(rec.Referral)
			require.NoError(t, err)
			require.True(t, json.Valid(mail.body) && utf8.Valid(mail.body))
			var back Referral
			require.Nil(t, decode(mail.body, &back), "what is sent can be read")
			again, err := newLetter(back)
			require.NoError(t, err)
			require.Equal(t, mail.key, again.key)
		}
	}
}

func FuzzCSV(f *testing.F) {
	whole := tableOf(f, ref("ATH-1", "N1"), ref("ATH-2", "N2")).String()
	start := strings.Index(whole, "\n") + 1
	f.Add(whole)
	f.Add(whole[start:])
	f.Add("\xef\xbb\xbf" + strings.ReplaceAll(whole, "\n", "\r\n"))
	f.Add(strings.ReplaceAll(whole, "Attwood", "\"O\x92Neill\"\"\n\""))
	f.Add("a,\"b\nc\",\"d")
	f.Fuzz(func(t *testing.T, file string) {
		for _, text := range []string{file, whole[:start] + file} { // alone, and under a good header
			if in, err := Open(strings.NewReader(text), "", CSV); err == nil {
				checkRecords(t, in, len(text))
			}
		}
		compareWithStandard(t, file)
	})
}

// compareWithStandard holds the row splitter against encoding/csv: what that
// takes without complaint, both must read alike.
func compareWithStandard(t *testing.T, file string) {
	std := csv.NewReader(strings.NewReader(file))
	std.FieldsPerRecord = -1
	rows, err := std.ReadAll()
	if err != nil || strings.HasPrefix(file, "\xef\xbb\xbf") || strings.HasPrefix(file, "\xff\xfe") || strings.HasPrefix(file, "\xfe\xff") {
		return
	}
	in, err := newLines(bufio.NewReader(strings.NewReader(file)))
	require.NoError(t, err)
	for _, want := range rows {
		if strings.TrimSpace(strings.Join(want, "")) == "" {
			continue
		}
		if strings.Count(strings.Join(want, ""), "\n") >= maxLinesPerRow {
			return
		}
		got, err := nextRow(in)
		for err == nil && got.blank() {
			got, err = nextRow(in)
		}
		require.NoError(t, err)
		require.Nil(t, got.flaw)
		require.Len(t, got.fields, len(want))
		for i := range want {
			require.Equal(t, want[i], string(got.fields[i]))
		}
	}
}

func FuzzNDJSON(f *testing.F) {
	line := write(f, NDJSON, ref("ATH-1", "N1"))
	f.Add(line)
	f.Add(line + "\n{}\r\n" + line)
	f.Add(strings.Replace(line, "Attwood", "O\x92Neill \\u00e9 \\ud800", 1))
	f.Add(`{"victim":{"contact_points":[{"safe":null},{"windows":[{}]}],"date_of_birth":"1/2/1990"}}`)
	f.Add("\xa0\n{\"a\xa0\":1}\n[]")
	f.Fuzz(func(t *testing.T, file string) {
		if in, err := Open(strings.NewReader(file), "", NDJSON); err == nil {
			checkRecords(t, in, len(file))
		}
	})
}
