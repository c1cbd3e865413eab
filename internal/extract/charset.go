package extract

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// toUTF8 gives raw as text. Bytes that are not UTF-8 are read as Windows-1252,
// which is what a police desktop writes; repaired then says so. ok is false
// when they are not that either.
func toUTF8(raw []byte) (text string, repaired, ok bool) {
	if utf8.Valid(raw) {
		return string(raw), false, true
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return "", false, false
	}
	return string(out), true, true
}

// toUTF8InStrings does the same for each string of a JSON line by itself, so
// that one name in the wrong encoding does not spoil its neighbours.
func toUTF8InStrings(line []byte) (fixed []byte, repaired, ok bool) {
	if utf8.Valid(line) {
		return line, false, true
	}
	var out []byte
	start, inside := 0, false
	flush := func(end int) bool {
		text, _, ok := toUTF8(line[start:end])
		out, start = append(out, text...), end
		return ok
	}
	for i := 0; i < len(line); i++ {
		switch {
		case inside && line[i] == '\\':
			i++
		case line[i] == '"':
			if inside = !inside; !flush(i) {
				return nil, false, false
			}
		}
	}
	if !flush(len(line)) {
		return nil, false, false
	}
	return out, true, true
}

// readMark removes a UTF-8 byte order mark, and refuses a file in UTF-16, which
// spreadsheets call "Unicode text".
func readMark(start []byte) (skip int, err error) {
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		return 3, nil
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return 0, fmt.Errorf("the file is in UTF-16: save it as CSV in UTF-8 and try again")
	}
	return 0, nil
}
