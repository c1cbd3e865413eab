package store

import "beacon/safecontact"

// A postal address is kept sealed, for its contact point alone, and so is what it was
// before: the rows of the history hold it as the point did.

func valueBoundTo(pointID string) string { return "contact_points/" + pointID + "/value" }

// rowSaid is a point as somebody says it is, with what it matches on. ErrKeys: it is a
// postal address, and there is no key.
func (s session) rowSaid(p Point, person string) (pointRow, error) {
	row, err := rowOf(p, person)
	if err != nil {
		return pointRow{}, err
	}
	m, err := s.matched(p.Kind, p.Value)
	row.MatchesOn = m.on
	return row, err
}

// valueKept is a row's value, which is in clear, as it is kept.
func (s session) valueKept(row pointRow) (string, error) {
	if row.Kind != string(safecontact.AddressPoint) {
		return row.Value, nil
	}
	return s.sealText(row.Value, valueBoundTo(row.ID))
}

// valueAnew is the same where the point is kept already: an address that has not
// changed stays as it is sealed, so that writing it again changes nothing.
func (s session) valueAnew(row, was pointRow) (string, error) {
	before, err := s.value(was)
	if err != nil {
		return "", err
	}
	if before == row.Value && before != was.Value {
		return was.Value, nil
	}
	return s.valueKept(row)
}

// value opens a row's value. ErrKeys: it does not open.
func (s session) value(row pointRow) (string, error) {
	if row.Kind != string(safecontact.AddressPoint) {
		return row.Value, nil
	}
	return s.openText(row.Value, valueBoundTo(row.ID))
}

// opened is a row with its value, for whoever needs it.
func (s session) opened(row pointRow) (Point, error) {
	value, err := s.value(row)
	if err != nil {
		return Point{}, err
	}
	p, err := row.point()
	p.Value = value
	return p, err
}
