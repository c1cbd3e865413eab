// Package codec seals what must not lie anywhere in clear, and opens it again: texts in SQL,
// and all that Temporal keeps. It decides how something is encrypted and by which key, and
// refuses to know what it is.
package codec
