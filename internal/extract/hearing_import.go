package extract

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Where the API takes referrals, and where hearings.
const (
	referralsPath = "/v1/referrals"
	hearingsPath  = "/v1/hearings"
)

// ImportHearings carries a list of hearings through the API, row by row in the order of
// the file, and accounts for every row it reads: in the Report, and in a report file
// beside the list. Repeating it is harmless. It returns an error, with the accounts so
// far, when the file cannot be read, when the API refuses the token or is not there, or
// when the report cannot be written.
func ImportHearings(ctx context.Context, o ImportOptions) (Report, error) {
	report, err := importHearings(ctx, o)
	if err != nil {
		return report, fmt.Errorf("import hearings: %w", err)
	}
	return report, nil
}

func importHearings(ctx context.Context, o ImportOptions) (Report, error) {
	o, err := o.ready()
	if err != nil {
		return Report{}, err
	}
	o.API = strings.TrimSuffix(o.API, referralsPath) + hearingsPath
	in, _, err := o.open()
	if err != nil {
		return Report{}, err
	}
	defer func() { _ = in.Close() }() // only read
	rows, err := openHearings(in)
	if err != nil {
		return Report{}, err
	}
	file, err := newReportFile(o.Report)
	if err != nil {
		return Report{}, err
	}
	l := &lister{sender: &sender{o: o}, rows: rows, file: file}
	l.report.Path = file.path
	for _, name := range rows.layout.ignored {
		l.report.IgnoredColumns = append(l.report.IgnoredColumns, safeColumn(name))
	}
	file.columns(l.report.IgnoredColumns)
	return l.all(ctx)
}

// lister is one import of a list of hearings on its way. Rows go one after the other:
// what is said later of a hearing must be heard later.
type lister struct {
	sender *sender
	rows   *hearingRows
	file   *reportFile
	report Report
}

func (l *lister) all(ctx context.Context) (Report, error) {
	started := l.sender.o.pace.now()
	read := 0
	var stop, broken error
	for ; ; read++ {
		row, err := l.rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			broken, l.report.Unread = err, true
			break
		}
		var res result
		switch {
		case len(row.problems) > 0:
			res = row.became(rejected, row.problems...)
		case stop != nil || ctx.Err() != nil:
			res = row.became(notSent)
		default:
			res, stop = l.deliver(ctx, row)
		}
		l.report.add(res)
		l.file.row(res)
	}
	l.report.Interrupted = ctx.Err() != nil && l.report.NotSent > 0
	l.report.Took = l.sender.o.pace.now().Sub(started)
	return l.report, errors.Join(broken, stop, l.file.close(), l.report.balanced(read))
}

// deliver brings a row to the API, and goes on trying until the budget is spent. The
// error says why no other row will fare better.
func (l *lister) deliver(ctx context.Context, row hearingRow) (result, error) {
	body, err := json.Marshal(row.body)
	if err != nil {
		return row.became(rejected, *problem("", codeText, "the row cannot be written as JSON")), nil //nolint:nilerr // it is the row's result
	}
	o, sum := l.sender.o, sha256.Sum256(body)
	started := o.pace.now()
	for attempt := 0; ; attempt++ {
		a, err := l.post(ctx, body, hex.EncodeToString(sum[:16]))
		res := row.became(failed, *problem("", "unreachable", "the API could not be reached"))
		if err == nil {
			var what verdict
			var stop error
			if what, res, stop = judgeHearing(row, a); what != tryAgain {
				return res, stop
			}
		}
		pause := max(l.sender.pause(attempt), a.askedToWait(o.pace.now()))
		switch {
		case o.pace.now().Sub(started)+pause > o.Budget && err != nil:
			return res, errAway
		case o.pace.now().Sub(started)+pause > o.Budget:
			return res, nil
		case l.sender.rest(ctx, pause) != nil:
			return row.became(notSent, *problem("", "interrupted", "the import stopped before this row had its answer; it may have arrived")), nil //nolint:nilerr // the row says so
		}
	}
}

func (l *lister) post(ctx context.Context, body []byte, key string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, l.sender.o.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.sender.o.API, bytes.NewReader(body))
	if err != nil {
		return answer{}, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+l.sender.o.Token)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json, application/problem+json")
	req.Header.Set("Idempotency-Key", key)
	req.Header.Set("User-Agent", "beacon-import")
	resp, err := l.sender.o.HTTPClient.Do(req)
	if err != nil {
		return answer{}, fmt.Errorf("send hearing: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // read to its end, or given up
	return readAnswer(resp)
}
