package api

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	_ "embed" // the description and its page
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"
)

// OpenAPI is the description of this API, OpenAPI 3.1, as it is served.
//
//go:embed openapi.yaml
var OpenAPI []byte

//go:embed docs.html
var docsHTML string

//go:embed docs.css
var docsCSS string

// page is a page and the policy by which a browser shows it: its own style and
// nothing else.
type page struct {
	html   []byte
	policy string
}

// getOpenAPI serves the description as it was written.
func (a *API) getOpenAPI(c echo.Context) error {
	return c.Blob(http.StatusOK, "application/yaml", OpenAPI)
}

// getDocs serves the description as a page.
func (a *API) getDocs(c echo.Context) error {
	h := c.Response().Header()
	h.Set(echo.HeaderContentSecurityPolicy, a.docs.policy)
	h.Set(echo.HeaderReferrerPolicy, "no-referrer")
	return c.HTMLBlob(http.StatusOK, a.docs.html)
}

// docsPage is what the page shows.
type docsPage struct {
	Title, Summary string
	Paragraphs     []string
	CSS            template.CSS
	Groups         []docsGroup
	Schemas        []docsSchema
	Problems       []ProblemRow
}

type docsGroup struct {
	Name, Says string
	Operations []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Summary string
	Paragraphs                []string
	Roles                     []string
	Open                      bool
	Parameters                []docsField
	Body                      *docsSchema
	Answers                   []docsAnswer
}

type docsAnswer struct {
	Status, Says, Type, Link string
}

// docsSchema is a kind of object and its fields.
type docsSchema struct {
	Name, Says, Type string
	Fields           []docsField
}

type docsField struct {
	Name, Type, Link, Says string
	Needed                 bool
	Values                 []string
}

// renderDocs makes the page of a description.
func renderDocs(description []byte) (page, error) {
	doc, err := openapi3.NewLoader().LoadFromData(description)
	if err != nil {
		return page{}, fmt.Errorf("read description: %w", err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		return page{}, fmt.Errorf("check description: %w", err)
	}
	t, err := template.New("docs").Parse(docsHTML)
	if err != nil {
		return page{}, fmt.Errorf("read page: %w", err)
	}
	shown := docsPage{
		Title: doc.Info.Title, Summary: doc.Info.Summary, Paragraphs: paragraphs(doc.Info.Description),
		CSS:    template.CSS(docsCSS), // #nosec G203 -- our own file
		Groups: groupsOf(doc), Schemas: schemasOf(doc), Problems: Problems,
	}
	var b bytes.Buffer
	if err := t.Execute(&b, shown); err != nil {
		return page{}, fmt.Errorf("write page: %w", err)
	}
	sum := sha256.Sum256([]byte(docsCSS))
	policy := "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-" +
		base64.StdEncoding.EncodeToString(sum[:]) + "'"
	return page{html: b.Bytes(), policy: policy}, nil
}

func paragraphs(s string) []string {
	var out []string
	for _, p := range strings.Split(s, "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// groupsOf lists the operations by tag, in the order of the table of routes.
func groupsOf(doc *openapi3.T) []docsGroup {
	var out []docsGroup
	for _, tag := range doc.Tags {
		g := docsGroup{Name: tag.Name, Says: tag.Description}
		for _, r := range Routes {
			if o := operation(doc, r); o != nil && slices.Contains(o.Tags, tag.Name) {
				g.Operations = append(g.Operations, operationOf(r, o))
			}
		}
		out = append(out, g)
	}
	return out
}

func operation(doc *openapi3.T, r Route) *openapi3.Operation {
	item := doc.Paths.Value(r.Path)
	if item == nil {
		return nil
	}
	return item.GetOperation(r.Method)
}

func operationOf(r Route, o *openapi3.Operation) docsOperation {
	out := docsOperation{
		ID: o.OperationID, Method: r.Method, Path: r.Path, Summary: o.Summary, Paragraphs: paragraphs(o.Description), Open: r.Open != "",
	}
	for _, role := range r.Roles {
		out.Roles = append(out.Roles, string(role))
	}
	for _, p := range o.Parameters {
		f := fieldOf(p.Value.Name, p.Value.Schema, p.Value.Required)
		f.Says, f.Type = cmp.Or(p.Value.Description, f.Says), f.Type+" in "+p.Value.In
		out.Parameters = append(out.Parameters, f)
	}
	if o.RequestBody != nil {
		for _, media := range o.RequestBody.Value.Content {
			s := schemaOf("", media.Schema)
			s.Name, _ = nameOf(media.Schema)
			out.Body = &s
		}
	}
	for status, a := range o.Responses.Map() {
		answer := docsAnswer{Status: status, Says: deref(a.Value.Description)}
		for media, content := range a.Value.Content {
			answer.Type, answer.Link = nameOf(content.Schema)
			answer.Type = cmp.Or(answer.Type, media)
		}
		out.Answers = append(out.Answers, answer)
	}
	slices.SortFunc(out.Answers, func(a, b docsAnswer) int { return strings.Compare(a.Status, b.Status) })
	return out
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

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
	var types []string
	for _, t := range s.Type.Slice() {
		types = append(types, t)
	}
	out := strings.Join(types, " or ")
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
