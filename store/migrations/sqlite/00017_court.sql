-- +goose Up
-- What court disengagement is counted from, as each case last said. charged is when
-- somebody was first charged; withdrew when the victim withdrew from the prosecution
-- after that, and withdrew_why the reason they gave; taken_back, they support it again.
alter table cases add column charged text;
alter table cases add column needed boolean not null default false;
alter table cases add column withdrew text;
alter table cases add column withdrew_why text not null default '';
alter table cases add column taken_back boolean not null default false;
alter table cases add column trials integer not null default 0;
alter table cases add column ineffective integer not null default 0;
alter table cases add column not_attended integer not null default 0;
alter table cases add column measures_missing integer not null default 0;

create index cases_charged on cases (charged) where charged is not null;
