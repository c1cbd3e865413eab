package messaging

import (
	"context"
	"fmt"
	"slices"
	"time"

	"beacon/casework"
)

// The slack allows for a provider's clock that is behind ours.
const slack = time.Minute

// reconcile settles an attempt that may have left. absent says that it certainly
// did not, or that a second copy is better than none, and that the message may be tried
// again; otherwise the outcome or the
// error is the answer. A report of the provider's settles it too, by the ledger.
func (c *Courier) reconcile(ctx context.Context, row Delivery, m casework.Message) (absent bool, out casework.Outcome, err error) {
	age := c.now().Sub(row.BegunAt)
	if row.State == StateSending && age < c.timing.Lease {
		return false, out, NotYet{Code: "under_way", After: c.timing.Lease - age}
	}
	ref, look, err := c.look(ctx, row, m)
	if err != nil {
		return false, out, err
	}
	s := Settlement{MessageID: row.MessageID, Attempt: row.Attempt, At: c.now().UTC()}
	switch {
	case look == seen:
		s.State, s.ProviderRef = StateAccepted, ref
		out = casework.Outcome{State: casework.Sent, Point: row.Point}
	case look == nowhere && age >= c.timing.SettleAfter:
		s.State, s.Reason, absent = StateNotSent, "proved_absent", true
	case look != nowhere && age >= c.timing.GiveUp && c.worthTwice(row):
		s.State, s.Reason, absent = StateNotSent, "rather_twice", true
	case look != nowhere && age >= c.timing.GiveUp:
		s.State, s.Reason = StateUnknown, "never_settled"
		out = casework.Outcome{State: casework.Unclear, Reason: s.Reason, Point: row.Point}
	default:
		return false, out, NotYet{Code: "may_have_left", After: c.askAgain(age)}
	}
	if err := c.ledger.Settle(ctx, s); err != nil {
		return false, casework.Outcome{}, fmt.Errorf("write ledger: %w", err)
	}
	return absent, out, nil
}

// worthTwice says that somebody chose a second copy over none, and that there has been
// only one attempt yet.
func (c *Courier) worthTwice(row Delivery) bool {
	return row.Attempt == 1 && slices.Contains(c.ratherTwice, row.Template)
}

// askAgain is when to look once more for an attempt of this age.
func (c *Courier) askAgain(age time.Duration) time.Duration {
	return max(min(c.timing.SettleAfter-age, 30*time.Second), time.Second)
}

// sighting is what a look at the provider shows of an attempt.
type sighting int

const (
	unseen  sighting = iota // it cannot be told
	seen                    // the provider took it
	nowhere                 // the provider did not take it
)

// claim is which of the letters that a provider has is a row's, where all that is known of
// them is their words. Those that other messages are known by are not. One of the rest
// is this row's only where there are more of them than other messages may have left;
// which one is known where no other may have. The twins were read after the letters, so
// that none of these is of a message that was not yet in the ledger.
func claim(s Sighting, twins []Delivery) (ProviderRef, sighting) {
	others, found := 0, slices.Clone(s.Refs)
	for _, t := range twins {
		if t.ProviderRef == "" {
			others++
		} else {
			found = slices.DeleteFunc(found, func(r ProviderRef) bool { return r == t.ProviderRef })
		}
		others += t.Attempt - 1 // an earlier attempt may have been tried again for want of an answer
	}
	switch {
	case len(found) == 0 && s.Partial:
		return "", unseen
	case len(found) == 0:
		return "", nowhere
	case others == 0:
		return found[0], seen
	case len(found) > others:
		return "", seen
	}
	return "", unseen
}

// look asks the provider that was called whether it took an attempt. It can only be
// asked about a letter that can be written again exactly as it was, to the same
// address.
func (c *Courier) look(ctx context.Context, row Delivery, m casework.Message) (ProviderRef, sighting, error) {
	finder, ok := c.sender(row.Channel, row.Provider).(Finder)
	if !ok {
		return "", unseen, nil
	}
	contact, err := c.contacts.Contact(ctx, row.CaseID)
	if err != nil {
		return "", unseen, fmt.Errorf("read contact: %w", err)
	}
	i := slices.IndexFunc(contact.Points, func(p PointValue) bool { return p.ID == row.Point })
	if i < 0 {
		return "", unseen, nil
	}
	pick := c.consider(contact, contact.Points[i], ways[row.Channel].by, m, c.now())
	letter, version, err := c.write(row.MessageID, contact, m, pick)
	if err != nil || version != row.Version || imprint(letter) != row.Imprint {
		return "", unseen, nil //nolint:nilerr // words that cannot be written again cannot be looked for
	}
	since := row.BegunAt.Add(-slack)
	found, err := finder.Find(ctx, letter, since)
	switch {
	case err != nil:
		return "", unseen, nil //nolint:nilerr // a provider that cannot be asked has not answered
	case len(found.Refs) == 0:
		return "", nowhere, nil
	case !found.Alike:
		return found.Refs[0], seen, nil
	}
	twins, err := c.ledger.Twins(ctx, row, since.Add(-c.timing.GiveUp))
	if err != nil {
		return "", unseen, fmt.Errorf("read ledger: %w", err)
	}
	ref, look := claim(found, twins)
	return ref, look, nil
}
