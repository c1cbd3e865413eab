-- +goose Up
-- What is owed to victims under the Victims' Code, as their cases last said. duty is the
-- row of the edition, body who owes it, kind what began it, runs_from when its time began
-- to run, owner who works on the case. due is never null: '9999-12-31T23:59:59.999Z' is
-- one without a number, or whose time does not run yet; aim: it is this service's own. Of
-- a case that was let go, what counts remains, and nothing by which it could be found:
-- case_id is then made up for each row, and event and owner are empty.
create table duties (
    case_id   text collate "C" not null,
    id        text collate "C" not null,
    revision  integer not null,
    duty      text collate "C" not null,
    edition   text collate "C" not null,
    of_right  integer not null,
    body      text collate "C" not null,
    ours      text collate "C" not null,
    event     text collate "C" not null,
    kind      text collate "C" not null,
    enhanced  boolean not null,
    began     text collate "C" not null,
    received  text collate "C",
    heard     text collate "C",
    runs_from text collate "C",
    due       text collate "C" not null,
    aim       boolean not null,
    met       text collate "C",
    met_by    text collate "C" not null,
    how       text collate "C" not null,
    noted     text collate "C",
    breached  text collate "C",
    ended     text collate "C" not null,
    team      text collate "C" not null,
    owner     text collate "C" not null,
    force     text collate "C" not null,
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
