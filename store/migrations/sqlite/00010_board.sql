-- +goose Up
-- What worklists and the board are read by; without them each would read every open
-- task or case. Owners stand at the end of two, so that whose the overdue ones are is
-- counted without a look at the tasks. A task that was put to a supervisor still has its
-- owner. What is paused is little, so that only it is indexed.
drop index tasks_worklist;
drop index tasks_by_team;
create index tasks_worklist on tasks (weight, due, case_id, id, owner) where ended is null;
create index tasks_by_team on tasks (team, weight, due, case_id, id, owner) where ended is null;
create index tasks_waiting on tasks (role, weight, due, case_id, id) where ended is null and (owner = '' or escalated > 0);
create index tasks_waiting_in_team on tasks (team, role, weight, due, case_id, id) where ended is null and (owner = '' or escalated > 0);
create index tasks_by_team_and_kind on tasks (team, kind, weight, due, case_id, id) where ended is null;

drop index cases_halted;
create index cases_halted on cases (next_due, id) where halted = true;
create index cases_paused on cases (grade, next_due, id) where halted = true and stage <> 'closed';
create index cases_paused_in_team on cases (team, grade, next_due, id) where halted = true and stage <> 'closed';
