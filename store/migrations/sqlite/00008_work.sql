-- +goose Up
-- Whose work it is: every case and every task belongs to a team. offered_to is who is
-- asked to take a case, cover who does its owner's work for a time, and absence the
-- absence that this is for.
alter table cases add column team text not null default '';
alter table cases add column offered_to text not null default '';
alter table cases add column cover text not null default '';
alter table cases add column absence text not null default '';
alter table tasks add column team text not null default '';
alter table tasks add column rung text not null default '';

create index cases_by_team on cases (team, next_due, id);
create index cases_offered on cases (offered_to, next_due, id) where offered_to <> '';
create index cases_covered on cases (cover, next_due, id) where cover <> '';
create index tasks_by_team on tasks (team, weight, due, case_id, id) where ended is null;
create index tasks_by_rung on tasks (rung, weight, due, case_id, id) where ended is null and rung <> '';

-- Who works here: as their tokens said when they were last seen, and as a supervisor
-- has registered them. roles are codes, with a space between.
create table staff (
    subject       text primary key,
    roles         text not null,
    team          text not null,
    active        boolean not null,
    seen          text,
    registered    text,
    registered_by text not null
);

-- When somebody is away, and who covers for them.
create table absences (
    id       text primary key,
    subject  text not null,
    starts   text not null,
    until    text not null,
    cover    text not null,
    written  text not null,
    wrote    text not null,
    ended_at text,
    ended_by text not null
);

create index absences_of on absences (subject, until);
create index absences_ahead on absences (until) where ended_at is null;
