package messaging

import "strings"

// Segment is how many septets one text holds before a phone must join several.
const Segment = 160

// The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038). What is
// in neither forces the whole text into an alphabet of 70 characters a segment.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€" // two septets each
)

// Septets counts the septets of a text, and says whether it can be written in the
// GSM alphabet at all.
func Septets(text string) (n int, ok bool) {
	for _, r := range text {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			n++
		case strings.ContainsRune(gsmExtended, r):
			n += 2
		default:
			return 0, false
		}
	}
	return n, true
}

// oneSegment says whether a text leaves as one text.
func oneSegment(text string) bool {
	n, ok := Septets(text)
	return ok && n <= Segment
}
