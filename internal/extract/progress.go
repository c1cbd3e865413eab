package extract

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Standing is how far an import has come.
type Standing struct {
	Rows    int   // dealt with
	Bytes   int64 // of the file, up to the last of them
	Total   int64 // bytes of the file, 0 if not known
	Waiting int   // rows the API has turned away for the moment
}

// Progress is told how far an import has come: after every row, at least every
// second, and once at the end. It is called by one goroutine only.
type Progress interface {
	At(Standing)
	End(Standing)
}

// NewProgress shows a bar if w is a terminal, and otherwise writes a line every
// few seconds.
func NewProgress(w *os.File) Progress {
	if term.IsTerminal(int(w.Fd())) {
		return &bar{w: w, now: time.Now}
	}
	return newProgressLines(w, time.Now)
}

type silence struct{}

func (silence) At(Standing)  {}
func (silence) End(Standing) {}

// bar draws one line over and over.
type bar struct {
	w    io.Writer
	now  func() time.Time
	last time.Time
	bar  *progressbar.ProgressBar
}

const drawEvery = 100 * time.Millisecond

func (b *bar) At(s Standing) {
	if now := b.now(); now.Sub(b.last) >= drawEvery {
		b.last = now
		b.draw(s)
	}
}

func (b *bar) draw(s Standing) {
	if b.bar == nil {
		total := s.Total
		if total <= 0 {
			total = -1 // a spinner
		}
		b.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(b.w),
			progressbar.OptionSetWidth(30),
			progressbar.OptionSetSpinnerChangeInterval(0), // drawn when told to, by no goroutine of its own
		)
	}
	_ = b.bar.Set64(s.Bytes) // a bar which cannot be drawn stops nothing
	b.bar.Describe(s.words())
}

func (b *bar) End(s Standing) {
	b.draw(s)
	_ = b.bar.Exit()
	_, _ = fmt.Fprintln(b.w)
}

// progressLines writes a line now and then, for logs.
type progressLines struct {
	w    io.Writer
	now  func() time.Time
	last time.Time
	said int
}

const lineEvery = 5 * time.Second

func newProgressLines(w io.Writer, now func() time.Time) *progressLines {
	return &progressLines{w: w, now: now, last: now(), said: -1}
}

func (p *progressLines) At(s Standing) {
	if p.now().Sub(p.last) >= lineEvery {
		p.say(s)
	}
}

func (p *progressLines) End(s Standing) {
	if p.said != s.Rows {
		p.say(s)
	}
}

func (p *progressLines) say(s Standing) {
	p.last, p.said = p.now(), s.Rows
	share := ""
	if s.Total > 0 {
		share = fmt.Sprintf(" (%d %%)", 100*s.Bytes/s.Total)
	}
	_, _ = fmt.Fprintf(p.w, "import: %s%s\n", s.words(), share)
}

func (s Standing) words() string {
	said := fmt.Sprintf("%d rows", s.Rows)
	if s.Rows == 1 {
		said = "1 row"
	}
	if s.Waiting > 0 {
		said += fmt.Sprintf(", %d waiting for the service", s.Waiting)
	}
	return said
}
