package chaos

import (
	"fmt"
	"slices"
)

func unanswered(e Evidence) (against []string) {
	for _, r := range e.Refused {
		against = append(against, r.What+": "+r.Said)
	}
	if e.GaveUp > 0 {
		against = append(against, fmt.Sprintf("%d people could not end their work", e.GaveUp))
	}
	return against
}

func lostReferrals(e Evidence) (against []string) {
	say := func(format string, args ...any) { against = append(against, fmt.Sprintf(format, args...)) }
	known := map[string]bool{}
	for _, a := range e.Answered {
		if a.What != referralStep {
			continue
		}
		switch of := e.Referrals[a.Source]; {
		case len(of) != 1:
			say("referral %s is %d times in SQL", a.Source, len(of))
		case of[0] != a.Case:
			say("referral %s was answered with case %s and is in case %s", a.Source, a.Case, of[0])
		}
		if known[a.Case] {
			continue
		}
		known[a.Case] = true
		if f := e.Workflows[a.Case]; f.Chains != 1 || f.Open != 1 {
			say("case %s was started %d times in Temporal, and %d of it are open", a.Case, f.Chains, f.Open)
		}
		if _, ok := e.Cases[a.Case]; !ok {
			say("case %s is not in the list of cases", a.Case)
		}
	}
	for id := range e.Workflows {
		if !known[id] {
			say("case %s is in Temporal, and nobody was told of it", id)
		}
	}
	for source, of := range e.Referrals {
		if len(of) > 1 {
			say("referral %s is %d times in SQL", source, len(of))
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(against)))
}

const referralStep = "referral"

// lineOf is what the timeline says once of each command of a kind.
var lineOf = map[string]string{"no_answer": "attempt", "accepted": "attempt", "note": "note"}

func lostCommands(e Evidence) (against []string) {
	keys := map[string]map[string]map[string]bool{} // by case and line
	for _, a := range e.Answered {
		line, ok := lineOf[a.What]
		if !ok {
			continue
		}
		if keys[a.Case] == nil {
			keys[a.Case] = map[string]map[string]bool{}
		}
		if keys[a.Case][line] == nil {
			keys[a.Case][line] = map[string]bool{}
		}
		keys[a.Case][line][a.Key] = true
	}
	for id, lines := range keys {
		for line, of := range lines {
			if n := e.Lines[id][line]; n != len(of) {
				against = append(against, fmt.Sprintf("case %s tells %d times of %s, and %d were answered: in revisions %s", id, n, line, len(of), e.When[id][line]))
			}
		}
	}
	return against
}

func lostReplies(e Evidence) (against []string) {
	for _, sid := range e.Replies {
		if n := e.Kept[sid]; n != 1 {
			against = append(against, fmt.Sprintf("text %s is kept %d times", sid, n))
		}
	}
	if e.Untold > 0 {
		against = append(against, fmt.Sprintf("no case has been told of %d pieces of news", e.Untold))
	}
	return against
}
