-- +goose Up
-- When the case was as it is shown, and which revision that replaced: a task of its
-- workflow that came to nothing may have shown what then never was.
alter table cases add column as_of text collate "C" not null default '';
alter table cases add column was integer not null default 0;
