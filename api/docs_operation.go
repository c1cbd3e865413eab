package api

import (
	"cmp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

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
