package store

import (
	"context"
	"slices"
)

// protect carries over what protects a victim and stands outside the case: a seal, what
// they need in order to be reached, that they live with the suspect, and how to speak
// when somebody else may listen. Nothing of it is ever taken away by a merge.
func (j *joining) protect(ctx context.Context) error {
	sealed, err := j.do(ctx, `insert into sealed_cases (case_id, sealed_at, sealed_by, sealed_why)
		select ?, sealed_at, sealed_by, sealed_why from sealed_cases where case_id = ? on conflict (case_id) do nothing`, j.Merge.Into, j.CaseID)
	if err == nil && sealed == 1 {
		err = j.writeNews(ctx, News{
			ID: identity("news", "sealed by merge", j.CaseID, j.Merge.Into), Kind: CaseSealed, CaseID: j.Merge.Into, At: j.At, By: j.By, Why: "safety",
		})
	}
	if err != nil {
		return err
	}
	var from, into personRow
	const read = `select ` + personColumns + ` from people where id = ?`
	if err := j.one(ctx, &from, read, j.from); err != nil {
		return err
	}
	if err := j.one(ctx, &into, read, j.into); err != nil {
		return err
	}
	needs := parted(into.Needs)
	for _, n := range parted(from.Needs) {
		if !slices.Contains(needs, n) {
			needs = append(needs, n)
		}
	}
	lives := into.LivesWithSuspect
	if lives == nil || from.LivesWithSuspect != nil && *from.LivesWithSuspect {
		lives = from.LivesWithSuspect
	}
	_, err = j.do(ctx, `update people set access_needs = ?, interpreter = ?, lives_with_suspect = ? where id = ?`,
		joined(needs), into.Interpreter || from.Interpreter, lives, j.into)
	return err
}

// protectPoint carries over the cover of a point that both had, where the other has
// none.
func (j *joining) protectPoint(ctx context.Context, stands, other pointRow) error {
	var sealed string
	known, err := j.found(ctx, &sealed, `select sealed from contact_point_covers where point_id = ?
		and not exists (select 1 from contact_point_covers o where o.point_id = ?)`, other.ID, stands.ID)
	if err != nil || !known {
		return err
	}
	c, err := j.db.unseal(sealed, other.ID)
	if err != nil {
		return err
	}
	if sealed, err = j.db.seal(c, stands.ID); err != nil {
		return err
	}
	_, err = j.do(ctx, `insert into contact_point_covers (point_id, sealed, written_at, written_by) values (?, ?, ?, ?)`, stands.ID, sealed, Time{j.At}, j.By)
	return err
}
