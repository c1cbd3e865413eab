package extract

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// ndjsonRecords reads one referral a line.
type ndjsonRecords struct {
	in  *lines
	row int
}

func openNDJSON(r *bufio.Reader) (*ndjsonRecords, error) {
	in, err := newLines(r)
	if err != nil {
		return nil, err
	}
	return &ndjsonRecords{in: in}, nil
}

// jsonSpace is what JSON calls white space.
const jsonSpace = " \t\r\n"

// Next gives the next line that is not empty, or io.EOF.
func (n *ndjsonRecords) Next() (Record, error) {
	for {
		l, err := n.in.next()
		if err != nil {
			return Record{}, err
		}
		n.row++
		if len(bytes.Trim(l.text, jsonSpace)) == 0 {
			continue
		}
		rec := Record{Row: n.row, End: l.end}
		if l.tooLong {
			rec.refuse(problem("", codeTooLong, "the line is longer than 1 MiB"))
		} else {
			rec.readJSON(l.text)
		}
		return rec, nil
	}
}

// Ignored is empty: an unknown field refuses its line.
func (n *ndjsonRecords) Ignored() []string { return nil }

func (r *Record) readJSON(text []byte) {
	text, repaired, ok := toUTF8InStrings(text)
	if !ok {
		r.refuse(problem("", codeText, "the bytes are neither UTF-8 nor Windows-1252"))
		return
	}
	if repaired {
		r.Repairs = append(r.Repairs, *problem("", codeReencoded, "read as Windows-1252, for it is not UTF-8"))
	}
	if p := decode(text, &r.Referral); p != nil {
		r.refuse(p)
		return
	}
	r.settle()
}

// decode takes exactly one JSON object with only known fields.
func decode(text []byte, into *Referral) *Problem {
	if text = bytes.Trim(text, jsonSpace); text[0] != '{' {
		if json.Valid(text) {
			return problem("", codeType, "the line is not a JSON object")
		}
		return problem("", codeJSON, "the line is not JSON")
	}
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	if err := in.Decode(into); err != nil {
		return jsonProblem(text, err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return problem("", codeJSON, "there is more on the line after the JSON object")
	}
	return nil
}

func jsonProblem(text []byte, err error) *Problem {
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		field, _ := knownPointer("/" + strings.ReplaceAll(wrong.Field, ".", "/"))
		return problem(field, codeType, "the value is of the wrong JSON type")
	case json.Valid(text):
		return problem(unknownIn(text), codeUnknown, "there is a field here which a referral does not have")
	}
	return problem("", codeJSON, "the line is not JSON")
}

// unknownIn gives the pointer of the object which holds an unknown field. The
// field's own name is left out, for nobody knows what it says.
func unknownIn(text []byte) string {
	var all any
	if json.Unmarshal(text, &all) != nil {
		return ""
	}
	at, _ := stranger(all, "", "")
	return at
}
