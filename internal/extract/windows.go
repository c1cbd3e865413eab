package extract

import (
	"regexp"
	"strings"
)

// oneWindow is "mon,tue 09:00-17:00". Whether the hours make sense is for the API.
var oneWindow = regexp.MustCompile(`^([a-z]{3}(?:,[a-z]{3})*) (\d\d:\d\d)-(\d\d:\d\d)$`)

func showWindows(windows []Window) string {
	var out []string
	for _, w := range windows {
		out = append(out, strings.Join(w.Days, ",")+" "+w.From+"-"+w.To)
	}
	return strings.Join(out, listBreak+" ")
}

func setWindows(p *ContactPoint, s, field string) *Problem {
	for _, part := range splitList(strings.ToLower(s)) {
		m := oneWindow.FindStringSubmatch(part)
		if m == nil {
			return problem(field, codeWindow, "write the times as mon,tue 09:00-17:00; sat 10:00-12:00")
		}
		p.Windows = append(p.Windows, Window{Days: strings.Split(m[1], ","), From: m[2], To: m[3]})
	}
	return nil
}
