package casework

import "time"

// The pace of a demonstration. Where the policy is hurried, days pass in seconds:
// times of day and working days are then those of the hurried life, so that it is the
// same life. Otherwise the moments of the case's life are the world's.

// longestLife bounds how far a hurried life is counted.
const longestLife = 100 * 365 * day

// livedAt is the moment of the case's life at a moment of the world.
func (c *Case) livedAt(at time.Time) time.Time {
	n := c.Policy.Hurry
	if n <= 1 {
		return at
	}
	limit := longestLife / time.Duration(n)
	return c.Referred.Add(min(max(at.Sub(c.Referred), -limit), limit) * time.Duration(n))
}

// lived is the moment of the world at a moment of the case's life, told from now.
func (c *Case) lived(life, now time.Time) time.Time {
	n := time.Duration(c.Policy.Hurry)
	if n <= 1 {
		return life.UTC()
	}
	ahead := life.Sub(c.livedAt(now))
	return now.Add((ahead + n - 1) / n).UTC()
}
