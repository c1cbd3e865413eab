-- +goose Up
-- What brakes count. counted_at: when the attempt began that left or may have; null
-- where nothing did. finished_at: when it was known how an attempt ended for good.
-- Messages from before this migration are not counted.
alter table deliveries add column template text collate "C" not null default '';
alter table deliveries add column counted_at text collate "C";
alter table deliveries add column finished_at text collate "C";

create index deliveries_counted on deliveries (counted_at, template) where counted_at is not null;
create index deliveries_counted_of_case on deliveries (case_id, counted_at) where counted_at is not null;
create index deliveries_finished on deliveries (provider, finished_at, state) where finished_at is not null;

-- What is paused, and what was. A pause is over from ended_at, or from until.
create table pauses (
    id       text collate "C" primary key,
    scope    text collate "C" not null,
    since    text collate "C" not null,
    set_by   text collate "C" not null,
    why      text collate "C" not null,
    until    text collate "C",
    ended_at text collate "C",
    ended_by text collate "C" not null
);

create unique index pauses_standing on pauses (scope) where ended_at is null;
create index pauses_ended on pauses (ended_at);
