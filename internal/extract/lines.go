package extract

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxLine is the longest row taken, in bytes: what the API itself takes.
const maxLine = 1 << 20

// line is one physical line of a file, without its line end.
type line struct {
	text    []byte
	end     int64 // bytes of the file up to and including this line
	tooLong bool  // text is cut at maxLine; the rest of the line was passed over
}

// lines reads a file line by line in bounded memory. Lines may be given back,
// last first, to be read again.
type lines struct {
	r    *bufio.Reader
	at   int64
	back []line
	err  error // what ended the file; kept, for a reader need not say it twice
}

func newLines(r *bufio.Reader) (*lines, error) {
	start, err := r.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the extract: %w", err)
	}
	skip, err := readMark(start)
	if err != nil {
		return nil, err
	}
	_, _ = r.Discard(skip) // cannot fail: these bytes were just seen
	return &lines{r: r, at: int64(skip)}, nil
}

// next gives the next line, or io.EOF. The text is the caller's to keep.
func (l *lines) next() (line, error) {
	if n := len(l.back); n > 0 {
		last := l.back[n-1]
		l.back = l.back[:n-1]
		return last, nil
	}
	if l.err != nil {
		return line{}, l.err
	}
	return l.fresh()
}

func (l *lines) fresh() (line, error) {
	var out line
	for {
		part, err := l.r.ReadSlice('\n')
		l.at += int64(len(part))
		if room := maxLine + 2 - len(out.text); len(part) > room {
			part, out.tooLong = part[:room], true
		}
		out.text = append(out.text, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(out.text) == 0:
			l.err = io.EOF
			return line{}, l.err
		case err != nil && !errors.Is(err, io.EOF):
			l.err = fmt.Errorf("read the extract: %w", err)
			return line{}, l.err
		}
		return l.trimmed(out), nil
	}
}

func (l *lines) trimmed(out line) line {
	out.text = bytes.TrimSuffix(bytes.TrimSuffix(out.text, []byte("\n")), []byte("\r"))
	out.tooLong = out.tooLong || len(out.text) > maxLine
	out.end = l.at
	return out
}

// again gives lines back, the first of them to be read first.
func (l *lines) again(more []line) {
	for i := len(more) - 1; i >= 0; i-- {
		l.back = append(l.back, more[i])
	}
}
