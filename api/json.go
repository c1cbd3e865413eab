package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"beacon/casework"
)

// The bounds of a body that anybody could need: a referral nests five deep and
// has a few hundred values.
const (
	deepest    = 16
	mostValues = 10_000
)

// kind is what a JSON value is.
type kind string

const (
	null    kind = "null"
	boolean kind = "a boolean"
	number  kind = "a number"
	text    kind = "a string"
	list    kind = "an array"
	object  kind = "an object"
)

// node is one JSON value as it was written. Numbers keep their digits and objects
// their order.
type node struct {
	kind   kind
	text   string // a string's text, a number's digits, "true" or "false"
	items  []node
	fields []member
}

type member struct {
	name  string
	value node
}

// parseJSON reads a body, strictly. What is wrong with its form is a problem;
// fields that stand twice are faults, so that they can be told with the others.
func parseJSON(raw []byte, f *faults) (node, *Problem) {
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		return node{}, malformed("empty", "the body is empty")
	case !utf8.Valid(raw):
		return node{}, malformed("not_utf8", "the body is not UTF-8")
	case tooDeep(raw):
		return node{}, malformed("too_deep", fmt.Sprintf("the body nests more than %d deep", deepest))
	}
	var syntax *json.SyntaxError
	if err := json.Unmarshal(raw, new(json.RawMessage)); errors.As(err, &syntax) {
		return node{}, malformed("syntax", "the body stops being JSON at "+place(raw, syntax.Offset))
	} else if err != nil {
		return node{}, malformed("syntax", "the body is not JSON")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	r := reader{tokens: d, faults: f}
	n, err := r.value("")
	if err != nil {
		return node{}, malformed("too_many_values", errTooMany.Error())
	}
	return n, nil
}

// tooDeep looks for it before anything is built, and cares for nothing else.
func tooDeep(raw []byte) bool {
	depth, quoted, escaped := 0, false, false
	for _, b := range raw {
		switch {
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = b == '\\', b != '"'
		case b == '"':
			quoted = true
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			depth--
		}
		if depth > deepest {
			return true
		}
	}
	return false
}

func malformed(code, detail string) *Problem {
	return refuse(malformedJSON, detail, casework.Field{Pointer: "", Code: code, Detail: detail})
}

// place says where a byte is, as an editor would. It shows nothing of the body.
func place(raw []byte, offset int64) string {
	before := raw[:min(max(offset, 0), int64(len(raw)))]
	line := bytes.Count(before, []byte{'\n'}) + 1
	return fmt.Sprintf("line %d, byte %d of it", line, len(before)-(bytes.LastIndexByte(before, '\n')+1))
}

// reader makes nodes of the tokens of a body that is known to be JSON.
type reader struct {
	tokens *json.Decoder
	faults *faults
	values int
}

var errTooMany = errors.New("the body has more values than any request needs")

func (r *reader) value(at string) (node, error) {
	if r.values++; r.values > mostValues {
		return node{}, errTooMany
	}
	t, err := r.tokens.Token()
	if err != nil {
		return node{}, err
	}
	switch t := t.(type) {
	case bool:
		return node{kind: boolean, text: strconv.FormatBool(t)}, nil
	case json.Number:
		return node{kind: number, text: t.String()}, nil
	case string:
		return node{kind: text, text: t}, nil
	case json.Delim:
		if t == '[' {
			return r.list(at)
		}
		return r.object(at)
	}
	return node{kind: null}, nil
}

func (r *reader) list(at string) (node, error) {
	n := node{kind: list}
	for r.tokens.More() {
		v, err := r.value(at + "/" + strconv.Itoa(len(n.items)))
		if err != nil {
			return n, err
		}
		n.items = append(n.items, v)
	}
	_, err := r.tokens.Token()
	return n, err
}

func (r *reader) object(at string) (node, error) {
	n, seen := node{kind: object}, map[string]bool{}
	for r.tokens.More() {
		t, err := r.tokens.Token()
		if err != nil {
			return n, err
		}
		name, _ := t.(string)
		v, err := r.value(at + "/" + step(name))
		if err != nil {
			return n, err
		}
		if seen[name] {
			r.faults.wrong(at+"/"+step(name), "repeated_field", "stands twice")
			continue
		}
		seen[name] = true
		n.fields = append(n.fields, member{name, v})
	}
	_, err := r.tokens.Token()
	return n, err
}

// step writes a field's name as a step of a JSON Pointer. A name that no field of
// ours could have is not repeated to anybody: it may be anything.
func step(name string) string {
	plain := name != "" && len(name) <= 40 && name[0] >= 'a' && name[0] <= 'z' &&
		strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
	if !plain {
		return "*"
	}
	return name
}
