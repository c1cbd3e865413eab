package api

import (
	"time"

	"beacon/casework"
)

// marac is what is known of the victim's referrals to MARAC and to an IDVA.
type marac struct {
	Until     time.Time       `json:"until,omitzero"` // any further abuse until then is a MARAC repeat
	Referrals []maracReferral `json:"referrals"`
	Idva      *idva           `json:"idva,omitempty"`
}

type maracReferral struct {
	At      time.Time `json:"at"`
	By      string    `json:"by,omitempty"`
	How     string    `json:"how"`
	Repeat  bool      `json:"repeat"`
	Consent string    `json:"consent,omitempty"`
	Meeting time.Time `json:"meeting_at,omitzero"`
	Outcome string    `json:"outcome,omitempty"`
	Text    string    `json:"text,omitempty"`
}

type idva struct {
	At      time.Time `json:"at"`
	By      string    `json:"by,omitempty"`
	How     string    `json:"how"`
	Status  string    `json:"status"`
	Consent string    `json:"consent,omitempty"`
	Text    string    `json:"text,omitempty"`
}

func (v viewer) marac(c *casework.Case) marac {
	out := marac{Until: c.MaracUntil(), Referrals: each(c.Marac, func(m casework.MaracReferral) maracReferral {
		return maracReferral{m.At, m.By, m.How, m.Repeat, m.Consent, m.Meeting, m.Outcome, v.words[m.Text]}
	})}
	if i := c.Idva; i != nil {
		out.Idva = &idva{i.At, i.By, i.How, i.Status, i.Consent, v.words[i.Text]}
	}
	return out
}
