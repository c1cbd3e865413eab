-- +goose Up
-- Every clock that was ever set, and how it ended: one that is moved is another deadline.
-- armed is the revision in which it was set. outcome is armed, rung or stopped; rung_by is
-- what had the case look at its clocks.
create table deadlines (
    case_id    text collate "C" not null,
    clock_id   text collate "C" not null,
    armed      integer not null,
    kind       text collate "C" not null,
    due        text collate "C" not null,
    outcome    text collate "C" not null check (outcome in ('armed', 'rung', 'stopped')),
    outcome_at text collate "C",
    rung_by    text collate "C" not null,
    primary key (case_id, clock_id, armed)
);

create index deadlines_armed on deadlines (due, case_id) where outcome = 'armed';

-- Cases that stood still, or of which Temporal and this database know different things,
-- and that somebody has looked into: until when nobody else does, since when, how often,
-- and what was found. kept is the case as it was known here when that is not certain any more.
create table redrives (
    case_id text collate "C" primary key,
    until   text collate "C" not null,
    since   text collate "C" not null,
    tries   integer not null,
    found   text collate "C" not null,
    kept    text collate "C" not null
);

create index redrives_found on redrives (found, since, case_id);
