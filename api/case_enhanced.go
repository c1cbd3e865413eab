package api

import (
	"time"

	"beacon/casework"
)

// enhanced is why the victim has Enhanced Rights, and whether they want to be treated so.
type enhanced struct {
	Has      bool          `json:"has"`
	Declined time.Time     `json:"declined_at,omitzero"`
	Reasons  []entitlement `json:"reasons"`
}

type entitlement struct {
	Category string    `json:"category"`
	Reason   string    `json:"reason"`
	At       time.Time `json:"at"`
	By       string    `json:"by,omitempty"` // left out: by rule
	Text     string    `json:"text,omitempty"`
}

func (v viewer) enhanced(c *casework.Case) enhanced {
	return enhanced{c.Enhanced(), c.Declined, each(c.Rights, func(e casework.Entitlement) entitlement {
		return entitlement{e.Category, e.Reason, e.At, e.By, v.words[e.Text]}
	})}
}
