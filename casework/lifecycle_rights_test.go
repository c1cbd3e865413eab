package casework

import "strings"

// rights are the rights that a victim holds, and how they are reminded of those whose
// time runs.
func (p *page) rights() {
	p.heading("Rights that the victim holds", "What happens opens them; they are explained in one call, and the victim uses them or not. Their times are rows of the edition of the Victims' Code.")
	var rows, steps, scopes, nudges [][]string
	for _, r := range RightRows {
		var opens []string
		for _, o := range r.Opens {
			says := "`" + string(o.By) + "`"
			if len(o.Only) > 0 {
				says += ", if " + codes(o.Only)
			}
			opens = append(opens, says)
		}
		if r.AnyTime {
			opens = append(opens, "whenever the victim likes")
		}
		source := cited(Source{r.Source, r.Verified})
		rows = append(rows, []string{"`" + string(r.Right) + "`", r.Says, strings.Join(opens, "; "), codes(r.Windows), r.Explain, source})
		for _, s := range r.Steps {
			steps = append(steps, []string{"`" + string(r.Right) + "`", "`" + s.Step + "`", s.Says, string(s.Means), codes(s.After), string(s.Begins), codes(s.Meets)})
		}
	}
	p.table([]string{"Right", "What it is", "Opened by", "Its time", "How it is explained", "Source"}, rows)
	p.table([]string{"Right", "Step", "What was done", "What it means for the choice", "Comes after one of", "Begins", "Meets"}, steps)
	for _, r := range ScopeRows {
		scopes = append(scopes, []string{"`" + string(r.Right) + "`", "`" + r.Fact + "`", string(r.Makes), r.Says})
	}
	p.line("### Whether a decision can be reviewed\n\nUntil somebody has found out, it is treated as if it could.\n")
	p.table([]string{"Right", "What is known", "In scope", "What the victim is told"}, scopes)
	for _, n := range NudgeRows {
		of := map[bool]string{true: "of a right that has years only"}[n.Long]
		if n.Short {
			of = "not of a right that has years"
		}
		nudges = append(nudges, []string{"`" + n.Code + "`", n.Says, string(n.By), of})
	}
	p.line("### Reminders of a right whose time runs\n\nThey end when the victim has used or declined it, and messages when somebody is helping with it.\n")
	p.table([]string{"Reminder", "When", "How", ""}, nudges)
}
