package extract

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ref makes a small, complete referral.
func ref(id, person string) Referral {
	yes, no, first, total := true, false, 1, 11
	return Referral{
		Source: Source{Force: "hertfordshire", System: "athena", ID: id, Version: &first},
		Crime:  Crime{Reference: "41/16241/26", OffenceCode: "8Q", Offence: "Stalking", DomesticAbuse: &yes, ReportedAt: "2026-03-01T21:14:00Z"},
		Victim: Victim{
			PersonReference: person, GivenName: "Rosalind", FamilyName: "Attwood", DateOfBirth: "1990-04-17", Gender: "female", Language: "en",
			RelationshipToSuspect: "ex_partner", LivesWithSuspect: &no, Children: 2,
			ContactPoints: []ContactPoint{
				{Kind: "phone", Value: "07700 900123", Safe: &Safe{Call: &yes, Text: &no, ConfirmedBy: "PC 1234", ConfirmedAt: "2026-03-01T21:40:00Z"},
					Windows: []Window{{Days: []string{"mon", "tue"}, From: "09:00", To: "17:00"}, {Days: []string{"sat"}, From: "10:00", To: "12:00"}}},
				{Kind: "email", Value: "rosalind@example.org", DoNotUse: true},
				{Kind: "address", Value: "12 Mill Lane; Hatfield; AL10 9CV"},
			},
		},
		Suspect: &Suspect{Phones: []string{"07700 900999", "07700 900998"}},
		Risk:    Risk{Tool: "DASH", ToolVersion: "2009", Total: &total, Grade: "medium", Indicators: []string{"stalking", "separation"}},
		Officer: Officer{CollarNumber: "1234", Name: "PC Harris", Email: "collar1234@example.org"},
		Basis:   Basis{LawfulBasis: "public_task", VictimInformed: &yes},
	}
}

// write gives referrals as a file.
func write(t testing.TB, f Format, refs ...Referral) string {
	t.Helper()
	var b bytes.Buffer
	out, err := newRowWriter(&b, f)
	require.NoError(t, err)
	for _, r := range refs {
		require.NoError(t, out.write(r, false))
	}
	require.NoError(t, out.flush())
	return b.String()
}

// table is a CSV file as columns and rows, to be spoilt by a test.
type table struct {
	header []string
	rows   [][]string
}

func tableOf(t testing.TB, refs ...Referral) *table {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(write(t, CSV, refs...))).ReadAll()
	require.NoError(t, err)
	return &table{header: all[0], rows: all[1:]}
}

func (tb *table) set(row int, column, value string) *table {
	tb.rows[row][slices.Index(tb.header, column)] = value
	return tb
}

func (tb *table) drop(column string) *table {
	i := slices.Index(tb.header, column)
	tb.header = slices.Delete(tb.header, i, i+1)
	for n := range tb.rows {
		tb.rows[n] = slices.Delete(tb.rows[n], i, i+1)
	}
	return tb
}

func (tb *table) add(column, value string) *table {
	tb.header = append(tb.header, column)
	for n := range tb.rows {
		tb.rows[n] = append(tb.rows[n], value)
	}
	return tb
}

func (tb *table) String() string {
	var b strings.Builder
	out := csv.NewWriter(&b)
	_ = out.Write(tb.header)
	_ = out.WriteAll(tb.rows)
	return b.String()
}

// read gives every record of a file.
func read(t testing.TB, f Format, file string) []Record {
	t.Helper()
	in, err := Open(strings.NewReader(file), "", f)
	require.NoError(t, err)
	var out []Record
	for {
		rec, err := in.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		require.NoError(t, err)
		out = append(out, rec)
	}
}

func openError(t testing.TB, f Format, file string) string {
	t.Helper()
	_, err := Open(strings.NewReader(file), "", f)
	require.Error(t, err)
	return err.Error()
}

func codes(problems []Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Field+" "+p.Code)
	}
	return out
}
