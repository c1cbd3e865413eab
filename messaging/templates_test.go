package messaging_test

import (
	"io/fs"
	"maps"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
)

// letters are the fullest and the emptiest that a template may be asked for, and
// what lies between.
func letters() map[string]messaging.Words {
	const name, callBack = "Maximiliana Featherstoneha", "01632 960001"
	longest := messaging.WhenIn("en", time.Date(2026, 9, 30, 21, 30, 0, 0, time.UTC)) // Wednesday 30 September at 10:30pm
	return map[string]messaging.Words{
		"full":      {Name: name[:25], When: longest, CallBack: callBack},
		"abroad":    {Name: "Ana", When: longest, CallBack: "+44 1632 960 001"},
		"empty":     {},
		"name only": {Name: "Ana"},
		"when only": {When: longest},
		"call only": {CallBack: callBack},
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

func TestEveryTemplateCanBeReadOverAShoulder(t *testing.T) {
	t.Parallel()
	words := templates(t)
	for _, name := range casework.Templates {
		for _, language := range words.Languages(name) {
			for kind, letter := range letters() {
				r, err := words.Render(name, language, letter)
				require.NoError(t, err, "%s %s %s", name, language, kind)
				for part, said := range map[string]string{"sms": r.SMS, "subject": r.Subject, "text": r.Text, "html": tag.ReplaceAllString(r.HTML, " ")} {
					where := strings.Join([]string{string(name), language, kind, part}, " ")
					reveals := messaging.Revealing
					if language == messaging.PlainEnglish {
						reveals = messaging.RevealingTooMuch
					}
					word, found := reveals(said)
					require.False(t, found, "%s says %q", where, word)
					require.NotContains(t, said, "<no value>", where)
					require.NotContains(t, said, "{{", where)
					require.NotEmpty(t, said, where)
					if part != "html" {
						require.NotContains(t, said, "  ", where)
						require.NotRegexp(t, ` [.,]|[.,]{2}|\n\n\n`, said, where)
					}
				}
				for part, said := range map[string]string{"sms": r.SMS, "text": r.Text, "html": r.HTML} {
					for value, given := range map[string]string{"name": letter.Name, "when": letter.When, "number": letter.CallBack} {
						if value == "number" || value == "when" && strings.Contains(read(t, name, "sms.txt"), ".When") || value == "name" {
							require.Contains(t, said, strings.ReplaceAll(given, "+", entity(part)), "%s %s leaves out the %s", name, part, value)
						}
					}
				}
				n, gsm := messaging.Septets(r.SMS)
				require.True(t, gsm, r.SMS)
				require.LessOrEqual(t, n, messaging.Segment, r.SMS)
				require.NotContains(t, r.SMS, "\n")
				require.NotContains(t, r.Subject, "\n")
			}
		}
	}
}

// entity is how a part writes a plus sign.
func entity(part string) string {
	if part == "html" {
		return "&#43;"
	}
	return "+"
}

func read(t *testing.T, name casework.Template, file string) string {
	t.Helper()
	content, err := fs.ReadFile(messaging.Embedded(), string(name)+"/"+file)
	require.NoError(t, err)
	return string(content)
}

func TestNoEmailFetchesOrOffersAnything(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(messaging.Embedded(), "*/*.html")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 2*len(casework.Templates))
	for _, file := range files {
		content, err := fs.ReadFile(messaging.Embedded(), file)
		require.NoError(t, err)
		html := strings.ToLower(string(content))
		require.NotRegexp(t, `<(a|img|link|script|style|iframe|form|svg|video|object|base)\b|src=|href=|url\(|http|@import`, html, file)
		require.Contains(t, html, `<html lang="en">`, file)
	}
}

func TestEveryFolderIsATemplateThatACaseCanAskFor(t *testing.T) {
	t.Parallel()
	folders, err := fs.ReadDir(messaging.Embedded(), ".")
	require.NoError(t, err)
	require.Len(t, folders, len(casework.Templates))
}

func TestTheVersionChangesWithTheWords(t *testing.T) {
	t.Parallel()
	folder := copied(t)
	before, err := messaging.LoadTemplates(folder)
	require.NoError(t, err)
	folder["plan_agreed/email.txt"] = &fstest.MapFile{Data: []byte("Hello.\n")}
	after, err := messaging.LoadTemplates(folder)
	require.NoError(t, err)

	version := func(w *messaging.Templates, name casework.Template) string {
		r, err := w.Render(name, "en", messaging.Words{})
		require.NoError(t, err)
		return r.Version
	}
	require.Len(t, version(before, casework.PlanAgreed), 12)
	require.NotEqual(t, version(before, casework.PlanAgreed), version(after, casework.PlanAgreed))
	require.Equal(t, version(before, casework.LeaveOpen), version(after, casework.LeaveOpen))
	require.Equal(t, version(before, casework.LeaveOpen), version(templates(t), casework.LeaveOpen))
}

// copied is the embedded folder, to be changed.
func copied(t *testing.T) fstest.MapFS {
	t.Helper()
	folder := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(messaging.Embedded(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(messaging.Embedded(), path)
		folder[path] = &fstest.MapFile{Data: content}
		return err
	}))
	return folder
}

