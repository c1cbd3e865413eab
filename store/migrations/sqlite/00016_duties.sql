-- +goose Up
-- What is owed to victims under the Victims' Code, as their cases last said. duty is the
-- row of the edition, body who owes it, kind what began it, runs_from when its time began
-- to run, owner who works on the case. due is never null: '9999-12-31T23:59:59.999Z' is
-- one without a number, or whose time does not run yet; aim: it is this service's own. Of
-- a case that was let go, what counts remains, and nothing by which it could be found:
-- case_id is then made up for each row, and event and owner are empty.
create table duties (
    case_id   text not null,
    id        text not null,
    revision  integer not null,
    duty      text not null,
    edition   text not null,
    of_right  integer not null,
    body      text not null,
    ours      text not null,
    event     text not null,
    kind      text not null,
    enhanced  boolean not null,
    began     text not null,
    received  text,
    heard     text,
    runs_from text,
    due       text not null,
    aim       boolean not null,
    met       text,
    met_by    text not null,
    how       text not null,
    noted     text,
    breached  text,
    ended     text not null,
    team      text not null,
    owner     text not null,
    force     text not null,
    primary key (case_id, id)
);

-- What has only a time of this service's own may stay open for ever where nobody hears of
-- it, and must not be in the way of real breaches: who owes it is asked for with aim.
create index duties_open on duties (due, case_id, id) where met is null and ended = '';
create index duties_by_body on duties (body, aim, due, case_id, id) where met is null and ended = '';
create index duties_by_ours on duties (ours, due, case_id, id) where met is null and ended = '';
create index duties_by_row on duties (duty, due, case_id, id) where met is null and ended = '';
create index duties_by_team on duties (team, due, case_id, id) where met is null and ended = '';
create index duties_by_owner on duties (owner, due, case_id, id) where met is null and ended = '';
create index duties_breached on duties (due, case_id, id) where breached is not null;
create index duties_by_due on duties (due, case_id, id);
