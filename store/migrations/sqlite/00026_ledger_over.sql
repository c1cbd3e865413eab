-- +goose Up
-- What the ledger of deadlines had of a case at rest is deleted after a time: then its
-- ledger is over, until the case is published again.
alter table cases add column ledger_over boolean not null default false;

create index cases_with_ledger on cases (since, id) where resting and not ledger_over;

-- What is read every few seconds, or counted whole, needs the index and not the rows.
drop index cases_due;
drop index cases_by_stage;
create index cases_due on cases (next_due, id, next_kind);
create index cases_by_stage on cases (stage, next_due, id, grade);
