package api

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

func schemasOf(doc *openapi3.T) []docsSchema {
	var out []docsSchema
	for name, ref := range doc.Components.Schemas {
		out = append(out, schemaOf(name, ref))
	}
	slices.SortFunc(out, func(a, b docsSchema) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func schemaOf(name string, ref *openapi3.SchemaRef) docsSchema {
	out := docsSchema{Name: name, Says: ref.Value.Description, Type: typeOf(ref.Value)}
	out.Fields = fieldsOf("", ref)
	if len(out.Fields) == 0 && len(ref.Value.Enum) > 0 {
		out.Fields = []docsField{{Type: "one of", Values: valuesOf(ref.Value)}}
	}
	return out
}

// fieldsOf lists the fields of an object, those within it indented by their path.
func fieldsOf(under string, ref *openapi3.SchemaRef) []docsField {
	var names []string
	for name := range ref.Value.Properties {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		needed := func(n string) int { return slices.Index(append(ref.Value.Required, n), n) }
		return cmp.Or(cmp.Compare(needed(a), needed(b)), strings.Compare(a, b))
	})
	var out []docsField
	for _, name := range names {
		of := ref.Value.Properties[name]
		f := fieldOf(under+name, of, slices.Contains(ref.Value.Required, name))
		out = append(out, f)
		within, path := of, under+name+"."
		if of.Value.Type.Is("array") && of.Value.Items != nil {
			within, path = of.Value.Items, under+name+"[]."
		}
		if f.Link == "" && within.Ref == "" {
			out = append(out, fieldsOf(path, within)...)
		}
	}
	return out
}

func fieldOf(name string, ref *openapi3.SchemaRef, needed bool) docsField {
	f := docsField{Name: name, Needed: needed, Says: ref.Value.Description, Values: valuesOf(ref.Value)}
	f.Type, f.Link = nameOf(ref)
	if f.Link == "" {
		f.Type = typeOf(ref.Value)
	} else {
		f.Values = nil
	}
	if items := ref.Value.Items; ref.Value.Type.Is("array") && items != nil {
		of, link := nameOf(items)
		f.Type, f.Link = "list of "+cmp.Or(of, typeOf(items.Value)), link
		f.Values = nil
		if link == "" {
			f.Values = valuesOf(items.Value)
		}
	}
	return f
}

// nameOf is the name of a schema that has one, and where on the page it is.
func nameOf(ref *openapi3.SchemaRef) (name, link string) {
	if ref == nil {
		return "", ""
	}
	name, ok := strings.CutPrefix(ref.Ref, "#/components/schemas/")
	if !ok {
		return "", ""
	}
	return name, "#" + name
}

func typeOf(s *openapi3.Schema) string {
	out := strings.Join(s.Type.Slice(), " or ")
	switch {
	case s.Format != "":
		out = strings.Replace(out, "string", s.Format, 1)
	case len(s.OneOf) > 0:
		out = "one of several"
	}
	return cmp.Or(out+bounds(s), "value")
}

// bounds says how long or large a value may be.
func bounds(s *openapi3.Schema) string {
	switch {
	case s.Min != nil && s.Max != nil:
		return ", " + plainNumber(*s.Min) + " to " + plainNumber(*s.Max)
	case s.Min != nil:
		return ", " + plainNumber(*s.Min) + " or more"
	case s.MaxLength != nil:
		return ", at most " + strconv.FormatUint(*s.MaxLength, 10)
	}
	return ""
}

func plainNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func valuesOf(s *openapi3.Schema) []string {
	var out []string
	for _, v := range s.Enum {
		if v == nil {
			v = "null"
		}
		out = append(out, fmt.Sprint(v))
	}
	return out
}
