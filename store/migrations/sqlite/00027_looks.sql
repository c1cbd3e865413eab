-- +goose Up
-- Open cases that wait for something other than a clock, and that somebody has looked into:
-- until when nobody else does, and how often in a row what they wait for was made anew.
create table looks (
    case_id text primary key,
    until   text not null,
    tries   integer not null
);

create index looks_over on looks (until);

create index cases_sending on cases (as_of, id) where sending;
