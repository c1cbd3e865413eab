package extract

// Column describes one column of the CSV extract.
type Column struct {
	Name      string // as it stands in the header
	Field     string // JSON pointer of the value it carries
	Mandatory bool   // the file is refused without it (a contact point's: if the point is there); a value may still be empty
	Means     string // what to write, in a few words
}

// Columns lists the standard header in its order: what [Generate] writes and
// what is promised not to change. [Import] also takes phone_4 to phone_10,
// email_3 to email_10 and address_2 to address_10 with the same companions, in
// any order of columns.
func Columns() []Column {
	var out []Column
	for _, c := range columns {
		out = append(out, c.Column)
	}
	for _, s := range standardSlots {
		for _, a := range s.attributes() {
			out = append(out, Column{
				Name:      s.name + a.suffix,
				Field:     "/victim/contact_points/*" + a.field,
				Mandatory: a.needed,
				Means:     a.means,
			})
		}
	}
	return out
}

// column knows how one value goes into a referral and comes out of it. set gets
// trimmed text which is not empty.
type column struct {
	Column
	get func(*Referral) string
	set func(*Referral, string) *Problem
}

func text(name, field, means string, at func(*Referral) *string) column {
	return column{
		Column: Column{Name: name, Field: field, Means: means},
		get:    func(r *Referral) string { return *at(r) },
		set:    func(r *Referral, s string) *Problem { *at(r) = s; return nil },
	}
}

func flag(name, field, means string, at func(*Referral) *bool) column {
	return column{
		Column: Column{Name: name, Field: field, Means: means},
		get:    func(r *Referral) string { return showFlag(*at(r)) },
		set:    func(r *Referral, s string) *Problem { return setFlag(at(r), s, field) },
	}
}

func maybe(name, field, means string, at func(*Referral) **bool) column {
	return column{
		Column: Column{Name: name, Field: field, Means: means},
		get:    func(r *Referral) string { return showMaybe(*at(r)) },
		set:    func(r *Referral, s string) *Problem { return setMaybe(at(r), s, field) },
	}
}

func whole(name, field, means string, at func(*Referral) **int) column {
	return column{
		Column: Column{Name: name, Field: field, Means: means},
		get:    func(r *Referral) string { return showMaybeWhole(*at(r)) },
		set:    func(r *Referral, s string) *Problem { return setMaybeWhole(at(r), s, field) },
	}
}

func (c column) needed() column {
	c.Mandatory = true
	return c
}
