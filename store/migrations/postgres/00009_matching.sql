-- +goose Up
-- Where a person was found to be another one, everything of theirs goes on there.
alter table people add column merged_into text collate "C" references people (id);

-- The key of every digest below, sealed with the data keys. There is one row.
create table digest_keys (
    id     integer primary key,
    sealed text collate "C" not null
);

-- What a person can be found by: keyed digests of what package matching calls keys.
create table person_keys (
    digest    text collate "C" not null,
    person_id text collate "C" not null references people (id),
    primary key (digest, person_id)
);

create index person_keys_of on person_keys (person_id);

-- Numbers that other forces, or the same one, gave to somebody who has one already.
create table person_references (
    force     text collate "C" not null,
    reference text collate "C" not null,
    person_id text collate "C" not null references people (id),
    primary key (force, reference)
);

-- A suspect's name and date of birth, as a keyed digest and never otherwise.
create table suspect_names (
    digest text collate "C" not null,
    ref    text collate "C" not null references referrals (ref),
    primary key (digest, ref)
);

-- Two people who may be one. case_b is the newer case, whose staff are asked. reasons
-- are codes with a space between; why is the ID of the words of the decision.
create table person_matches (
    id         text collate "C" primary key,
    person_a   text collate "C" not null references people (id),
    person_b   text collate "C" not null references people (id),
    case_a     text collate "C" not null,
    case_b     text collate "C" not null,
    score      integer not null,
    reasons    text collate "C" not null,
    standing   text collate "C" not null,
    raised     text collate "C" not null,
    decided_at text collate "C",
    decided_by text collate "C" not null,
    why        text collate "C" not null,
    unique (person_a, person_b)
);

create index person_matches_by_standing on person_matches (standing, raised, id);
create index person_matches_of_b on person_matches (person_b);

-- The victim of one case is named as a suspect in the other. basis is a code.
create table counter_allegations (
    victim_case  text collate "C" not null,
    suspect_case text collate "C" not null,
    basis        text collate "C" not null,
    found_at     text collate "C" not null,
    primary key (victim_case, suspect_case)
);

create index counter_allegations_by_suspect on counter_allegations (suspect_case);

-- A case that goes on in another. done: the other has taken over all that it had.
create table case_merges (
    case_id   text collate "C" primary key references case_people (case_id),
    into_case text collate "C" not null references case_people (case_id),
    asked_at  text collate "C" not null,
    asked_by  text collate "C" not null,
    role      text collate "C" not null,
    why       text collate "C" not null,
    done      boolean not null
);

create index case_merges_not_done on case_merges (asked_at, case_id) where not done;

-- What police say of a contact point, where it differs from what stands. said is the
-- permissions as JSON; it holds no number and no address.
create table point_conflicts (
    id         text collate "C" primary key,
    case_id    text collate "C" not null,
    point_id   text collate "C" not null references contact_points (id),
    said       text collate "C" not null,
    kept       text collate "C" not null,
    field      text collate "C" not null,
    standing   text collate "C" not null,
    raised     text collate "C" not null,
    decided_at text collate "C",
    decided_by text collate "C" not null,
    why        text collate "C" not null
);

create index point_conflicts_of_case on point_conflicts (case_id, raised, id);
create index point_conflicts_of_point on point_conflicts (point_id);

-- What news is about, by ID. shelved: the case was closed; it is told when taken up again.
alter table news add column about text collate "C" not null default '';
alter table news add column shelved boolean not null default false;

create index news_shelved on news (case_id) where shelved;
create index referral_versions_by_crime on referral_versions (crime_reference);
create index referrals_of_person on referrals (person_id);
