-- +goose Up
-- The bank holidays as they were last published, with past years that were dropped
-- since: what every process counts working days by.
create table bank_holidays (
    division  text collate "C" primary key,
    days      text collate "C" not null,
    until_day text collate "C" not null,
    read_at   text collate "C" not null
);
