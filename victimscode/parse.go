package victimscode

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Gaps is everything that is wrong with a set of duties that is no edition.
type Gaps struct {
	Edition string
	All     []string
}

// Error names all of them.
func (g *Gaps) Error() string {
	return fmt.Sprintf("edition %q: %s", g.Edition, strings.Join(g.All, "; "))
}

// ParseEdition reads an edition, and refuses one with anything wrong in it: the error
// is *Gaps and names everything at once.
func ParseEdition(text []byte) (Edition, error) {
	var e Edition
	whole, err := object(text)
	if err != nil {
		return Edition{}, &Gaps{All: []string{err.Error()}}
	}
	var rows []json.RawMessage
	if duties, said := whole["duties"]; said {
		if json.Unmarshal(duties, &rows) != nil {
			return Edition{}, &Gaps{All: []string{"duties is no list"}}
		}
		delete(whole, "duties")
	}
	all := fill(&e, whole)
	for i, row := range rows {
		d, wrong := duty(row)
		for _, w := range wrong {
			all = append(all, named(d.ID, i)+": "+w)
		}
		e.Duties = append(e.Duties, d)
	}
	if all = append(all, e.wrong()...); len(all) > 0 {
		return Edition{}, &Gaps{e.ID, all}
	}
	return e, nil
}

// named is how a row is called in a fault: by its ID, or by its place.
func named(id string, i int) string {
	if id == "" {
		return fmt.Sprintf("duty number %d", i+1)
	}
	return "duty " + id
}

func duty(row json.RawMessage) (d Duty, wrong []string) {
	said, err := object(row)
	if err != nil {
		return d, []string{err.Error()}
	}
	wrong = fill(&d, said)
	for _, must := range []string{"right", "verified"} {
		if _, ok := said[must]; !ok {
			wrong = append(wrong, "it does not say "+must)
		}
	}
	return d, wrong
}

// object reads one JSON object, and refuses one that says something twice: of two
// limits nobody would know which is meant.
func object(text []byte) (map[string]json.RawMessage, error) {
	from := json.NewDecoder(bytes.NewReader(text))
	if open, err := from.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("it is no JSON object")
	}
	said := map[string]json.RawMessage{}
	for from.More() {
		key, err := from.Token()
		if err != nil {
			return nil, fmt.Errorf("it is broken: %w", err)
		}
		name, _ := key.(string)
		if _, twice := said[name]; twice {
			return nil, fmt.Errorf("it says %s twice", name)
		}
		var value json.RawMessage
		if err := from.Decode(&value); err != nil {
			return nil, fmt.Errorf("it is broken: %w", err)
		}
		said[name] = value
	}
	if _, err := from.Token(); err != nil {
		return nil, fmt.Errorf("it is broken: %w", err)
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows its end")
	}
	return said, nil
}

// fill reads each field by itself, so that one that cannot be read hides no other.
func fill(into any, said map[string]json.RawMessage) (wrong []string) {
	v := reflect.ValueOf(into).Elem()
	left := maps.Clone(said)
	for i := range v.NumField() {
		name := jsonName(v.Type().Field(i))
		raw, ok := left[name]
		delete(left, name)
		if !ok {
			continue
		}
		if err := json.Unmarshal(raw, v.Field(i).Addr().Interface()); err != nil {
			wrong = append(wrong, name+": "+err.Error())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		wrong = append(wrong, "nothing is called "+name)
	}
	return wrong
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}
