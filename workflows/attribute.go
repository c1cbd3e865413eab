package workflows

import (
	"time"

	"go.temporal.io/api/enums/v1"
)

// Attribute is a search attribute, which a namespace has or lacks.
type Attribute struct {
	Name string
	Kind enums.IndexedValueType
}

// Attributes are what a namespace must have for cases to run in it: without one, every
// case waits at its first step.
func Attributes() []Attribute {
	return []Attribute{{stageTag.GetName(), stageTag.GetValueType()}}
}

// Retention is how long at least a namespace must keep the history of a case that has
// come to rest.
const Retention = 90 * 24 * time.Hour
