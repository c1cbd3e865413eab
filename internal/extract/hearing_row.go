package extract

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
)

// listed is one row of a list of hearings, as the API takes it.
type listed struct {
	CaseID         string `json:"case_id,omitempty"`
	Force          string `json:"force,omitempty"`
	CrimeReference string `json:"crime_reference,omitempty"`
	Reference      string `json:"reference,omitempty"`
	ID             string `json:"id,omitempty"`
	Type           string `json:"type"`
	Status         string `json:"status,omitempty"`
	Certainty      string `json:"certainty,omitempty"`
	Starts         string `json:"starts,omitempty"`
	From           string `json:"from,omitempty"`
	Until          string `json:"until,omitempty"`
	Needed         bool   `json:"victim_needed"`
	Source         string `json:"source"`
	Received       string `json:"received"`
	Court          string `json:"court,omitempty"`
}

// hearingRow is one row as read. One with problems is not to be sent.
type hearingRow struct {
	row      int
	end      int64
	body     listed
	repairs  []Problem
	problems []Problem
}

func (r *hearingRow) refuse(p *Problem) {
	if p != nil {
		r.problems = append(r.problems, *p)
	}
}

func (r hearingRow) became(what outcome, notes ...Problem) result {
	return result{row: r.row, end: r.end, repairs: r.repairs, outcome: what, notes: notes, sourceID: private{}.id(r.body.Reference)}
}

// hearingRows reads a list of hearings.
type hearingRows struct {
	csvRecords
	layout hearingLayout
}

func openHearings(r io.Reader) (*hearingRows, error) {
	in, err := newLines(bufio.NewReaderSize(r, 64<<10))
	if err != nil {
		return nil, err
	}
	h := &hearingRows{csvRecords: csvRecords{in: in}}
	header, err := h.header()
	if err != nil {
		return nil, err
	}
	if h.layout, err = readHearingLayout(header); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	return h, nil
}

// next gives the next row, or io.EOF.
func (h *hearingRows) next() (hearingRow, error) {
	raw, err := h.nextRow()
	if err != nil {
		return hearingRow{}, err
	}
	r := hearingRow{row: h.row, end: raw.end}
	switch {
	case raw.flaw != nil:
		r.refuse(raw.flaw)
	case len(raw.fields) != h.layout.width:
		r.refuse(ragged(len(raw.fields), h.layout.width))
	default:
		r.fill(h.layout, raw.fields)
	}
	return r, nil
}

// fill brings the fields of a row into what the API takes.
func (r *hearingRow) fill(l hearingLayout, fields [][]byte) {
	value := func(name string) string {
		i, there := l.at[name]
		if !there {
			return ""
		}
		text, repaired, ok := toUTF8(fields[i])
		if !ok {
			r.refuse(problem("/"+name, codeText, "the bytes are neither UTF-8 nor Windows-1252"))
		}
		if repaired {
			r.repairs = append(r.repairs, *problem("/"+name, codeReencoded, "read as Windows-1252, for it is not UTF-8"))
		}
		return strings.TrimSpace(text)
	}
	r.body = listed{
		CaseID: strings.ToLower(value("case_id")), Force: strings.ToLower(value("force")), CrimeReference: value("crime_reference"),
		Reference: value("reference"), ID: strings.ToLower(value("hearing_id")), Type: wordOf(value("type")), Status: wordOf(value("status")),
		Certainty: wordOf(value("certainty")), Source: wordOf(value("source")), Court: value("court"),
	}
	if needed := value("needed"); needed == "" {
		r.refuse(problem("/needed", codeMissing, "must say whether the victim has to be there"))
	} else {
		r.refuse(setFlag(&r.body.Needed, needed, "/needed"))
	}
	for _, must := range []string{"type", "source", "date", "received"} {
		if value(must) == "" {
			r.refuse(problem("/"+must, codeMissing, "must not be empty"))
		}
	}
	r.dated(value("date"), value("time"), value("until"))
	if said := value("received"); said != "" {
		at, wrong := momentIn("/received", said)
		r.refuse(wrong)
		r.body.Received = at.Format(time.RFC3339)
	}
}

// wordOf is a word of this service's, however somebody wrote it.
func wordOf(s string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(s))
}

// dated brings in when the hearing is: of a fixed date the moment, of a window its days.
func (r *hearingRow) dated(date, clock, until string) {
	if date == "" {
		return
	}
	day, repair, wrong := hearingDay("/date", date)
	r.refuse(wrong)
	r.repaired(repair)
	if wrong != nil {
		return
	}
	if r.body.Certainty != "" && r.body.Certainty != "fixed" {
		r.window(day, clock, until)
		return
	}
	if until != "" {
		r.refuse(problem("/until", codeAgainst, "is only said of a warned list or a floating hearing"))
	}
	if clock == "" {
		r.refuse(problem("/time", codeMissing, "a fixed date has a time; where only days are known, the certainty is warned_list or floating"))
		return
	}
	at, wrong := clockAt("/time", day, clock)
	r.refuse(wrong)
	r.body.Starts = at.Format(time.RFC3339)
}

func (r *hearingRow) window(first time.Time, clock, until string) {
	if clock != "" {
		r.refuse(problem("/time", codeAgainst, "a window has days and no time: leave it empty"))
	}
	r.body.From, r.body.Until = first.Format(time.DateOnly), first.Format(time.DateOnly)
	if until == "" {
		r.refuse(problem("/until", codeMissing, "must not be empty: a window has a last day"))
		return
	}
	last, repair, wrong := hearingDay("/until", until)
	r.refuse(wrong)
	r.repaired(repair)
	r.body.Until = last.Format(time.DateOnly)
}

func (r *hearingRow) repaired(p *Problem) {
	if p != nil {
		r.repairs = append(r.repairs, *p)
	}
}
