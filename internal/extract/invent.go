package extract

import (
	"fmt"
	"iter"
)

// Invent makes the referrals that [Generate] would write with the same options, one
// after the other and without a file, each with the kind of mess it is; "" where it
// is clean. What a file alone could spoil, such as its encoding, is not spoilt.
func Invent(o GenerateOptions) (iter.Seq2[Referral, Mess], error) {
	if _, err := newGenerator(o); err != nil {
		return nil, fmt.Errorf("invent: %w", err)
	}
	return func(yield func(Referral, Mess) bool) {
		g, _ := newGenerator(o) // its own each time: the same again
		for row := range o.Referrals {
			if !yield(g.next(row)) {
				return
			}
		}
	}, nil
}
