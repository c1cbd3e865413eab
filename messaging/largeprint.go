package messaging

import "strings"

// largeBody is about 20 point where a mailbox shows 13: large print begins at 16.
// Source: UK Association for Accessible Formats, clear and large print guidance. Easy
// words are set in the same size.
const largeBody = `<body style="font-size: 150%; line-height: 1.6">`

// inLargePrint is an email's HTML in larger letters; its words are the same.
func inLargePrint(html string) string { return strings.Replace(html, "<body>", largeBody, 1) }
