package extract

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
)

// reportFile is the account of every row, in the order of the file, readable in
// a spreadsheet. A row has one line for each thing there is to say, and always
// one. It holds no name, number, address or other words of the extract.
//
// It grows under a name ending in .part and gets its own when it is complete,
// so that a report that is there always speaks for a whole run.
type reportFile struct {
	path string
	file *os.File
	out  *csv.Writer
}

var reportHeader = []string{"row", "source_id", "outcome", "case_id", "field", "code", "reason"}

const partSuffix = ".part"

func newReportFile(path string) (*reportFile, error) {
	f, err := os.OpenFile(path+partSuffix, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the report: %w", err)
	}
	r := &reportFile{path: path, file: f, out: csv.NewWriter(f)}
	_ = r.out.Write(reportHeader) // csv.Writer keeps its error for flush
	return r, nil
}

// columns notes the columns nobody knows.
func (r *reportFile) columns(ignored []string) {
	for _, name := range ignored {
		_ = r.out.Write([]string{"1", "", "", "", "", codeIgnored, "column " + name + " is not known and was ignored"})
	}
}

func (r *reportFile) row(res result) {
	start := []string{strconv.Itoa(res.row), res.sourceID, string(res.outcome), res.caseID}
	notes := slices.Concat(res.notes, res.repairs)
	if len(notes) == 0 {
		_ = r.out.Write(append(start, "", "", ""))
	}
	for _, n := range notes {
		_ = r.out.Write(append(start[:4:4], n.Field, n.Code, n.Reason))
	}
}

func (r *reportFile) flush() error {
	if r.out.Flush(); r.out.Error() != nil {
		return fmt.Errorf("write the report: %w", r.out.Error())
	}
	return nil
}

// close completes the report and gives it its name.
func (r *reportFile) close() error {
	err := r.flush()
	if closing := r.file.Close(); err == nil && closing != nil {
		err = fmt.Errorf("close the report: %w", closing)
	}
	if err != nil {
		return err
	}
	if err := os.Rename(r.path+partSuffix, r.path); err != nil {
		return fmt.Errorf("name the report: %w", err)
	}
	return nil
}
