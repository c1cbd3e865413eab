package explanation

import (
	"bufio"
	"fmt"
	"io"
	"time"
)

// Print writes an explanation so that it can be read out.
func (e Explanation) Print(to io.Writer) error {
	p := &printer{w: bufio.NewWriter(to), e: e}
	p.head()
	p.happened()
	p.duties()
	p.next()
	p.stopped()
	if e.LeftOut != "" {
		p.line("")
		p.line("%s", e.LeftOut)
	}
	return p.w.Flush()
}

type printer struct {
	w *bufio.Writer
	e Explanation
}

func (p *printer) line(format string, args ...any) {
	fmt.Fprintf(p.w, format+"\n", args...) // a bufio.Writer tells of it when it is flushed
}

func (p *printer) title(s string) {
	p.line("")
	p.line("%s", s)
	p.line("")
}

func (p *printer) head() {
	switch p.e.For {
	case ForVictim:
		p.line("What we have done for you, and why, as of %s. All times are London time.", p.e.When)
		p.line("%s", p.e.Says)
	case ForInspector:
		p.line("Case %s, revision %d, as of %s. All times are London time.", p.e.CaseID, p.e.Revision, p.e.When)
		p.line("It is %s: %s", p.e.Stage, sentence(p.e.Says))
	case ForStaff:
		p.line("Case %s, as of %s. All times are London time.", p.e.CaseID, p.e.When)
		p.line("It is %s: %s", p.e.Stage, sentence(p.e.Says))
	}
}

func (p *printer) happened() {
	p.title("WHAT HAPPENED, AND WHY")
	if len(p.e.Happened) == 0 {
		p.line("Nothing yet.")
	}
	for _, h := range p.e.Happened {
		at := h.When
		if p.e.For == ForInspector {
			at += fmt.Sprintf(" [%d.%d %s]", h.Revision, h.N, h.What)
		}
		p.line("%s: %s", at, sentence(h.Says))
		p.line("    By %s.%s", h.Who, p.ids(h))
		if h.Because != "" {
			p.line("    Because: %s", sentence(h.Because))
		}
		p.ground(h.Ground)
		if h.Gate != nil {
			p.gate(*h.Gate)
		}
	}
}

func (p *printer) ids(h Happening) (all string) {
	if h.By != "" {
		all += " Subject " + h.By + "."
	}
	if h.About != "" {
		all += " About " + h.About + "."
	}
	if !h.Noted.IsZero() {
		all += " Written down on " + inWords(h.Noted) + "."
	}
	return all
}

func (p *printer) ground(g Ground) {
	p.line("    Why: %s", sentence(capital(g.Why)))
	p.line("    Source: %s", sourceSays(g.Source, g.Verified))
}

func sourceSays(s string, verified bool) string {
	if !verified {
		s += " (from general knowledge; not verified)"
	}
	return sentence(s)
}

func (p *printer) gate(g Gate) {
	says := "allowed"
	if g.Says != "" {
		says = g.Says
	}
	if g.Rule != "" {
		says += " (rule " + g.Rule + "; " + g.Source + ")"
	}
	if !g.Until.IsZero() {
		says += ", until " + inWords(g.Until)
	}
	p.line("    Safe contact: %s. The message is now %s.", says, g.State)
	if in := g.Inputs; in != nil {
		p.line("    It looked at contact point %s (%s), channel %s, on %s; confirmed %s, expires %s, frozen %s, opted out %t, not to be used %t, shared with %s.",
			orNone(in.Point.ID), orNone(string(in.Point.Kind)), in.Channel, inWords(in.Now), orNever(in.Point.VerifiedAt), orNever(in.Point.ExpiresAt),
			orNever(in.Point.FrozenAt), in.Point.OptedOut, in.Point.DoNotUse, orNone(string(in.Point.SharedWith)))
	}
	if g.MessageID != "" {
		p.line("    Message %s.", g.MessageID)
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func orNever(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return inWords(t)
}
