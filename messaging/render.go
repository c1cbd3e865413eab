package messaging

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"beacon/casework"
)

// Rendered is a message in its words, for each channel.
type Rendered struct {
	SMS      string // one segment in the GSM alphabet
	Subject  string
	Text     string
	HTML     string
	Language string // the language the words are in
	Version  string // of the template's files
}

// Render says a template in a language, or in English where it has no words in that
// language. A name that cannot stand in a message is left out: one that is no name,
// is revealing, or is in letters that a text cannot carry.
func (t *Templates) Render(name casework.Template, language string, w Words) (Rendered, error) {
	language = t.Language(name, language)
	found, ok := t.written[writing{name, language}]
	if !ok {
		return Rendered{}, fmt.Errorf("render %s: there is no such template", name)
	}
	w.Name = speakable(w.Name)
	r := Rendered{Language: language, Version: t.versions[name]}
	var smsErr, subjectErr, textErr, htmlErr error
	r.SMS, smsErr = sms(found, w)
	r.Subject, subjectErr = say(found.subject, w)
	r.Text, textErr = say(found.email, w)
	r.HTML, htmlErr = say(found.html, w)
	if err := errors.Join(smsErr, subjectErr, textErr, htmlErr); err != nil {
		return Rendered{}, fmt.Errorf("render %s in %s: %w", name, language, err)
	}
	return r, nil
}

// Language is the language that a template is said in for somebody whose own is
// given as a BCP 47 tag.
func (t *Templates) Language(name casework.Template, tag string) string {
	tag = strings.ToLower(tag)
	base, _, _ := strings.Cut(tag, "-")
	for _, language := range []string{tag, base} {
		if _, ok := t.written[writing{name, language}]; ok {
			return language
		}
	}
	return English
}

// Languages lists the languages that a template has words in, English first.
func (t *Templates) Languages(name casework.Template) []string {
	languages := []string{English}
	for w := range t.written {
		if w.template == name && w.language != English {
			languages = append(languages, w.language)
		}
	}
	slices.Sort(languages[1:])
	return languages
}

// sms says a text message, without the name where it does not fit with it.
func sms(found words, w Words) (string, error) {
	for _, called := range []string{inGSM(w.Name), ""} {
		w.Name = called
		said, err := say(found.sms, w)
		if err != nil || oneSegment(said) {
			return said, err
		}
	}
	return "", errors.New("the text is longer than one segment, or not in the GSM alphabet")
}

// say fills in one file of words.
func say(file interface{ Execute(io.Writer, any) error }, w Words) (string, error) {
	var b strings.Builder
	if err := file.Execute(&b, w); err != nil {
		return "", err
	}
	return strings.TrimSpace(b.String()), nil
}
