package extract

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"

	"golang.org/x/text/encoding/charmap"
)

// rowWriter writes referrals to a file. A row may be asked for in Windows-1252,
// as a desktop which does not know better would write it.
type rowWriter interface {
	write(ref Referral, windows1252 bool) error
	flush() error
}

func newRowWriter(w io.Writer, f Format) (rowWriter, error) {
	switch f {
	case CSV:
		out := &csvRows{out: csv.NewWriter(w)}
		for _, c := range Columns() {
			out.row = append(out.row, c.Name)
		}
		for _, s := range standardSlots {
			out.slots = append(out.slots, s.attributes())
		}
		return out, out.out.Write(out.row)
	case NDJSON:
		return newNDJSONLines(w), nil
	}
	return nil, fmt.Errorf("format %q is not known: csv or ndjson", f)
}

// csvRows writes the standard header's columns.
type csvRows struct {
	out *csv.Writer
	row []string // used again for every row

	slots [][]attribute // of the standard slots
}

func (c *csvRows) write(ref Referral, windows1252 bool) error {
	c.row = c.row[:0]
	for _, col := range columns {
		c.row = append(c.row, col.get(&ref))
	}
	left := ref.Victim.ContactPoints
	for i, attributes := range c.slots {
		if len(left) == 0 || left[0].Kind != standardSlots[i].kind {
			c.row = append(c.row, make([]string, len(attributes))...)
			continue
		}
		for _, a := range attributes {
			c.row = append(c.row, a.get(left[0]))
		}
		left = left[1:]
	}
	if len(left) > 0 {
		return fmt.Errorf("write row: more contact points than the header has room for, or not in its order")
	}
	if windows1252 {
		for i, s := range c.row {
			enc, err := charmap.Windows1252.NewEncoder().String(s)
			if err != nil {
				return fmt.Errorf("write row in Windows-1252: %w", err)
			}
			c.row[i] = enc
		}
	}
	return c.out.Write(c.row)
}

func (c *csvRows) flush() error {
	c.out.Flush()
	return c.out.Error()
}

// ndjsonLines writes one JSON object a line.
type ndjsonLines struct {
	out  *bufio.Writer
	line bytes.Buffer // used again for every line
	enc  *json.Encoder
}

func newNDJSONLines(w io.Writer) *ndjsonLines {
	n := &ndjsonLines{out: bufio.NewWriter(w)}
	n.enc = json.NewEncoder(&n.line)
	n.enc.SetEscapeHTML(false)
	return n
}

func (n *ndjsonLines) write(ref Referral, windows1252 bool) error {
	n.line.Reset()
	if err := n.enc.Encode(ref); err != nil {
		return fmt.Errorf("write line: %w", err)
	}
	text := n.line.Bytes()
	if windows1252 {
		enc, err := charmap.Windows1252.NewEncoder().Bytes(text)
		if err != nil {
			return fmt.Errorf("write line in Windows-1252: %w", err)
		}
		text = enc
	}
	_, err := n.out.Write(text)
	return err
}

func (n *ndjsonLines) flush() error { return n.out.Flush() }
