package extract

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// csvRecords reads the CSV extract.
type csvRecords struct {
	in     *lines
	row    int // as a spreadsheet numbers rows
	layout layout
}

func openCSV(r *bufio.Reader) (*csvRecords, error) {
	in, err := newLines(r)
	if err != nil {
		return nil, err
	}
	c := &csvRecords{in: in}
	header, err := c.header()
	if err != nil {
		return nil, err
	}
	if c.layout, err = readLayout(header); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	return c, nil
}

// header reads the first row, in UTF-8.
func (c *csvRecords) header() ([]string, error) {
	raw, err := c.nextRow()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty")
	}
	if err != nil {
		return nil, err
	}
	if raw.flaw != nil {
		return nil, fmt.Errorf("header: %s", raw.flaw.Reason)
	}
	header := make([]string, len(raw.fields))
	for i, f := range raw.fields {
		header[i], _, _ = toUTF8(f)
	}
	return header, nil
}

// ragged is what is wrong with a row that has more or fewer fields than the header.
func ragged(fields, header int) *Problem {
	return problem("", codeRagged, "the row has "+strconv.Itoa(fields)+" fields where the header has "+strconv.Itoa(header))
}

// Next gives the next row, or io.EOF.
func (c *csvRecords) Next() (Record, error) {
	raw, err := c.nextRow()
	if err != nil {
		return Record{}, err
	}
	rec := Record{Row: c.row, End: raw.end}
	switch {
	case raw.flaw != nil:
		rec.refuse(raw.flaw)
	case len(raw.fields) != c.layout.width:
		rec.refuse(ragged(len(raw.fields), c.layout.width))
	default:
		c.layout.fill(&rec, raw.fields)
	}
	return rec, nil
}

// Ignored lists the columns of the file which nobody knows.
func (c *csvRecords) Ignored() []string { return c.layout.ignored }

// nextRow passes over empty rows, but counts them.
func (c *csvRecords) nextRow() (rawRow, error) {
	for {
		raw, err := nextRow(c.in)
		if err != nil {
			return rawRow{}, err
		}
		c.row++
		if !raw.blank() {
			return raw, nil
		}
	}
}

// fill brings the fields of a row into its record.
func (l layout) fill(rec *Record, fields [][]byte) {
	value := func(at int, field string) string {
		text, repaired, ok := toUTF8(fields[at])
		if !ok {
			rec.refuse(problem(field, codeText, "the bytes are neither UTF-8 nor Windows-1252"))
		}
		if repaired {
			rec.Repairs = append(rec.Repairs, *problem(field, codeReencoded, "read as Windows-1252, for it is not UTF-8"))
		}
		return strings.TrimSpace(text)
	}
	for _, cell := range l.plain {
		if s := value(cell.at, cell.Field); s != "" {
			rec.refuse(cell.set(&rec.Referral, s))
		}
	}
	l.fillPoints(rec, value)
	rec.settle()
}

// fillPoints adds the contact points of a row. A slot without a value is passed
// over when nothing else is said about it, or only no.
func (l layout) fillPoints(rec *Record, value func(at int, field string) string) {
	rec.Referral.Victim.ContactPoints = []ContactPoint{}
	for _, s := range l.slots {
		n := len(rec.Referral.Victim.ContactPoints)
		point, says := ContactPoint{Kind: s.kind}, false
		var wrong []*Problem
		for _, cell := range s.cells {
			field := pointField(n, cell.field)
			text := value(cell.at, field)
			if text == "" {
				continue
			}
			wrong = append(wrong, cell.set(&point, text, field))
			yes, isFlag := parseFlag(text)
			says = says || cell.field == "/value" || !isFlag || yes
		}
		if !says {
			continue
		}
		for _, p := range wrong {
			rec.refuse(p)
		}
		rec.Referral.Victim.ContactPoints = append(rec.Referral.Victim.ContactPoints, point)
	}
}
