-- +goose Up
-- PostgreSQL packs the state of cases by another method from here on. SQLite packs nothing.
select 1;
