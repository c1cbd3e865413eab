package api

import (
	"time"

	"beacon/casework"
)

// What the victim said about sharing, and the referrals that rest on it.

func readConsent(k *ask) casework.RecordConsent {
	m := casework.RecordConsent{
		Consent: k.id("id", may),
		To:      k.word("to", must),
		Purpose: k.word("purpose", must),
		State:   casework.ConsentState(k.word("state", must)),
		How:     k.word("how", must),
		Said:    k.saidWith("text", may),
	}
	if m.Consent == "" {
		m.Consent = idOf("consent", k.said.ID, k.under("id"))
	}
	return m
}

func readOnward(k *ask) casework.ReferOnward {
	m := casework.ReferOnward{
		Onward:  k.id("id", may),
		To:      k.word("to", must),
		Need:    casework.Area(k.word("need", must)),
		Consent: k.id("consent", may),
		Without: k.word("without_consent", may),
		Task:    k.word("task", may),
		Said:    k.saidWith("text", may),
	}
	if m.Onward == "" {
		m.Onward = idOf("onward", k.said.ID)
	}
	return m
}

func readOnwardProgress(k *ask) casework.OnwardProgress {
	return casework.OnwardProgress{
		Onward: k.id("referral", must), Step: casework.OnwardStep(k.word("step", must)), Outcome: k.word("outcome", may),
		Said: k.saidWith("text", may),
	}
}

type consent struct {
	ID      string                `json:"id"`
	To      string                `json:"to"`
	Purpose string                `json:"purpose"`
	State   casework.ConsentState `json:"state"`
	How     string                `json:"how"`
	At      time.Time             `json:"at"`
	By      string                `json:"by,omitempty"`
	Stands  bool                  `json:"stands"` // nothing was said later about the same
	Text    string                `json:"text,omitempty"`
}

func (v viewer) consents(c *casework.Case) []consent {
	stands := map[[2]string]string{}
	for _, k := range c.Consents {
		stands[[2]string{k.To, k.Purpose}] = k.ID
	}
	return each(c.Consents, func(k casework.Consent) consent {
		return consent{k.ID, k.To, k.Purpose, k.State, k.How, k.At, k.By, stands[[2]string{k.To, k.Purpose}] == k.ID, v.words[k.Text]}
	})
}

type onward struct {
	ID           string        `json:"id"`
	To           string        `json:"to"`
	Need         casework.Area `json:"need"`
	Consent      string        `json:"consent,omitempty"`
	Without      string        `json:"without_consent,omitempty"`
	Asked        time.Time     `json:"asked_at"`
	By           string        `json:"by,omitempty"`
	Sent         time.Time     `json:"sent_at,omitzero"`
	Acknowledged time.Time     `json:"acknowledged_at,omitzero"`
	Contacted    time.Time     `json:"first_contact_at,omitzero"`
	Ended        time.Time     `json:"ended_at,omitzero"`
	Outcome      string        `json:"outcome,omitempty"`
	Chased       int           `json:"chased"`
	Text         string        `json:"text,omitempty"`
}

func (v viewer) onward(o casework.Onward) onward {
	return onward{
		ID: o.ID, To: o.To, Need: o.Need, Consent: o.Consent, Without: o.Without, Asked: o.Asked, By: o.By, Sent: o.Sent,
		Acknowledged: o.Acknowledged, Contacted: o.Contacted, Ended: o.Ended, Outcome: o.Outcome, Chased: o.Chased, Text: v.words[o.Text],
	}
}
