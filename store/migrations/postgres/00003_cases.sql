-- +goose Up
-- next_due is never null: '9999-12-31T23:59:59.999Z' is a case for which nothing is due.
create table cases (
    id             text collate "C" primary key,
    revision       integer not null,
    stage          text collate "C" not null,
    since          text collate "C" not null,
    grade          text collate "C" not null,
    domestic_abuse boolean not null,
    owner          text collate "C" not null,
    referred       text collate "C" not null,
    reached        text collate "C",
    closed         text collate "C",
    closed_for     text collate "C" not null,
    halted         boolean not null,
    resting        boolean not null,
    next_due       text collate "C" not null,
    next_kind      text collate "C" not null,
    state          text collate "C" not null
);

create index cases_due on cases (next_due, id);
create index cases_by_stage on cases (stage, next_due, id);
create index cases_by_grade on cases (grade, next_due, id);
create index cases_by_owner on cases (owner, next_due, id);
create index cases_halted on cases (halted, next_due, id);

-- weight orders a worklist: urgent before the rest, then the gravest case first.
create table tasks (
    case_id   text collate "C" not null,
    id        text collate "C" not null,
    revision  integer not null,
    kind      text collate "C" not null,
    role      text collate "C" not null,
    owner     text collate "C" not null,
    urgent    boolean not null,
    grade     text collate "C" not null,
    weight    integer not null,
    raised    text collate "C" not null,
    due       text collate "C" not null,
    about     text collate "C" not null,
    escalated integer not null,
    ended     text collate "C",
    ended_in  integer not null,
    how       text collate "C" not null,
    primary key (case_id, id)
);

create index tasks_worklist on tasks (weight, due, case_id, id) where ended is null;
create index tasks_by_role on tasks (role, weight, due, case_id, id) where ended is null;
create index tasks_by_owner on tasks (owner, weight, due, case_id, id) where ended is null;
create index tasks_by_kind on tasks (kind, weight, due, case_id, id) where ended is null;
create index tasks_open_of_case on tasks (case_id, weight, due, id) where ended is null;
create index tasks_ended on tasks (weight, due, case_id, id) where ended is not null;
create index tasks_ended_of_case on tasks (case_id, weight, due, id) where ended is not null;

create table lines (
    case_id    text collate "C" not null,
    revision   integer not null,
    n          integer not null,
    at         text collate "C" not null,
    noted      text collate "C" not null,
    what       text collate "C" not null,
    says       text collate "C" not null,
    written_by text collate "C" not null,
    text_id    text collate "C" not null,
    about      text collate "C" not null,
    primary key (case_id, revision, n)
);

create index lines_with_text on lines (text_id) where text_id <> '';

-- The words that people wrote. case_id is empty where they are nobody's yet.
create table texts (
    id         text collate "C" primary key,
    case_id    text collate "C" not null,
    field      text collate "C" not null,
    words      text collate "C" not null,
    written_by text collate "C" not null,
    written_at text collate "C" not null
);
