-- +goose Up
-- retain_until is the last day, in London, on which a case is kept that has ended:
-- '2032-03-02'; empty, it is open. While a legal hold stands it is kept for longer.
alter table cases add column retain_until text not null default '';
alter table cases add column legal_hold boolean not null default false;

create index cases_to_let_go on cases (retain_until, id) where retain_until <> '' and not legal_hold;

-- Who said what a case is to be told, where a person did, and why, as a code.
alter table news add column said_by text not null default '';
alter table news add column why text not null default '';
