-- +goose Up
-- sent_as: the role in which somebody who works here sent this version for a victim or
-- an agency; empty: a referrer did.
alter table referral_versions add column sent_as text not null default '';

-- What came to this service and is for another: which referral it was, and why. It
-- holds nothing about the person.
create table referrals_elsewhere (
    ref          text collate "C" not null,
    version      integer not null,
    digest       text not null,
    force        text not null,
    system       text not null,
    source_id    text not null,
    outcome      text collate "C" not null,
    reason       text not null,
    safeguarding boolean not null,
    sent_by      text not null,
    received     text collate "C" not null,
    primary key (ref, version)
);

create index referrals_elsewhere_newest on referrals_elsewhere (received, ref);
