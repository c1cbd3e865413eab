package store

// InVain has everything that is written done once before, and undone, as it is where the
// database gave way to somebody else's transaction.
func InVain(db *DB) *DB {
	db.inVain = true
	return db
}
