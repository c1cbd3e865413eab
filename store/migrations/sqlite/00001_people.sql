-- +goose Up
-- A victim, as police named them. Reference is the force's own number for a person.
create table people (
    id                 text primary key,
    force              text not null,
    reference          text not null,
    given_name         text not null,
    family_name        text not null,
    date_of_birth      text not null,
    gender             text not null,
    language           text not null,
    interpreter        boolean not null,
    children           integer not null,
    lives_with_suspect boolean,
    relationship       text not null
);

create unique index people_reference on people (force, reference) where reference <> '';

create table case_people (
    case_id   text primary key,
    person_id text not null unique references people (id)
);

-- A way to make contact. matches_on is the value as it is compared with others';
-- shared_said is what somebody recorded, shared_found what was seen here;
-- kept_by is the caseworker whose record no police version may change.
create table contact_points (
    id                text primary key,
    person_id         text not null references people (id),
    kind              text not null,
    value             text not null,
    matches_on        text not null,
    mobile            boolean not null,
    allowed           text not null,
    windows           text not null,
    verified_at       text,
    verified_by       text not null,
    expires_at        text,
    do_not_use        boolean not null,
    do_not_use_reason text not null,
    frozen_at         text,
    frozen_reason     text not null,
    opted_out         boolean not null,
    shared_said       text not null,
    shared_found      text not null,
    last_success      text,
    kept_by           text not null,
    version           integer not null
);

create unique index contact_points_of on contact_points (person_id, kind, matches_on);
create index contact_points_matching on contact_points (kind, matches_on);

-- What a record was before each change. state is the whole row as JSON.
create table contact_point_history (
    point_id   text not null references contact_points (id),
    version    integer not null,
    state      text not null,
    changed_at text not null,
    changed_by text not null,
    why        text not null,
    primary key (point_id, version)
);
