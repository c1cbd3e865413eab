-- +goose Up
-- What the ledger of deadlines had of a case at rest is deleted after a time: then its
-- ledger is over, until the case is published again.
alter table cases add column ledger_over boolean not null default false;

create index cases_with_ledger on cases (since, id) where resting and not ledger_over;
