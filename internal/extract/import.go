package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// Import carries a file through the API, row by row, and accounts for every row
// it reads: in the Report, and in a report file beside the extract. Rows of one
// record, and of one person, arrive in the order of the file; otherwise the gravest of
// those that have been read are sent first, which of most files is all of them. Memory
// is bounded, however long the file.
//
// Repeating an import is harmless and is the way to go on after an interruption:
// every row carries the same idempotency key each time.
//
// Import returns an error, with the accounts so far, when the file cannot be
// read, when the API refuses the token or is not there, or when the report
// cannot be written. A row that is rejected or failed is no error: it is in the
// accounts, and so is an interruption by ctx. After that, rows on their way have
// o.Grace to finish, and the rest of the file is only counted; a Read on
// o.Reader which blocks is waited for.
func Import(ctx context.Context, o ImportOptions) (Report, error) {
	o, err := o.ready()
	if err != nil {
		return Report{}, fmt.Errorf("import: %w", err)
	}
	in, size, err := o.open()
	if err != nil {
		return Report{}, fmt.Errorf("import: %w", err)
	}
	defer func() { _ = in.Close() }() // only read
	records, err := Open(in, o.File, o.Format)
	if err != nil {
		return Report{}, fmt.Errorf("import: %w", err)
	}
	file, err := newReportFile(o.Report)
	if err != nil {
		return Report{}, fmt.Errorf("import: %w", err)
	}
	report, err := newRun(ctx, o, records, file, size).all()
	if err != nil {
		return report, fmt.Errorf("import: %w", err)
	}
	return report, nil
}

// open gives what is to be read, and its size if that is known.
func (o ImportOptions) open() (io.ReadCloser, int64, error) {
	if o.Reader != nil {
		return io.NopCloser(o.Reader), 0, nil
	}
	f, err := os.Open(o.File)
	if err != nil {
		return nil, 0, fmt.Errorf("open the extract: %w", err)
	}
	about, err := f.Stat()
	if err == nil && about.IsDir() {
		err = errors.New("it is a directory")
	}
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("open the extract: %w", err), f.Close())
	}
	if !about.Mode().IsRegular() {
		return f, 0, nil
	}
	return f, about.Size(), nil
}
