package extract

// grade draws a risk grade. Over all crimes it comes to 12 % high, 45 % medium
// and 43 % standard (assumed: no force publishes its split), more of the high
// ones within domestic abuse.
func (g *generator) grade(domestic bool) string {
	high, medium := 20, 200
	if domestic {
		high, medium = 148, 521
	}
	switch at := g.rng.IntN(1000); {
	case at < high:
		return "high"
	case at < high+medium:
		return "medium"
	}
	return "standard"
}

// risk makes an assessment that fits its grade: the score lies in the grade's
// band (0-9, 10-13, 14 and more) unless an officer judged it higher.
func (g *generator) risk(grade string, domestic bool, what offence) Risk {
	r := Risk{Tool: "other", Grade: grade}
	if domestic {
		r.Tool, r.ToolVersion = "DASH", "2009"
		if chance(g.rng, 130) {
			r.Tool, r.ToolVersion = "DARA", "2022"
		}
	}
	if r.Tool == "DASH" {
		total := g.total(grade)
		if grade != "standard" && chance(g.rng, 100) {
			total = g.total("standard")
			r.Judgement = grade
		}
		r.Total = &total
	}
	r.Indicators = g.indicators(grade, domestic, what)
	r.Marac = grade == "high" && chance(g.rng, 800)
	return r
}

func (g *generator) total(grade string) int {
	switch grade {
	case "high":
		return 14 + g.rng.IntN(11)
	case "medium":
		return 10 + g.rng.IntN(4)
	}
	return g.rng.IntN(10)
}

// indicators are in the order of the list, each at most once; outside domestic
// abuse only what the crime itself is.
func (g *generator) indicators(grade string, domestic bool, what offence) []string {
	share := 0
	if domestic {
		share = map[string]int{"high": 420, "medium": 160, "standard": 25}[grade]
	}
	var out []string
	for _, each := range []string{"strangulation", "stalking", "threats_to_kill", "separation", "coercive_control", "escalation", "victim_fears"} {
		if chance(g.rng, share) || each == what.indicator {
			out = append(out, each)
		}
	}
	return out
}
