-- +goose Up
-- The ledger of messages. record is the whole of a delivery as JSON; the columns
-- beside it are what it is found and counted by.
create table deliveries (
    message_id   text collate "C" primary key,
    case_id      text collate "C" not null,
    state        text collate "C" not null,
    provider     text collate "C" not null,
    provider_ref text collate "C" not null,
    entered_at   text collate "C" not null,
    record       text collate "C" not null
);

create index deliveries_of_case on deliveries (case_id, entered_at, message_id);
create index deliveries_by_state on deliveries (state);
create index deliveries_by_ref on deliveries (provider, provider_ref) where provider_ref <> '';

-- What providers reported, each once. applied: the message was known, and the report
-- was heard.
create table provider_events (
    provider     text collate "C" not null,
    event_id     text collate "C" not null,
    message_id   text collate "C" not null,
    provider_ref text collate "C" not null,
    state        text collate "C" not null,
    reason       text collate "C" not null,
    at           text collate "C" not null,
    applied      boolean not null,
    primary key (provider, event_id)
);

create index provider_events_waiting on provider_events (provider, provider_ref, at) where not applied;

-- Texts from people. claimed: the number is a contact point of at least one case.
create table inbound (
    provider   text collate "C" not null,
    event_id   text collate "C" not null,
    text_id    text collate "C" not null,
    sender     text collate "C" not null,
    recipient  text collate "C" not null,
    at         text collate "C" not null,
    stop       boolean not null,
    start      boolean not null,
    claimed    boolean not null,
    primary key (provider, event_id)
);

create index inbound_unclaimed on inbound (at, text_id) where not claimed;

-- The last word of whoever reads a number or an address on whether they want more.
create table opt_outs (
    kind       text collate "C" not null,
    matches_on text collate "C" not null,
    stopped    boolean not null,
    at         text collate "C" not null,
    primary key (kind, matches_on)
);

-- What came from outside and has to be told to one case.
create table news (
    id         text collate "C" primary key,
    kind       text collate "C" not null,
    case_id    text collate "C" not null,
    at         text collate "C" not null,
    message_id text collate "C" not null,
    text_id    text collate "C" not null,
    point_id   text collate "C" not null,
    stop       boolean not null,
    handled    boolean not null
);

create index news_unhandled on news (at, id) where not handled;
