-- +goose Up
-- A victim, as police named them. Reference is the force's own number for a person.
create table people (
    id                 text collate "C" primary key,
    force              text collate "C" not null,
    reference          text collate "C" not null,
    given_name         text collate "C" not null,
    family_name        text collate "C" not null,
    date_of_birth      text collate "C" not null,
    gender             text collate "C" not null,
    language           text collate "C" not null,
    interpreter        boolean not null,
    children           integer not null,
    lives_with_suspect boolean,
    relationship       text collate "C" not null
);

create unique index people_reference on people (force, reference) where reference <> '';

create table case_people (
    case_id   text collate "C" primary key,
    person_id text collate "C" not null unique references people (id)
);

-- A way to make contact. matches_on is the value as it is compared with others';
-- shared_said is what somebody recorded, shared_found what was seen here;
-- kept_by is the caseworker whose record no police version may change.
create table contact_points (
    id                text collate "C" primary key,
    person_id         text collate "C" not null references people (id),
    kind              text collate "C" not null,
    value             text collate "C" not null,
    matches_on        text collate "C" not null,
    mobile            boolean not null,
    allowed           text collate "C" not null,
    windows           text collate "C" not null,
    verified_at       text collate "C",
    verified_by       text collate "C" not null,
    expires_at        text collate "C",
    do_not_use        boolean not null,
    do_not_use_reason text collate "C" not null,
    frozen_at         text collate "C",
    frozen_reason     text collate "C" not null,
    opted_out         boolean not null,
    shared_said       text collate "C" not null,
    shared_found      text collate "C" not null,
    last_success      text collate "C",
    kept_by           text collate "C" not null,
    version           integer not null
);

create unique index contact_points_of on contact_points (person_id, kind, matches_on);
create index contact_points_matching on contact_points (kind, matches_on);

-- What a record was before each change. state is the whole row as JSON.
create table contact_point_history (
    point_id   text collate "C" not null references contact_points (id),
    version    integer not null,
    state      text collate "C" not null,
    changed_at text collate "C" not null,
    changed_by text collate "C" not null,
    why        text collate "C" not null,
    primary key (point_id, version)
);
