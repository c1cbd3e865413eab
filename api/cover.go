package api

import "beacon/store"

// Where words of a cover end.
var (
	shortCover = line(100)
	longCover  = line(500)
)

// readCover reads how to speak by a contact point when somebody else may listen.
func readCover(p *part) store.Cover {
	return store.Cover{
		AskFor: p.text("name_to_ask_for", may, shortCover), Story: p.text("cover_story", may, longCover),
		CodeWord: p.text("code_word", may, shortCover), WhoElse: p.text("who_else_has_it", may, longCover),
	}
}

// cover is shown with the contact point it belongs to, to whoever works the case.
type cover struct {
	AskFor   string `json:"name_to_ask_for,omitempty"`
	Story    string `json:"cover_story,omitempty"`
	CodeWord string `json:"code_word,omitempty"`
	WhoElse  string `json:"who_else_has_it,omitempty"`
}

func (p contactPoint) with(c store.Cover) contactPoint {
	p.cover = cover(c)
	return p
}
