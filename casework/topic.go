package casework

import "slices"

// Topic is one row of what a victim may want to be told about, and which written
// messages speak of it. What they do not want is not written to them; a person still
// calls before a hearing.
type Topic struct {
	Code      string
	Says      string
	Templates []Template
}

// Topics lists them. To add one, add a line; a new one is wanted by everybody until
// they say otherwise. Some are only ever spoken of by people.
// Source: Victims' Code 2020, Right 6: police agree with the victim how often and about
// what they are told; the list is this product's own.
var Topics = []Topic{
	{"support", "what happens next in their support", []Template{SupportAccepted, PlanAgreed}},
	{"hearings", "hearings and their dates", []Template{HearingReminder, HearingWarned}},
	{"coming_back", "how to come back", []Template{LeaveOpen, SupportEnded}},
	{"rights", "what they may decide on or ask for, and until when", []Template{SomethingToDiscuss}},
	{"investigation", "how the investigation goes", nil},
	{"outcome", "what the court decides", nil},
	{"offender", "the offender after a conviction", nil},
}

func knownTopic(code string) bool {
	return slices.ContainsFunc(Topics, func(t Topic) bool { return t.Code == code })
}

// Often is one row of how often a victim wants to be told how things stand.
type Often struct {
	Code  string
	Says  string
	Weeks int // between one update and the next; 0: only when something happens
}

// Oftens lists them.
var Oftens = []Often{
	{"when_it_happens", "when something happens", 0},
	{"weekly", "every week", 1},
	{"fortnightly", "every two weeks", 2},
	{"monthly", "every four weeks", 4},
	{"only_when_asked", "only when they ask", 0},
}

func often(code string) (Often, bool) {
	i := slices.IndexFunc(Oftens, func(o Often) bool { return o.Code == code })
	if i < 0 {
		return Often{}, false
	}
	return Oftens[i], true
}

// unwantedTopic is what a message speaks of, where the victim does not want to be told.
func (c *Case) unwantedTopic(t Template) (Topic, bool) {
	if c.Preferences == nil {
		return Topic{}, false
	}
	for _, topic := range Topics {
		if slices.Contains(topic.Templates, t) && slices.Contains(c.Preferences.Untold, topic.Code) {
			return topic, true
		}
	}
	return Topic{}, false
}
