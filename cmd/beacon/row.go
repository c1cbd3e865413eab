package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"beacon/victimscode"
)

// showRow shows one row, always with its source and whether that was checked.
func showRow(w io.Writer, d victimscode.Duty) {
	fmt.Fprintf(w, "%s  %s: %s\n", d.ID, d.Owner, d.Says)
	fmt.Fprintf(w, "    begins: %s%s\n", joined(d.Begins), ifAny("; only if ", joined(d.Only)))
	fmt.Fprintf(w, "    limit:  %s, from %s%s\n", limits(d), d.From, ifAny("; before ", joined(d.Before)))
	fmt.Fprintf(w, "    met:    %s; ours: %s%s\n", joined(d.Met), d.Ours, ifAny("; stage: ", string(d.Stage)))
	fmt.Fprintf(w, "    stands: %s\n    source: %s; %s\n", right(d.Right, d.Para), d.Source, verified(d.Verified))
	if d.Note != "" {
		fmt.Fprintf(w, "    note:   %s\n", d.Note)
	}
}

func limits(d victimscode.Duty) string {
	switch {
	case !d.Standard.IsZero() && d.Standard == d.Enhanced:
		return d.Standard.String()
	case !d.Standard.IsZero():
		return fmt.Sprintf("%s, with Enhanced Rights %s", d.Standard, d.Enhanced)
	case !d.Aim.IsZero():
		return "no number; this service looks after " + d.Aim.String()
	}
	return "no number"
}

func right(n int, para string) string {
	if n == 0 {
		return "beside the Code"
	}
	return fmt.Sprintf("right %d%s", n, ifAny(", paragraph ", para))
}

func verified(checked bool) string {
	if checked {
		return "verified"
	}
	return "NOT VERIFIED"
}

func ifAny(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

func joined[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return strings.Join(words, ", ")
}

func printJSON(w io.Writer, v any) error {
	to := json.NewEncoder(w)
	to.SetEscapeHTML(false)
	to.SetIndent("", "  ")
	return to.Encode(v)
}

const shown = "Mon 2 Jan 2006 15:04:05"

func london(at time.Time) string { return at.In(victimscode.London).Format(shown) }
