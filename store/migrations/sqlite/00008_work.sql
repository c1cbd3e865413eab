-- +goose Up
-- Whose work it is: every case and every task belongs to a team.
alter table cases add column team text not null default '';
alter table tasks add column team text not null default '';

create index cases_by_team on cases (team, next_due, id);
create index tasks_by_team on tasks (team, weight, due, case_id, id) where ended is null;
