package storetest

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/safecontact"
	"beacon/store"
)

// What is looked for in errors, and must not be there.
var canary = []string{"Zebedee", "Quux", "07700", "447700900", "canary", "example.org", "Nowhere", "zebra crossing"}

func referral(id string) store.Admission {
	return store.Admission{
		Source: store.Source{Force: "hertfordshire", System: "athena", ID: id, Version: 1},
		Digest: "digest of " + id + " 1",
		Person: store.Person{
			Reference: "N" + id, GivenName: "Zebedee", FamilyName: "Quux", DateOfBirth: "1990-02-28",
			Gender: "female", Language: "en", Children: 2, Relationship: "ex_partner",
		},
		CrimeReference: "41/14572/26",
		Officer:        store.Officer{CollarNumber: "1234", Name: "Quux", Email: "officer@example.org"},
		Body:           json.RawMessage(`{"id":"` + id + `","given_name":"Zebedee"}`),
		Received:       Epoch,
	}
}

// another makes the victim of a referral nobody else's.
func another(a store.Admission, n int) store.Admission {
	a.Person.FamilyName, a.Person.GivenName = "Quux"+strconv.Itoa(n), "Zebedee"+strconv.Itoa(n)
	a.Person.DateOfBirth = Epoch.AddDate(-20, 0, -37*n).Format(time.DateOnly)
	return a
}

func phone(number string) store.Point {
	return store.Point{Value: number, Point: safecontact.PolicePoint("", safecontact.PhonePoint, true, nil)}
}

func confirmedPhone(number string, at time.Time) store.Point {
	return store.Point{Value: number, Point: safecontact.PolicePoint("", safecontact.PhonePoint, true,
		&safecontact.Confirmation{By: "PC 1234", At: at, Allowed: safecontact.Allowed{Call: true, Text: true}})}
}

// number is one of Ofcom's drama numbers.
func number(n int) string { return "+447700900" + padded(n, 3) }

func padded(n, width int) string {
	digits := strconv.Itoa(n)
	return strings.Repeat("0", max(width-len(digits), 0)) + digits
}

// withPoints is the next version of a referral with these points.
func withPoints(a store.Admission, version int, points ...store.Point) store.Admission {
	a.Source.Version = version
	a.Digest = "digest of " + a.Source.ID + " " + strconv.Itoa(version)
	a.Points = points
	return a
}

func admit(t *testing.T, db *store.DB, a store.Admission) store.Admitted {
	t.Helper()
	out, err := db.Admit(ctxOf(t), a)
	require.NoError(t, err)
	return out
}

func pointsOf(t *testing.T, db *store.DB, caseID string) []store.Point {
	t.Helper()
	_, points, err := db.Person(ctxOf(t), caseID)
	require.NoError(t, err)
	return points
}

func onlyPoint(t *testing.T, db *store.DB, caseID string) store.Point {
	t.Helper()
	points := pointsOf(t, db, caseID)
	require.Len(t, points, 1)
	return points[0]
}

func view(id string, revision int) casework.View {
	return casework.View{
		ID: id, Revision: revision, Stage: casework.Reaching, Since: Epoch, Grade: casework.MediumRisk, DomesticAbuse: true,
		Referred: Epoch, NextDue: Epoch.Add(time.Hour), NextKind: casework.NextAttempt,
		State: json.RawMessage(`{"id":"` + id + `","revision":` + strconv.Itoa(revision) + `}`),
	}
}

func line(revision, n int) casework.Line {
	at := Epoch.Add(time.Duration(revision) * time.Minute)
	return casework.Line{Revision: revision, N: n, At: at, Noted: at, What: "note", Says: "Line " + strconv.Itoa(revision) + "." + strconv.Itoa(n)}
}

func task(id string, due time.Duration) casework.Task {
	return casework.Task{ID: id, Kind: casework.CallVictim, Role: casework.Caseworker, Raised: Epoch, Due: Epoch.Add(due)}
}

func publish(t *testing.T, db *store.DB, v casework.View) {
	t.Helper()
	require.NoError(t, db.Publish(ctxOf(t), v))
}

func caseID(n int) string { return "00000000-0000-5000-8000-" + padded(n, 12) }
