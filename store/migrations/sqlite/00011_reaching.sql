-- +goose Up
-- not_before: the work is not safe, or not wanted, before this moment; null: at any time.
alter table tasks add column not_before text;
