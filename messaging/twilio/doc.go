// Package twilio is the channel for text messages by Twilio. It decides what
// Twilio's answers mean for a letter.
//
// It refuses to know who the letter is for, whether it is safe to send, and whether
// it was sent before.
package twilio
