package extract

import "bytes"

// maxLinesPerRow bounds how far an unclosed quote may reach: the longest
// address has far fewer lines, and a stray quote then costs one row only.
const maxLinesPerRow = 50

// rawRow is one CSV row before anybody knows what its fields mean.
type rawRow struct {
	fields [][]byte
	lines  int   // physical lines it spans
	end    int64 // bytes of the file up to and including it
	flaw   *Problem
}

// nextRow reads one CSV row, or io.EOF. A row which cannot be taken apart has a
// flaw, and only its first line is used up.
func nextRow(in *lines) (rawRow, error) {
	first, err := in.next()
	if err != nil {
		return rawRow{}, err
	}
	row := rawRow{lines: 1, end: first.end}
	if first.tooLong {
		row.flaw = problem("", codeTooLong, "the row is longer than 1 MiB")
		return row, nil
	}
	split := splitter{}
	split.take(first.text)
	var more []line
	for split.open() && len(more) < maxLinesPerRow {
		next, err := in.next()
		if err != nil || next.tooLong || split.size+len(next.text) > maxLine {
			if err == nil {
				more = append(more, next)
			}
			break // an error of the file shows up again at the next read
		}
		more = append(more, next)
		split.take(append([]byte("\n"), next.text...))
		row.end = next.end
	}
	if split.broken || split.open() {
		in.again(more)
		row.end = first.end
		row.flaw = problem("", codeQuotes, "a quotation mark is not closed, or is followed by something other than a comma")
		return row, nil
	}
	row.lines += len(more)
	row.fields = split.done()
	return row, nil
}

// splitter takes one row apart: fields between commas, a field which starts
// with a quotation mark ends with one, and a doubled one inside stands for
// itself. A quotation mark in the middle of a bare field is part of the text.
type splitter struct {
	fields [][]byte
	field  []byte
	size   int
	state  splitState
	broken bool
}

type splitState int

const (
	fieldStart splitState = iota
	bareField
	quotedField
	quoteSeen // in a quoted field, just after a quotation mark
)

// open says that the row goes on in the next line.
func (s *splitter) open() bool { return s.state == quotedField && !s.broken }

func (s *splitter) take(text []byte) {
	s.size += len(text)
	for _, b := range text {
		if s.broken {
			return
		}
		s.step(b)
	}
}

func (s *splitter) step(b byte) {
	switch {
	case s.state == quotedField && b == '"':
		s.state = quoteSeen
	case s.state == quotedField:
		s.field = append(s.field, b)
	case s.state == quoteSeen && b == '"':
		s.field = append(s.field, b)
		s.state = quotedField
	case b == ',':
		s.fields = append(s.fields, s.field)
		s.field, s.state = nil, fieldStart
	case s.state == quoteSeen:
		s.broken = true
	case s.state == fieldStart && b == '"':
		s.state = quotedField
	default:
		s.field = append(s.field, b)
		s.state = bareField
	}
}

func (s *splitter) done() [][]byte { return append(s.fields, s.field) }

// blank says that a row holds nothing at all, as spreadsheets leave behind.
func (r rawRow) blank() bool {
	if r.flaw != nil {
		return false
	}
	for _, f := range r.fields {
		if len(bytes.TrimSpace(f)) > 0 {
			return false
		}
	}
	return true
}
