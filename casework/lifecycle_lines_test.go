package casework

// cited writes a source, and says where it was not read there.
func cited(s Source) string {
	if !s.Verified {
		return s.Says + " (not verified)"
	}
	return s.Says
}

// explanations are why every task and every line of a timeline is there, as `beacon
// case explain` says it.
func (p *page) explanations() {
	p.heading("Why", "What `beacon case explain` says of every task and of every line of a timeline.")
	var rows [][]string
	for _, r := range TaskReasons {
		rows = append(rows, []string{"`" + string(r.Kind) + "`", r.Why, cited(r.Source)})
	}
	p.table([]string{"Task", "Why it exists", "Source"}, rows)
	rows = nil
	for _, r := range LineRules {
		who := r.Who
		switch {
		case who == "":
			who = "Beacon"
		case r.Auto:
			who += ", or Beacon"
		}
		rows = append(rows, []string{"`" + r.What + "`", who, r.Why, cited(r.Source)})
	}
	p.table([]string{"Line", "Who acts", "The rule", "Source"}, rows)
}
