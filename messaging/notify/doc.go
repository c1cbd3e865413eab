// Package notify is the channel for texts and emails by GOV.UK Notify. It decides what
// Notify's answers mean for a letter.
//
// Our words stay in our own templates: the service at Notify has one template for texts,
// whose whole body is ((body)), and one for emails, whose subject is ((subject)) and
// whose whole body is ((body)). A template that says more is refused at start-up. The
// service must not put its name before texts, and its own name, which emails show as
// their sender, must reveal nothing. Notify reads an email's body as Markdown: a line
// that begins with #, *, ^ or a number and a full stop is changed.
//
// What Notify cannot do: it takes no validity period, so that a text that cannot be
// delivered may still arrive up to three days later; and it has no way to forget a
// letter before its own retention ends, which the service sets (from three days).
//
// The package refuses to know who the letter is for, whether it is safe to send, and
// whether it was sent before.
package notify
