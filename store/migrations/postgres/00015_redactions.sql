-- +goose Up
-- Messages at their end whose words the provider has yet to forget.
create table redactions (
    message_id text collate "C" primary key references deliveries (message_id),
    tries      integer not null,
    next_try   text collate "C" not null
);

create index redactions_due on redactions (next_try, message_id);