func TestALanguageIsFilesBesideATemplate(t *testing.T) {
	t.Parallel()
	welsh := fstest.MapFS{
		"hearing_reminder/sms.cy.txt":     {Data: []byte("Helo{{with .Name}} {{.}}{{end}}.{{with .When}} {{.}}.{{end}}")},
		"hearing_reminder/email.cy.txt":   {Data: []byte("Helo.")},
		"hearing_reminder/email.cy.html":  {Data: []byte("<p>Helo.</p>")},
		"hearing_reminder/subject.cy.txt": {Data: []byte("Nodyn")},
	}
	folder := copied(t)
	maps.Copy(folder, welsh)
	words, err := messaging.LoadTemplates(folder)
	require.NoError(t, err)
	require.Equal(t, []string{"en", "cy", "en-x-easy", "en-x-plain"}, words.Languages(casework.HearingReminder))

	r, err := words.Render(casework.HearingReminder, "cy-GB", messaging.Words{When: messaging.WhenIn("cy", monday)})
	require.NoError(t, err)
	require.Equal(t, "Helo. dydd Llun 2 Mawrth am 9am.", r.SMS)
	require.Equal(t, "cy", r.Language)

	r, err = words.Render(casework.LeaveOpen, "cy", messaging.Words{})
	require.NoError(t, err)
	require.Equal(t, "en", r.Language, "English where there are no words in the language")

	for file := range welsh {
		part := copied(t)
		maps.Copy(part, welsh)
		delete(part, file)
		_, err := messaging.LoadTemplates(part)
		require.Error(t, err, "without %s", file)
	}
}

func TestTemplatesThatWouldNotRenderDoNotLoad(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(fstest.MapFS){
		"a file missing": func(f fstest.MapFS) { delete(f, "leave_open/subject.txt") },
		"a folder missing": func(f fstest.MapFS) {
			maps.DeleteFunc(f, func(p string, _ *fstest.MapFile) bool { return strings.HasPrefix(p, "leave_open/") })
		},
		"a placeholder unknown":       func(f fstest.MapFS) { f["leave_open/sms.txt"].Data = []byte("{{.Crime}}") },
		"a placeholder not closed":    func(f fstest.MapFS) { f["leave_open/email.html"].Data = []byte("{{.Name") },
		"a text too long":             func(f fstest.MapFS) { f["leave_open/sms.txt"].Data = []byte(strings.Repeat("a", 161)) },
		"a text not in GSM":           func(f fstest.MapFS) { f["leave_open/sms.txt"].Data = []byte("it\u2019s") },
		"a language with no calendar": func(f fstest.MapFS) { f["leave_open/sms.xx.txt"] = &fstest.MapFile{Data: []byte("a")} },
	} {
		folder := copied(t)
		spoil(folder)
		_, err := messaging.LoadTemplates(folder)
		require.Error(t, err, name)
	}
}
