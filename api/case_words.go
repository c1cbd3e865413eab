package api

import (
	"slices"

	"beacon/casework"
)

// textsOf are the IDs of all words that the case as it stands names.
func textsOf(c *casework.Case) []string {
	all := slices.Concat(wordsOfRisk(c), wordsOfSupport(c), wordsOfPlan(c), wordsOfEnding(c), wordsOfWishes(c), wordsOfRights(c), wordsOfHearings(c), wordsOfJustice(c))
	return slices.DeleteFunc(all, func(id string) bool { return id == "" })
}

func wordsOfRisk(c *casework.Case) []string {
	ids := []string{c.Risk.Text}
	for _, o := range c.Rights {
		ids = append(ids, o.Text)
	}
	for _, o := range c.Marac {
		ids = append(ids, o.Text)
	}
	if c.Idva != nil {
		ids = append(ids, c.Idva.Text)
	}
	for _, o := range c.Concerns {
		ids = append(ids, o.Text)
	}
	return ids
}

func wordsOfSupport(c *casework.Case) (ids []string) {
	for _, o := range c.Contact.Attempts {
		ids = append(ids, o.Text)
	}
	for _, o := range c.Needs {
		ids = append(ids, o.Text)
	}
	for _, o := range c.Consents {
		ids = append(ids, o.Text)
	}
	for _, o := range c.Onward {
		ids = append(ids, o.Text)
	}
	if c.Offer != nil {
		ids = append(ids, c.Offer.Text)
	}
	return ids
}

func wordsOfPlan(c *casework.Case) []string {
	if c.Plan == nil {
		return nil
	}
	ids := append(wordsOfParts(c.Plan.PlanParts), c.Plan.Text)
	for _, o := range c.Plan.Actions {
		ids = append(ids, o.Text)
	}
	return ids
}

func wordsOfEnding(c *casework.Case) (ids []string) {
	for _, o := range c.Withdrew {
		ids = append(ids, o.Text, o.BackText)
	}
	if c.Closure != nil {
		ids = append(ids, c.Closure.Text)
	}
	for _, o := range c.Holds {
		ids = append(ids, o.Text)
	}
	return ids
}
