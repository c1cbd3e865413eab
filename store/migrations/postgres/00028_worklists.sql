-- +goose Up
-- What a worklist shows of an open task, its case's stage and whether its messages are
-- stopped among it, is in the row and in the index by which the list is read: a page then
-- is a few neighbouring pieces of one index, and not fifty rows of each of two tables,
-- which lie the further apart the more cases there are. All of it is codes, IDs and moments.
alter table tasks add column stage text collate "C" not null default '';
alter table tasks add column halted boolean not null default false;

drop index tasks_by_owner;
drop index tasks_by_team;
drop index tasks_waiting;
drop index tasks_waiting_in_team;
drop index duties_by_body;

update tasks set stage = c.stage, halted = c.halted from cases c where c.id = tasks.case_id and tasks.ended is null;

create index tasks_by_owner on tasks (owner, weight, due, case_id, id) include (kind, team, role, urgent, grade, raised, not_before, about, rung, escalated, stage, halted) where ended is null;
create index tasks_by_team on tasks (team, weight, due, case_id, id) include (kind, role, owner, urgent, grade, raised, not_before, about, rung, escalated, stage, halted) where ended is null;
create index tasks_waiting on tasks (role, weight, due, case_id, id) include (kind, team, owner, urgent, grade, raised, not_before, about, rung, escalated, stage, halted) where ended is null and (owner = '' or escalated > 0);
create index tasks_waiting_in_team on tasks (team, role, weight, due, case_id, id) include (kind, owner, urgent, grade, raised, not_before, about, rung, escalated, stage, halted) where ended is null and (owner = '' or escalated > 0);
create index duties_by_body on duties (body, aim, due, case_id, id) include (force) where met is null and ended = '';

-- An index answers alone only for rows that a vacuum has seen since they changed. By what
-- is set ordinarily that is when a fifth of all the tasks there ever were has changed.
alter table tasks set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
