package store

import (
	"context"
	"time"

	"beacon/safecontact"
)

// In is a text that somebody sent us.
type In struct {
	Provider, ID string // ID is the provider's own, unique there
	From, To     string // E.164
	Body         string
	At           time.Time
	Stop         bool // the reader of From asks for no more messages
	Start        bool // the reader of From takes a Stop back
}

// Placed says whose text it was.
type Placed struct {
	TextID  string   // its words
	CaseIDs []string // of everybody who has the number; empty: nobody's
	PointID string   // the contact point of the first case
	News    []News   // one for each case, in the same order
	Fresh   bool     // this text had not been placed before
}

// Inbound keeps a text that somebody sent, once, and finds the cases whose victim
// has its number as a contact point. A Stop marks the number as opted out wherever
// it is a contact point, now and later, and a Start takes that back; the later of
// the two counts, whichever arrives first. A text of a number that nobody has is
// kept as unclaimed. ErrText: its words cannot be kept.
func (db *DB) Inbound(ctx context.Context, in In) (Placed, error) {
	var out Placed
	err := db.write(ctx, "place text", func(s session) error {
		m := matchOf(safecontact.PhonePoint, in.From)
		if err := s.hold(ctx, m.name()); err != nil {
			return err
		}
		out = Placed{TextID: identity("inbound", in.Provider, in.ID)}
		var seen int
		known, err := s.found(ctx, &seen, `select 1 from inbound where provider = ? and event_id = ?`, in.Provider, in.ID)
		if err != nil {
			return err
		}
		if known {
			out.News, err = s.newsOf(ctx, out.TextID)
		} else {
			out.Fresh = true
			out.News, err = s.place(ctx, in, m, out.TextID)
		}
		for i, n := range out.News {
			out.CaseIDs = append(out.CaseIDs, n.CaseID)
			if i == 0 {
				out.PointID = n.PointID
			}
		}
		return err
	})
	return out, err
}

// place keeps a text and makes news of it for every case it may belong to.
func (s session) place(ctx context.Context, in In, m match, textID string) ([]News, error) {
	if err := s.heed(ctx, in, m); err != nil {
		return nil, err
	}
	var owners []struct {
		CaseID  string `db:"case_id"`
		PointID string `db:"point_id"`
	}
	err := s.all(ctx, &owners, `select c.case_id, p.id as point_id from contact_points p join case_people c on c.person_id = p.person_id
		where p.kind = ? and p.matches_on = ? and not exists (select 1 from case_merges m where m.case_id = c.case_id) order by c.case_id`, m.kind, m.on)
	if err != nil {
		return nil, err
	}
	var news []News
	for _, o := range owners {
		n := News{ID: identity("news", textID, o.CaseID), Kind: Reply, CaseID: o.CaseID, At: in.At.UTC(), PointID: o.PointID, TextID: textID, Stop: in.Stop}
		if err := s.writeNews(ctx, n); err != nil {
			return nil, err
		}
		news = append(news, n)
	}
	var only string
	if len(news) == 1 {
		only = news[0].CaseID
	}
	_, err = s.do(ctx, `insert into texts (id, case_id, field, words, written_by, written_at) values (?, ?, 'reply', ?, '', ?)`,
		textID, only, in.Body, Time{in.At})
	if err != nil {
		return nil, err
	}
	_, err = s.do(ctx, `insert into inbound (provider, event_id, text_id, sender, recipient, at, stop, start, claimed)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		in.Provider, in.ID, textID, in.From, in.To, Time{in.At}, in.Stop, in.Start, len(news) > 0)
	return news, err
}

// newsOf is the news that was made of a text when it came first.
func (s session) newsOf(ctx context.Context, textID string) ([]News, error) {
	var rows []struct {
		ID      string `db:"id"`
		CaseID  string `db:"case_id"`
		At      Time   `db:"at"`
		PointID string `db:"point_id"`
		Stop    bool   `db:"stop"`
	}
	err := s.all(ctx, &rows, `select id, case_id, at, point_id, stop from news where text_id = ? and text_id <> '' order by case_id`, textID)
	var news []News
	for _, r := range rows {
		news = append(news, News{ID: r.ID, Kind: Reply, CaseID: r.CaseID, At: r.At.Time, PointID: r.PointID, TextID: textID, Stop: r.Stop})
	}
	return news, err
}

// Stray is a text whose sender nobody has as a contact point.
type Stray struct {
	TextID   string
	From, To string // E.164
	At       time.Time
	Words    string
}

// Unclaimed lists the texts of numbers that nobody had when they came, oldest
// first. ErrCursor: the cursor was not one of this list.
func (db *DB) Unclaimed(ctx context.Context, cursor Cursor, limit int) (Page[Stray], error) {
	var w where
	w.and("not i.claimed")
	last, err := place(cursor, "unclaimed", isMoment, isWord)
	if err != nil {
		return Page[Stray]{}, doing("list unclaimed texts", err)
	}
	if last != nil {
		w.and("(i.at, i.text_id) > (?, ?)", last...)
	}
	var rows []struct {
		TextID    string `db:"text_id"`
		Sender    string `db:"sender"`
		Recipient string `db:"recipient"`
		At        Time   `db:"at"`
		Words     string `db:"words"`
	}
	err = db.read().all(ctx, &rows, `select i.text_id, i.sender, i.recipient, i.at, coalesce(x.words, '') as words
		from inbound i left join texts x on x.id = i.text_id`+w.String()+` order by i.at, i.text_id limit ?`, append(w.args, atMost(limit)+1)...)
	if err != nil {
		return Page[Stray]{}, doing("list unclaimed texts", err)
	}
	out := make([]Stray, len(rows))
	for i, r := range rows {
		out[i] = Stray{TextID: r.TextID, From: r.Sender, To: r.Recipient, At: r.At.Time, Words: r.Words}
	}
	return pageOf(out, atMost(limit), func(s Stray) Cursor { return cursorAt("unclaimed", written(s.At), s.TextID) }), nil
}
