package casework

import "time"

// Offer is a case that is offered to somebody. Until they have accepted it, whoever
// has the case still has it.
type Offer struct {
	To     string    `json:"to"`
	Cover  string    `json:"cover,omitempty"` // who answers for them while they are away
	By     string    `json:"by"`
	At     time.Time `json:"at"`               // UTC
	Until  time.Time `json:"until,omitzero"`   // for so long only, UTC; zero: for good
	Text   string    `json:"text,omitempty"`   // why
	Lapsed bool      `json:"lapsed,omitempty"` // not answered in time; it still may be
}

// isTo says that somebody may answer the offer.
func (o *Offer) isTo(subject string) bool {
	return o != nil && subject != "" && (o.To == subject || o.Cover == subject)
}

// asked is who is to answer: whoever covers for them, while they are away.
func (o *Offer) asked() string {
	if o.Cover != "" {
		return o.Cover
	}
	return o.To
}

// Receiver is who is to have a case or a task. What they are is said by the API,
// which knows them by their tokens and by what a supervisor has registered.
type Receiver struct {
	To      string `json:"to"`
	ToRole  Role   `json:"to_role,omitempty"`  // what they are; empty: nobody who works here
	ToAway  bool   `json:"to_away,omitempty"`  // they are away, and nobody covers
	ToCover string `json:"to_cover,omitempty"` // who covers for them now
}

func (r Receiver) faults(f *faults, has string) {
	f.wrong(r.To == "", "/to", "missing", "is missing")
	f.wrong(IsDesk(r.To), "/to", "not_a_person", "is a duty desk and no person")
	f.wrong(r.To != "" && !IsDesk(r.To) && !r.ToRole.Works(), "/to", "no_role", "is not known here as a caseworker or supervisor")
	f.wrong(r.ToAway, "/to", "away_without_cover", "is away, and nobody covers for them")
	f.wrong(r.To != "" && r.To == has, "/to", "has_it_already", "has it already")
}

// offer offers the case to somebody, and asks them; an offer that stood is taken back.
func (c *Case) offer(s Said, r Receiver, until, now time.Time) {
	c.takeOfferBack(now)
	c.Offer = &Offer{To: r.To, Cover: r.ToCover, By: s.By, At: s.when(now).UTC(), Until: until.UTC(), Text: s.Text}
	c.raise(AnswerOffer, "", now, c.Policy.AcceptWithin)
	for i := range c.Tasks {
		if t := &c.Tasks[i]; t.Open() && t.Kind == AnswerOffer {
			t.Owner = c.Offer.asked()
		}
	}
}

// takeOfferBack ends an offer that stands, and what was asked because of it.
func (c *Case) takeOfferBack(now time.Time) {
	c.Offer = nil
	c.drop(AnswerOffer, now)
	c.drop(SettleOffer, now)
}

// lapse puts an offer that was not answered in time to whoever decides. It may
// still be accepted until they have.
func (c *Case) lapse(t *Task, now time.Time) {
	c.end(t, "lapsed", now)
	c.Offer.Lapsed = true
	c.note(now, "hand-over-lapsed", c.Offer.To, "Not accepted in time: who had the case still has it, and a supervisor decides.")
	c.settleOffer(now)
}

// settleOffer asks whoever decides to find somebody else: of a case that is with
// the duty desk they are being asked already.
func (c *Case) settleOffer(now time.Time) {
	if !c.onDuty() {
		c.raise(SettleOffer, "", now, c.Policy.DecideWithin)
	}
}
