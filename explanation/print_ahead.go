package explanation

import (
	"beacon/casework"
	"beacon/victimscode"
)

func (p *printer) duties() {
	if len(p.e.Duties) == 0 {
		return
	}
	p.title("WHAT IS OWED UNDER THE VICTIMS' CODE")
	for _, d := range p.e.Duties {
		row := d.Row
		if d.ID != "" {
			row = d.ID + " (row " + d.Row + ")"
		}
		owner := casework.BodyInWords(d.Owner)
		if p.e.For == ForVictim && d.Owner == victimscode.Victim {
			owner = "you"
		}
		p.line("%s, edition %s: %s: %s", row, d.Edition, capital(owner), sentence(d.Says))
		limit := d.Limit
		switch {
		case limit == "":
			limit = "no number is set"
		case d.Aim:
			limit += " (this service's own: the Code sets no number)"
		case d.Enhanced:
			limit += " (Enhanced Rights)"
		}
		p.line("    Began on %s; limit: %s; %s", inWords(d.Began), limit, sentence(d.Stands))
		p.line("    Source: %s", sourceSays(d.Source, d.Verified))
	}
}

func (p *printer) next() {
	p.title("WHAT FALLS DUE NEXT, AND WHY")
	if len(p.e.Next) == 0 {
		p.line("Nothing, unless somebody asks.")
	}
	for _, c := range p.e.Next {
		when := c.When
		if c.Due.Before(p.e.At) {
			when = "Overdue since " + when
		}
		p.line("%s: %s", when, sentence(c.Says))
		if c.For != "" {
			p.line("    For %s.", c.For)
		}
		if c.ID != "" {
			p.line("    %s %s.%s", c.Kind, c.ID, about(c.About))
		}
		p.ground(c.Ground)
		if c.Then != "" {
			p.line("    Then: %s", sentence(c.Then))
		}
	}
}

func about(id string) string {
	if id == "" {
		return ""
	}
	return " About " + id + "."
}

func (p *printer) stopped() {
	p.title("WHAT DOES NOT HAPPEN BY ITSELF NOW, AND WHY")
	if len(p.e.Stopped) == 0 {
		p.line("Nothing is stopped.")
	}
	for _, s := range p.e.Stopped {
		p.line("%s", sentence(s.Says))
		if !s.Since.IsZero() {
			p.line("    Since %s.", inWords(s.Since))
		}
		if !s.Until.IsZero() {
			p.line("    Until %s.", inWords(s.Until))
		}
		p.ground(s.Ground)
	}
}
