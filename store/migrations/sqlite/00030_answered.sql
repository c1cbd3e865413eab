-- +goose Up
-- Whether a case that stood still has answered whoever claimed it last: until then it is
-- claimed again, whatever the ledger of deadlines says.
alter table redrives add column answered boolean not null default true;
