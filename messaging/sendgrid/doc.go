// Package sendgrid is the channel for email by SendGrid. It decides what SendGrid's
// answers mean for a letter, and leaves out of every letter whatever would follow the
// reader.
//
// It refuses to know who the letter is for, whether it is safe to send, and whether
// it was sent before.
package sendgrid
