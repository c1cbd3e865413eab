-- +goose Up
-- not_before: the work is not safe, or not wanted, before this moment; null: at any time.
alter table tasks add column not_before text;

-- sent_by: the subject whose token sent this version; empty: not known.
alter table referral_versions add column sent_by text not null default '';
