package api

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"beacon/measures"
	"beacon/store"
)

// In what form a return is answered, and which part of it as CSV.
var (
	formats = []string{"json", "csv"}
	parts   = []string{"rows", "late"}
)

const textCSV = "text/csv; charset=utf-8"

// getCompliance answers the quarterly return of compliance with the Victims' Code.
func (a *API) getCompliance(c echo.Context) error {
	q, now := queryOf(c), a.cfg.Now()
	quarter := q.quarter("quarter")
	if quarter.Year > 0 {
		if err := quarter.Begun(now); err != nil {
			q.faults.wrong("?quarter", "in_the_future", err.Error())
		}
	}
	force, format, part := q.text("force", ownerShape), listed(q, "format", formats), listed(q, "part", parts)
	if format == "" && strings.Contains(c.Request().Header.Get(echo.HeaderAccept), "text/csv") {
		format = "csv"
	}
	if part != "" && format != "csv" {
		q.faults.wrong("?part", "only_as_csv", "is for CSV only: as JSON a return has every part")
	}
	if err := q.end(); err != nil {
		return err
	}
	count := measures.Count(quarter, now, force, a.cfg.Calendar(c.Request().Context()))
	err := a.db.DutiesDueWithin(c.Request().Context(), quarter.From(), quarter.Until(), func(d store.DutyRow) {
		count.Add(measures.Kept{CaseID: d.CaseID, Force: d.Force, DutyView: d.DutyView})
	})
	if err != nil {
		return err
	}
	made := count.Done()
	if format != "csv" {
		return c.JSON(http.StatusOK, made)
	}
	return sendCSV(c, made, part)
}

// quarter reads a quarter, which must be given.
func (q *query) quarter(name string) measures.Quarter {
	v, ok := q.value(name)
	if !ok {
		if len(q.values[name]) == 0 {
			q.faults.wrong("?"+name, "missing", "is missing")
		}
		return measures.Quarter{}
	}
	out, err := measures.ParseQuarter(v)
	if err != nil {
		q.faults.wrong("?"+name, "not_a_quarter", err.Error())
	}
	return out
}

func sendCSV(c echo.Context, made measures.Compliance, part string) error {
	var b bytes.Buffer
	name, write := "compliance-"+made.Quarter, made.WriteRows
	if part == "late" {
		name, write = name+"-late", made.WriteLate
	}
	if err := write(&b); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`.csv"`)
	return c.Blob(http.StatusOK, textCSV, b.Bytes())
}
