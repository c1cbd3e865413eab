package store

import (
	"context"
	"strings"
	"time"

	"beacon/casework"
)

// Staff is somebody who works here: as their token said when they were last seen, or
// as a supervisor has registered them since. Times are UTC; zero: never.
type Staff struct {
	Subject      string
	Roles        []casework.Role
	Team         string
	Active       bool // they still work here
	Seen         time.Time
	Registered   time.Time
	RegisteredBy string
}

// Role is the gravest role in which somebody works with victims; empty: none, or
// they no longer work here.
func (s Staff) Role() casework.Role {
	best := casework.Role("")
	for _, r := range s.Roles {
		if s.Active && r.Works() && (best == "" || r.Decides()) {
			best = r
		}
	}
	return best
}

type staffRow struct {
	Subject      string `db:"subject"`
	Roles        string `db:"roles"`
	Team         string `db:"team"`
	Active       bool   `db:"active"`
	Seen         Time   `db:"seen"`
	Registered   Time   `db:"registered"`
	RegisteredBy string `db:"registered_by"`
}

func (r staffRow) row() Staff {
	s := Staff{Subject: r.Subject, Team: r.Team, Active: r.Active, Seen: r.Seen.Time, Registered: r.Registered.Time, RegisteredBy: r.RegisteredBy}
	for role := range strings.FieldsSeq(r.Roles) {
		s.Roles = append(s.Roles, casework.Role(role))
	}
	return s
}

func rolesText(roles []casework.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, " ")
}

// StaffSeen keeps what the token of somebody who works here said. It never makes
// anybody active again whom a supervisor has said to have left.
func (db *DB) StaffSeen(ctx context.Context, subject string, roles []casework.Role, at time.Time) error {
	return db.writeOne(ctx, "keep staff", func(s session) error {
		_, err := s.do(ctx, `insert into staff (subject, roles, team, active, seen, registered, registered_by) values (?, ?, '', ?, ?, null, '')
			on conflict (subject) do update set roles = excluded.roles, seen = excluded.seen`,
			subject, rolesText(roles), true, Time{at})
		return err
	})
}

// RegisterStaff keeps what a supervisor says of somebody who works here.
func (db *DB) RegisterStaff(ctx context.Context, p Staff) error {
	return db.write(ctx, "register staff", func(s session) error {
		_, err := s.do(ctx, `insert into staff (subject, roles, team, active, seen, registered, registered_by) values (?, ?, ?, ?, null, ?, ?)
			on conflict (subject) do update set roles = excluded.roles, team = excluded.team, active = excluded.active,
				registered = excluded.registered, registered_by = excluded.registered_by`,
			p.Subject, rolesText(p.Roles), p.Team, p.Active, Time{p.Registered}, p.RegisteredBy)
		return err
	})
}

// OwnerLeft is the owner of a case who works here no longer; empty: there is none.
func (db *DB) OwnerLeft(ctx context.Context, caseID string) (string, error) {
	var owner string
	_, err := db.read().found(ctx, &owner, `select c.owner from cases c join staff s on s.subject = c.owner where c.id = ? and not s.active`, caseID)
	return owner, doing("read owner", err)
}

const staffColumns = `subject, roles, team, active, seen, registered, registered_by`

// StaffOf reads one of the staff. ErrNotFound: nobody of this subject is known.
func (db *DB) StaffOf(ctx context.Context, subject string) (Staff, error) {
	var row staffRow
	err := db.read().one(ctx, &row, `select `+staffColumns+` from staff where subject = ?`, subject)
	return row.row(), doing("read staff", err)
}

// Staff lists everybody who works or worked here, by subject; team: only those of it.
// ErrCursor: after was not a cursor of this list.
func (db *DB) Staff(ctx context.Context, team string, after Cursor, limit int) (Page[Staff], error) {
	last, err := place(after, "staff", isWord)
	if err != nil {
		return Page[Staff]{}, doing("list staff", err)
	}
	var w where
	w.is("team = ?", team)
	if last != nil {
		w.and("subject > ?", last...)
	}
	var rows []staffRow
	err = db.read().all(ctx, &rows, `select `+staffColumns+` from staff`+w.String()+` order by subject limit ?`, append(w.args, atMost(limit)+1)...)
	if err != nil {
		return Page[Staff]{}, doing("list staff", err)
	}
	out := make([]Staff, len(rows))
	for i, row := range rows {
		out[i] = row.row()
	}
	return pageOf(out, atMost(limit), func(s Staff) Cursor { return cursorAt("staff", s.Subject) }), nil
}

// Caseload lists the IDs of every open case that somebody has, what is due first
// first.
func (db *DB) Caseload(ctx context.Context, owner string) ([]string, error) {
	var ids []string
	err := db.read().all(ctx, &ids, `select id from cases where owner = ? and stage <> ? order by next_due, id`, owner, string(casework.Closed))
	return ids, doing("list caseload", err)
}

// Offered lists the IDs of every case that somebody is asked to take.
func (db *DB) Offered(ctx context.Context, to string) ([]string, error) {
	var ids []string
	err := db.read().all(ctx, &ids, `select id from cases where offered_to = ? and offered_to <> '' and stage <> ? order by next_due, id`, to, string(casework.Closed))
	return ids, doing("list offers", err)
}
