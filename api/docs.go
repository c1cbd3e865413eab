package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed" // the description and its page
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
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
