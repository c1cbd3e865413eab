-- +goose Up
-- Every clock that was ever set, and how it ended: one that is moved is another deadline.
-- armed is the revision in which it was set. outcome is armed, rung or stopped; rung_by is
-- what had the case look at its clocks.
create table deadlines (
    case_id    text not null,
    clock_id   text not null,
    armed      integer not null,
    kind       text not null,
    due        text not null,
    outcome    text not null check (outcome in ('armed', 'rung', 'stopped')),
    outcome_at text,
    rung_by    text not null,
    primary key (case_id, clock_id, armed)
);

create index deadlines_armed on deadlines (due, case_id) where outcome = 'armed';

-- Cases that stood still, or of which Temporal and this database know different things,
-- and that somebody has looked into: until when nobody else does, since when, how often,
-- and what was found. kept is the case as it was known here when that is not certain any more.
create table redrives (
    case_id text primary key,
    until   text not null,
    since   text not null,
    tries   integer not null,
    found   text not null,
    kept    text not null
);

create index redrives_found on redrives (found, since, case_id);
