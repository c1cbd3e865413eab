-- +goose Up
create table audit (
    id         bigint generated always as identity primary key,
    at         text collate "C" not null,
    subject    text collate "C" not null,
    role       text collate "C" not null,
    action     text collate "C" not null,
    case_id    text collate "C" not null,
    request_id text collate "C" not null
);

create index audit_of_case on audit (case_id, id);

-- +goose StatementBegin
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is append-only';
end;
$$;
-- +goose StatementEnd

create trigger audit_is_not_changed before update or delete or truncate on audit
    for each statement execute function audit_is_append_only();
