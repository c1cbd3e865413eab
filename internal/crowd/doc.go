// Package crowd fills a database with cases and their tasks, a few thousand or a
// million, as they lie about on an ordinary day: so many of each grade and stage, so
// many not done in time, so many paused. The same seed makes the same crowd. It
// writes the read model only, past every rule, and only tests import it.
package crowd
