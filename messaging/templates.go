package messaging

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	html "html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	text "text/template"

	"beacon/casework"
)

//go:embed templates
var embedded embed.FS

// Embedded is the folder of templates that is part of the program.
func Embedded() fs.FS {
	folder, err := fs.Sub(embedded, "templates")
	if err != nil {
		panic(err) // only if the name above is no path
	}
	return folder
}

// Templates are the words of every message, one folder a template:
// <name>/{sms,email,subject}.txt and <name>/email.html, in English; a language has
// its tag before the ending: sms.cy.txt.
type Templates struct {
	versions map[casework.Template]string
	written  map[writing]words
}

type writing struct {
	template casework.Template
	language string
}

// words are one template in one language.
type words struct {
	sms, email, subject *text.Template
	html                *html.Template
}

// LoadTemplates reads every template that a case can ask for, and fails where one
// has no English words, where a language has only some of its files or no calendar,
// and where words would not render.
func LoadTemplates(folder fs.FS) (*Templates, error) {
	t := &Templates{versions: map[casework.Template]string{}, written: map[writing]words{}}
	for _, name := range casework.Templates {
		if err := t.load(folder, name); err != nil {
			return nil, fmt.Errorf("load template %s: %w", name, err)
		}
	}
	return t, nil
}

func (t *Templates) load(folder fs.FS, name casework.Template) error {
	languages, version, err := survey(folder, string(name))
	if err != nil {
		return err
	}
	if !slices.Contains(languages, English) {
		return errors.New("it has no English words")
	}
	t.versions[name] = version
	for _, language := range languages {
		if _, ok := calendars[language]; !ok {
			return fmt.Errorf("language %q has no calendar", language)
		}
		w, err := read(folder, string(name), language)
		if err != nil {
			return err
		}
		t.written[writing{name, language}] = w
		for _, try := range []Words{{}, {Name: "Ana", When: "Monday", CallBack: "0"}} {
			if _, err := t.Render(name, language, try); err != nil {
				return err
			}
		}
	}
	return nil
}

// survey lists the languages of one template's folder, and makes the version: a
// short hash of the names and contents of all its files.
func survey(folder fs.FS, name string) (languages []string, version string, err error) {
	files, err := fs.ReadDir(folder, name) // sorted by name
	if err != nil {
		return nil, "", err
	}
	sum := sha256.New()
	for _, f := range files {
		content, err := fs.ReadFile(folder, path.Join(name, f.Name()))
		if err != nil {
			return nil, "", err
		}
		fmt.Fprintf(sum, "%s %d\n%s", f.Name(), len(content), content)
		language := English
		if parts := strings.Split(f.Name(), "."); len(parts) == 3 {
			language = parts[1]
		}
		if !slices.Contains(languages, language) {
			languages = append(languages, language)
		}
	}
	return languages, hex.EncodeToString(sum.Sum(nil))[:12], nil
}

// read parses the four files of one template in one language.
func read(folder fs.FS, name, language string) (w words, err error) {
	file := func(base string) string {
		if language != English {
			kind := path.Ext(base)
			base = strings.TrimSuffix(base, kind) + "." + language + kind
		}
		content, readErr := fs.ReadFile(folder, path.Join(name, base))
		err = errors.Join(err, readErr)
		return string(content)
	}
	plain := func(base string) *text.Template {
		parsed, parseErr := text.New(base).Parse(file(base))
		err = errors.Join(err, parseErr)
		return parsed
	}
	w = words{sms: plain("sms.txt"), email: plain("email.txt"), subject: plain("subject.txt")}
	parsed, parseErr := html.New("email.html").Parse(file("email.html"))
	w.html = parsed
	return w, errors.Join(err, parseErr)
}
