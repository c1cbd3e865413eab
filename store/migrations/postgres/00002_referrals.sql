-- +goose Up
create table referrals (
    ref       text collate "C" primary key,
    force     text collate "C" not null,
    system    text collate "C" not null,
    source_id text collate "C" not null,
    case_id   text collate "C" not null,
    person_id text collate "C" not null references people (id),
    opened    boolean not null,
    newest    integer not null,
    unique (force, system, source_id)
);

create index referrals_of_case on referrals (case_id);

-- taken: the case's workflow has it, as this revision.
create table referral_versions (
    ref             text collate "C" not null references referrals (ref),
    version         integer not null,
    digest          text collate "C" not null,
    crime_reference text collate "C" not null,
    officer_collar  text collate "C" not null,
    officer_name    text collate "C" not null,
    officer_email   text collate "C" not null,
    body            text collate "C" not null,
    received        text collate "C" not null,
    taken           boolean not null,
    revision        integer not null,
    primary key (ref, version)
);

create index referral_versions_untaken on referral_versions (received, ref) where not taken;

create table idempotency_keys (
    idempotency_key text collate "C" primary key,
    digest          text collate "C" not null,
    ref             text collate "C" not null,
    version         integer not null,
    received        text collate "C" not null
);

-- A number once named as a suspect's stays one: a newer version that leaves it out
-- is no proof that it was wrong.
create table suspect_phones (
    phone text collate "C" not null,
    ref   text collate "C" not null references referrals (ref),
    primary key (phone, ref)
);
