package emulator

import (
	"strings"
	"unicode/utf16"
)

// The GSM 7-bit alphabet of 3GPP TS 23.038, and the characters which cost two.
const (
	gsmSingle = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmDouble = "\f^{}\\[~]|€"
)

// segments is how many texts the network carries a body in: 160 characters of
// the GSM alphabet, or 153 each when joined; 70 or 67 of any other.
func segments(body string) int {
	units, one, joined := gsmUnits(body), 160, 153
	if units < 0 {
		units, one, joined = len(utf16.Encode([]rune(body))), 70, 67
	}
	if units <= one {
		return 1
	}
	return (units + joined - 1) / joined
}

// gsmUnits is the length in the GSM alphabet, or -1 outside it.
func gsmUnits(body string) int {
	units := 0
	for _, c := range body {
		switch {
		case strings.ContainsRune(gsmSingle, c):
			units++
		case strings.ContainsRune(gsmDouble, c):
			units += 2
		default:
			return -1
		}
	}
	return units
}
