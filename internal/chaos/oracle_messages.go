package chaos

import (
	"fmt"
	"slices"
	"strings"

	"beacon/casework"
	"beacon/messaging"
)

// told is what the timeline says of a message that did not leave, by its state.
var told = map[messaging.State]string{
	messaging.StateMissed: "message-missed", messaging.StateRefused: "message-refused", messaging.StateUnknown: "message-unclear",
}

func lostMessages(e Evidence) (against []string) { //nolint:funlen // every way in which one message may be wrong, in one place
	say := func(d messaging.Delivery, format string, args ...any) {
		against = append(against, fmt.Sprintf("message %s of case %s (%s by %s): ", d.MessageID, d.CaseID, d.Template, d.Channel)+fmt.Sprintf(format, args...))
	}
	known := map[string]bool{}
	ends := map[string]map[string]int{} // how many messages of a case must have been told of, by line
	for _, d := range e.Deliveries {
		known[d.MessageID] = true
		n, line := e.Accepted[d.MessageID], told[d.State]
		switch {
		case n > 1:
			say(d, "accepted %d times", n)
		case d.State.Left() && n == 0:
			say(d, "said to have left, and no provider has it")
		case (d.State == messaging.StateMissed || d.State == messaging.StateRefused) && n > 0:
			say(d, "said not to have left, and a provider has it")
		case d.State == messaging.StateSending || d.State == messaging.StateNotSent:
			say(d, "nobody has it in hand: it is %s", d.State)
		case line != "" && e.Lines[d.CaseID][line] == 0:
			say(d, "it is %s, and its case does not tell of that", d.State)
		case line != "" && d.Template.Matters() && e.Tasks[d.CaseID][string(casework.CallInstead)] == 0 && !e.leftInstead(d):
			say(d, "it is %s, and nobody was asked to call", d.State)
		}
		if d.State.Left() {
			if ends[d.CaseID] == nil {
				ends[d.CaseID] = map[string]int{}
			}
			ends[d.CaseID]["left"]++
		}
	}
	for id, n := range e.Accepted {
		if !known[id] {
			against = append(against, fmt.Sprintf("message %s was accepted %d times, and the ledger does not know it", id, n))
		}
	}
	if e.Anonymous > 0 {
		against = append(against, fmt.Sprintf("%d messages were accepted that name none of ours", e.Anonymous))
	}
	for id, of := range ends {
		sent, unclear := e.Lines[id]["message-sent"], e.Lines[id]["message-unclear"]
		if of["left"] < sent || of["left"] > sent+unclear {
			against = append(against, fmt.Sprintf("case %s tells of %d messages that left and %d that are unclear, and the ledger has %d that left", id, sent, unclear, of["left"]))
		}
	}
	for effect, id := range e.Outbox {
		against = append(against, fmt.Sprintf("effect %s of case %s is decided and not settled", strings.TrimPrefix(effect, id+"/"), id))
	}
	return against
}

// leftInstead says whether the next way of telling it has left, where the first was refused.
func (e Evidence) leftInstead(d messaging.Delivery) bool {
	return d.State == messaging.StateRefused && slices.ContainsFunc(e.Deliveries, func(o messaging.Delivery) bool {
		return o.CaseID == d.CaseID && o.Template == d.Template && o.About == d.About && o.Channel != d.Channel && o.State.Left()
	})
}
