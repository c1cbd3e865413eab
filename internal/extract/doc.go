// Package extract decides how a day's police extract looks as a file, how one
// is invented for trying things out, and how a file is carried, row by row,
// through Beacon's API.
//
// A file is CSV (one header, one referral a row; see [Columns]) or NDJSON (one
// referral a line, the body of POST /v1/referrals). Both are read with the same
// eyes:
//
//   - Text that is not UTF-8 is read as Windows-1252, field by field, and the
//     repair is noted. Bytes which that code page does not have are refused.
//   - A date of birth may be YYYY-MM-DD or dd/mm/yyyy. A time must be RFC 3339
//     with its zone. Nothing else is guessed: a value that cannot be converted
//     rejects its row, with the field and the reason, and the rest goes on.
//   - One broken row costs one row: an unclosed quote, a row too short or too
//     long, a line over 1 MiB or a line that is not JSON.
//   - In CSV every contact point must come with its do_not_use column, and an
//     unknown column about a contact point refuses the file: an instruction
//     about a victim's safety is never dropped in silence.
//
// Rows are numbered as a person finds them: a CSV row as a spreadsheet numbers
// it (the header is row 1, an empty line counts), an NDJSON row by its line.
//
// A list of hearings (see [HearingColumns]) is CSV, too, and is carried to POST
// /v1/hearings in the order of the file. Its times are by the clock in London; one
// that the clocks skip or repeat must say its zone.
//
// The package refuses to know what makes a referral acceptable: ages, scope,
// telephone numbers and safe contact belong to the API, which gets everything
// that can be put into words. It knows no Temporal, no SQL and no case.
package extract
