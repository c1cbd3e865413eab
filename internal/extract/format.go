package extract

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// Format is how a file holds its referrals.
type Format string

// The two formats.
const (
	CSV    Format = "csv"
	NDJSON Format = "ndjson"
)

// ParseFormat takes the name of a format as a person types it.
func ParseFormat(s string) (Format, error) {
	switch f := Format(strings.ToLower(s)); f {
	case CSV, NDJSON:
		return f, nil
	}
	return "", fmt.Errorf("format %q is not known: csv or ndjson", s)
}

// Records gives the referrals of one file, one after the other.
type Records interface {
	// Next gives the next record, or io.EOF. Any other error is one of reading
	// and final: a broken row is a record with problems.
	Next() (Record, error)
	// Ignored lists the columns of the file that carry nothing known.
	Ignored() []string
}

// Open starts reading an extract. An empty format is told by the end of name
// (.csv, .ndjson, .jsonl) and, failing that, by the first byte: an NDJSON file
// begins with a brace. An error names what is wrong with the header.
func Open(r io.Reader, name string, format Format) (Records, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if format == "" {
		format = formatByName(name)
	}
	if format == "" {
		start, err := in.Peek(64)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read the extract: %w", err)
		}
		format = formatByStart(start)
	}
	switch format {
	case CSV:
		return openCSV(in)
	case NDJSON:
		return openNDJSON(in)
	}
	return nil, fmt.Errorf("format %q is not known: csv or ndjson", format)
}

func formatByName(name string) Format {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv":
		return CSV
	case ".ndjson", ".jsonl":
		return NDJSON
	}
	return ""
}

func formatByStart(start []byte) Format {
	start = bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \t\r\n")
	if bytes.HasPrefix(start, []byte("{")) {
		return NDJSON
	}
	return CSV
}
