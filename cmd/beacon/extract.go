package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"beacon/internal/app"
	"beacon/internal/extract"
)

// importExtract sends a file through the API. The token comes from BEACON_TOKEN,
// so that it stands neither in a shell's history nor in a list of processes.
func importExtract(ctx context.Context, args, environ []string, s streams) error {
	if len(args) > 0 && args[0] == "hearings" {
		return importHearings(ctx, args[1:], environ, s)
	}
	f := flags("import", "FILE", s)
	o := extract.ImportOptions{}
	format := f.String("format", "", "csv or ndjson; otherwise told from the file")
	f.StringVar(&o.API, "api", "http://127.0.0.1:8080", "where Beacon's API is")
	f.StringVar(&o.Report, "report", "", "where the report goes; otherwise FILE.report.csv")
	f.IntVar(&o.Concurrency, "concurrency", 8, "rows on their way at once")
	f.DurationVar(&o.Budget, "budget", 0, "how long to keep trying one row (2m)")
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	if *format != "" {
		if o.Format, err = extract.ParseFormat(*format); err != nil {
			return err
		}
	}
	o.File = rest[0]
	if o.Token, err = tokenOf(environ, "a referrer"); err != nil {
		return err
	}
	if w, ok := s.err.(*os.File); ok {
		o.Progress = extract.NewProgress(w)
	}
	report, err := extract.Import(ctx, o)
	return accounted(report, err, s)
}

// importHearings sends a list of hearings through the API.
func importHearings(ctx context.Context, args, environ []string, s streams) error {
	f := flags("import hearings", "FILE", s)
	o := extract.ImportOptions{}
	f.StringVar(&o.API, "api", "http://127.0.0.1:8080", "where Beacon's API is")
	f.StringVar(&o.Report, "report", "", "where the report goes; otherwise FILE.report.csv")
	f.DurationVar(&o.Budget, "budget", 0, "how long to keep trying one row (2m)")
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	o.File = rest[0]
	if o.Token, err = tokenOf(environ, "a Witness Care Unit, or of staff"); err != nil {
		return err
	}
	report, err := extract.ImportHearings(ctx, o)
	return accounted(report, err, s)
}

// tokenOf is the bearer token that an import sends, and whose it must be.
func tokenOf(environ []string, whose string) (string, error) {
	token, err := app.Secret(environ, "BEACON_TOKEN")
	if err == nil && token == "" {
		err = errors.New("BEACON_TOKEN is not set, and neither is BEACON_TOKEN_FILE: it is the bearer token of " + whose)
	}
	return token, err
}

// accounted prints what became of every row.
func accounted(report extract.Report, err error, s streams) error {
	if err := errors.Join(err, report.Print(s.out)); err != nil {
		return err
	}
	if report.ExitCode() != 0 {
		return errReported
	}
	return nil
}

func generateExtract(_ context.Context, args, _ []string, s streams) error {
	f := flags("generate", "", s)
	o := extract.GenerateOptions{}
	f.IntVar(&o.Referrals, "referrals", 350, "how many rows to write")
	f.Uint64Var(&o.Seed, "seed", 7, "the same seed gives the same bytes")
	f.IntVar(&o.Days, "days", extract.DefaultDays, "how many days of reports it covers")
	f.StringVar(&o.Day, "day", extract.DefaultDay, "the day on which the extract is cut")
	format := f.String("format", "csv", "csv or ndjson")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	var err error
	if o.Format, err = extract.ParseFormat(*format); err != nil {
		return err
	}
	mix, err := extract.Generate(s.out, o)
	if err != nil {
		return err
	}
	if err := mix.Print(s.err); err != nil {
		return fmt.Errorf("print what is in the extract: %w", err)
	}
	return nil
}
