package api

import (
	"context"
	"slices"
	"time"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
	"beacon/store"
)

// mostNamed bounds the lists of wishes before the case's own, smaller bounds are asked.
const mostNamed = 50

// readPreferences reads what the victim wants from now on. What tells who they are or
// how they are spoken to is kept in SQL; the rest is the case's.
func readPreferences(k *ask) casework.SetPreferences {
	m := casework.SetPreferences{Often: k.word("how_often", may), Morning: k.yes("morning_of_hearing")}
	k.eachText("ways", mostNamed, code, func(_, s string) { m.Ways = append(m.Ways, s) })
	k.each("best_times", may, mostNamed, func(p *part) { m.Best = append(m.Best, readHours(p)) })
	if told, given := readTopics(k.part); given {
		for _, t := range casework.Topics {
			if !slices.Contains(told, t.Code) {
				m.Untold = append(m.Untold, t.Code)
			}
		}
	}
	k.each("others", may, mostNamed, func(p *part) {
		o := casework.Other{ID: idOf("other", k.said.ID, p.at), Relation: p.word("relation", must), Text: k.say(p, "name", must)}
		o.Topics, _ = readTopics(p)
		m.Others = append(m.Others, o)
	})
	k.wishes = readWishes(k.part)
	m.Said = k.saidWith("text", may)
	return m
}

// readTopics reads what somebody is to be told about.
func readTopics(p *part) (told []string, given bool) {
	_, given = p.field("told_about", may, list)
	p.eachText("told_about", mostNamed, code, func(at, s string) {
		if !slices.ContainsFunc(casework.Topics, func(t casework.Topic) bool { return t.Code == s }) {
			p.faults.wrong(at, "not_listed", "is not a known topic")
			return
		}
		told = append(told, s)
	})
	return told, given
}

// readHours reads a time of the week.
func readHours(p *part) casework.Hours {
	w := readWindow(p)
	h := casework.Hours{From: int(w.From), To: int(w.To)}
	for _, d := range w.Days {
		h.Days = append(h.Days, time.Weekday(slices.Index(safecontact.Days[:], d)))
	}
	return h
}

// readWishes reads what the victim needs in order to be understood. What is left out
// stays; an empty list says that there are no needs.
func readWishes(p *part) store.Wishes {
	var w store.Wishes
	if l := p.text("language", may, language); l != "" {
		w.Language = &l
	}
	w.Interpreter = p.flag("interpreter", may)
	if _, given := p.field("access_needs", may, list); given {
		needs := append([]messaging.AccessNeed{}, readAccessNeeds(p)...)
		w.Needs = &needs
	}
	return w
}

// wishFirst writes down what the victim needs in order to be understood, before the
// case is told. A command that the case will refuse writes nothing, and neither does
// one that it has already taken: they may have said otherwise since.
func (a *API) wishFirst(ctx context.Context, row store.CaseRow, k *ask, m casework.Command) error {
	if !k.wishes.Said() {
		return nil
	}
	if r, err := rehearse(row, m, a.cfg.Now()); err != nil || r.Revision <= row.Revision {
		return nil //nolint:nilerr // what the case thinks of it, the case will say
	}
	return a.db.PutWishes(ctx, k.caseID, k.wishes, k.said.By)
}

func readPause(k *ask) casework.PauseContact {
	return casework.PauseContact{Until: k.moment("until", must), Said: k.saidWith("text", may)}
}

func readResumption(k *ask) casework.ResumeContact {
	return casework.ResumeContact{Said: k.saidWith("text", may)}
}

func readChangeOfCaseworker(k *ask) casework.AskChangeOfCaseworker {
	return casework.AskChangeOfCaseworker{Said: k.saidWith("text", may)}
}

type preferences struct {
	At     time.Time   `json:"at"`
	By     string      `json:"by,omitempty"`
	Ways   []string    `json:"ways"`
	Best   []bestTimes `json:"best_times"`
	Told   []string    `json:"told_about"`
	Often  string      `json:"how_often,omitempty"`
	Others []other     `json:"others"`
	Text   string      `json:"text,omitempty"`

	Morning bool `json:"morning_of_hearing"`
}

type bestTimes struct {
	Days []safecontact.Day     `json:"days"`
	From safecontact.TimeOfDay `json:"from"`
	To   safecontact.TimeOfDay `json:"to"`
}

type other struct {
	ID       string   `json:"id"`
	Relation string   `json:"relation"`
	Told     []string `json:"told_about"`
	Name     string   `json:"name,omitempty"`
}

type pause struct {
	Since time.Time `json:"since"`
	Until time.Time `json:"until"`
	By    string    `json:"by,omitempty"`
	Text  string    `json:"text,omitempty"`
}

func (v viewer) preferences(p *casework.Preferences) *preferences {
	if p == nil {
		return nil
	}
	out := &preferences{At: p.At, By: p.By, Ways: append([]string{}, p.Ways...), Best: each(p.Best, bestTimesOf), Told: []string{}, Often: p.Often, Text: v.words[p.Text], Morning: p.Morning}
	for _, t := range casework.Topics {
		if !slices.Contains(p.Untold, t.Code) {
			out.Told = append(out.Told, t.Code)
		}
	}
	out.Others = each(p.Others, func(o casework.Other) other {
		return other{o.ID, o.Relation, append([]string{}, o.Topics...), v.words[o.Text]}
	})
	return out
}

func bestTimesOf(h casework.Hours) bestTimes {
	out := bestTimes{From: safecontact.TimeOfDay(h.From), To: safecontact.TimeOfDay(h.To)}
	for _, d := range h.Days {
		out.Days = append(out.Days, safecontact.Days[d])
	}
	return out
}

func (v viewer) pause(p *casework.Pause) *pause {
	if p == nil {
		return nil
	}
	return &pause{p.Since, p.Until, p.By, v.words[p.Text]}
}

// wordsOfWishes are the IDs of all words of what the victim wants.
func wordsOfWishes(c *casework.Case) (ids []string) {
	for _, p := range []*casework.Pause{c.Pause, c.PauseAsked} {
		if p != nil {
			ids = append(ids, p.Text)
		}
	}
	if p := c.Preferences; p != nil {
		ids = append(ids, p.Text)
		for _, o := range p.Others {
			ids = append(ids, o.Text)
		}
	}
	return ids
}
