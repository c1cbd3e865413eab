-- +goose Up
create table referrals (
    ref       text primary key,
    force     text not null,
    system    text not null,
    source_id text not null,
    case_id   text not null,
    person_id text not null references people (id),
    opened    boolean not null,
    newest    integer not null,
    unique (force, system, source_id)
);

create index referrals_of_case on referrals (case_id);

-- taken: the case's workflow has it, as this revision.
create table referral_versions (
    ref             text not null references referrals (ref),
    version         integer not null,
    digest          text not null,
    crime_reference text not null,
    officer_collar  text not null,
    officer_name    text not null,
    officer_email   text not null,
    body            text not null,
    received        text not null,
    taken           boolean not null,
    revision        integer not null,
    primary key (ref, version)
);

create index referral_versions_untaken on referral_versions (received, ref) where not taken;

create table idempotency_keys (
    idempotency_key text primary key,
    digest          text not null,
    ref             text not null,
    version         integer not null,
    received        text not null
);

-- A number once named as a suspect's stays one: a newer version that leaves it out
-- is no proof that it was wrong.
create table suspect_phones (
    phone text not null,
    ref   text not null references referrals (ref),
    primary key (phone, ref)
);
