-- +goose Up
-- The bank holidays as they were last published, with past years that were dropped
-- since: what every process counts working days by.
create table bank_holidays (
    division  text primary key,
    days      text not null,
    until_day text not null,
    read_at   text not null
);
