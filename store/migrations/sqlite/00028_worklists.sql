-- +goose Up
-- What a worklist shows of an open task, its case's stage and whether its messages are
-- stopped among it, is in the row. PostgreSQL has it in the indexes of worklists, too; here
-- the rows are as near as the indexes.
alter table tasks add column stage text not null default '';
alter table tasks add column halted boolean not null default false;

update tasks set stage = c.stage, halted = c.halted from cases c where c.id = tasks.case_id and tasks.ended is null;
