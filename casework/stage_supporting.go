package casework

import (
	"strconv"
	"time"
)

// Supporting: the plan is carried out. What is due comes back as a task; the plan
// is reviewed by the day it says.

func (c *Case) arriveSupporting(now time.Time) {
	if c.Plan == nil {
		c.raise(MakePlan, "", now, c.Policy.PlanWithin)
		return
	}
	c.set(Clock{ID: "plan-review", Kind: PlanReview, Due: c.Plan.Review})
	c.watchNeeds()
	c.chaseActions(now)
}

func (c *Case) ringPlanReview(now time.Time) {
	c.raise(ReviewPlan, "", now, c.Policy.ReviewWithin)
	c.askNeeds(now)
	c.reviewTogether(now)
}

// pointer is a JSON Pointer to the i-th element of a list.
func pointer(list string, i int) string { return list + "/" + strconv.Itoa(i) }
