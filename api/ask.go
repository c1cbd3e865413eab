package api

import (
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
)

// ids is the root of every ID that is made of what was asked, so that asking again
// makes the same ones.
var ids = uuid.MustParse("3b2ab1a1-91c7-5a86-9c3e-2f6f0f8f9f51")

func idOf(parts ...string) string {
	id := ids
	for _, p := range parts {
		id = uuid.NewSHA1(id, []byte(p))
	}
	return id.String()
}

// ask is a command while it is being read from a body.
type ask struct {
	*part
	caseID string
	said   casework.Said
	spoken []spoken

	point  string // the contact point it speaks of, by ID
	used   *part  // where it names it
	spoke  bool   // the victim was spoken to by it
	freeze bool   // it is to be frozen before anything else
	why    string

	unusable bool // as far as is known, it was not to be used
	warnings []casework.Field

	wishes store.Wishes // what the victim needs in order to be understood

	path func(name string) string
}

// spoken is what somebody wrote. It is kept outside the case, which knows its ID.
type spoken struct{ id, field, words string }

// newAsk begins to read a command. Its ID is made of the caller's key, and its
// texts' IDs of that and of the whole body: words that come later with the same
// key are other words.
func newAsk(c echo.Context, b content, command, key string) *ask {
	who, id := actorOf(c), caseOf(c)
	k := &ask{part: b.part(), caseID: id, said: casework.Said{
		ID: idOf("command", id, command, key), Body: b.digest, By: who.Subject, Role: who.Role,
	}}
	k.said.At, k.path = k.moment("at", may), c.Param
	return k
}

// inPath is the ID of the thing within the case that the path names. The same body said
// of another thing is another command.
func (k *ask) inPath(name string) string {
	id, ok := uuidOf(k.path(name))
	if !ok {
		id = k.path(name)
	}
	k.said.Body = idOf("body", k.said.Body, id)
	return id
}

// say reads free words, and gives the ID by which the case will know them.
func (k *ask) say(p *part, name string, needed bool) string {
	words := p.text(name, needed, free)
	if words == "" {
		return ""
	}
	s := spoken{id: idOf("text", k.said.ID, k.said.Body, p.under(name)), field: p.under(name), words: words}
	k.spoken = append(k.spoken, s)
	return s.id
}

// saidWith reads the words that came with a command, and is then all that a
// command says of itself.
func (k *ask) saidWith(name string, needed bool) casework.Said {
	k.said.Text = k.say(k.part, name, needed)
	return k.said
}

// when is when it happened: as said, or else now.
func (k *ask) when(now time.Time) time.Time {
	if k.said.At.IsZero() {
		return now
	}
	return k.said.At
}
