package simulate

import "time"

// victim is the truth about one person, of which a case learns only what comes out.
type victim struct {
	number      number // what the number in the referral is
	safe        bool   // there is a way to call them at all
	together    bool   // they live with the suspect
	interpreter bool   // they need one, and none has been booked
	accepts     bool   // they say yes to help once they are spoken to
	decided     bool   // they have said yes or no

	texts, emails bool      // what safe contact allows
	sealed        bool      // nothing may leave
	until         time.Time // when they have had enough support, once it has begun
	unfindable    bool      // nobody will find a safe way
}

// number is what is wrong with a telephone number.
type number string

const (
	good  number = ""
	dead  number = "number_dead"
	wrong number = "wrong_person"
)
