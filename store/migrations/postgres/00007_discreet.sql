-- +goose Up
-- A sealed case: nothing leaves by itself. sealed_why is a code.
create table sealed_cases (
    case_id    text collate "C" primary key references case_people (case_id),
    sealed_at  text collate "C" not null,
    sealed_by  text collate "C" not null,
    sealed_why text collate "C" not null
);

-- How to speak when somebody else may listen, encrypted as a whole and bound to its
-- contact point: a name to ask for, a cover story, a code word, who else has it.
create table contact_point_covers (
    point_id   text collate "C" primary key references contact_points (id),
    sealed     text collate "C" not null,
    written_at text collate "C" not null,
    written_by text collate "C" not null
);

-- What the victim needs in order to be reached: codes, with a space between.
alter table people add column access_needs text collate "C" not null default '';
