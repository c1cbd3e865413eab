-- +goose Up
-- A referral that no case has taken waits in the order of risk. place: 0 is the gravest.
-- tries: how often its case would not have it. again: nobody tries before; null: whoever
-- comes first.
alter table referral_versions add column place integer not null default 0;
alter table referral_versions add column tries integer not null default 0;
alter table referral_versions add column again text;

drop index referral_versions_untaken;
create index referral_versions_untaken on referral_versions (place, received, ref) where not taken;
