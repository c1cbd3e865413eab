-- +goose Up
-- next_due is never null: '9999-12-31T23:59:59.999Z' is a case for which nothing is due.
create table cases (
    id             text primary key,
    revision       integer not null,
    stage          text not null,
    since          text not null,
    grade          text not null,
    domestic_abuse boolean not null,
    owner          text not null,
    referred       text not null,
    reached        text,
    closed         text,
    closed_for     text not null,
    halted         boolean not null,
    resting        boolean not null,
    next_due       text not null,
    next_kind      text not null,
    state          text not null
);

create index cases_due on cases (next_due, id);
create index cases_by_stage on cases (stage, next_due, id);
create index cases_by_grade on cases (grade, next_due, id);
create index cases_by_owner on cases (owner, next_due, id);
create index cases_halted on cases (halted, next_due, id);

-- weight orders a worklist: urgent before the rest, then the gravest case first.
create table tasks (
    case_id   text not null,
    id        text not null,
    revision  integer not null,
    kind      text not null,
    role      text not null,
    owner     text not null,
    urgent    boolean not null,
    grade     text not null,
    weight    integer not null,
    raised    text not null,
    due       text not null,
    about     text not null,
    escalated integer not null,
    ended     text,
    ended_in  integer not null,
    how       text not null,
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
    case_id    text not null,
    revision   integer not null,
    n          integer not null,
    at         text not null,
    noted      text not null,
    what       text not null,
    says       text not null,
    written_by text not null,
    text_id    text not null,
    about      text not null,
    primary key (case_id, revision, n)
);

create index lines_with_text on lines (text_id) where text_id <> '';

-- The words that people wrote. case_id is empty where they are nobody's yet.
create table texts (
    id         text primary key,
    case_id    text not null,
    field      text not null,
    words      text not null,
    written_by text not null,
    written_at text not null
);
