-- +goose Up
-- Which open cases somebody has asked to ring a patient clock, and until when nobody
-- else asks them.
create table rings (
    case_id text primary key,
    until   text not null
);

create index rings_over on rings (until);

-- Something that a case decided has not been done yet: a case that was rung is under
-- way until then.
alter table cases add column sending boolean not null default false;
