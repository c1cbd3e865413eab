-- +goose Up
create table audit (
    id         integer primary key autoincrement,
    at         text not null,
    subject    text not null,
    role       text not null,
    action     text not null,
    case_id    text not null,
    request_id text not null
);

create index audit_of_case on audit (case_id, id);

-- +goose StatementBegin
create trigger audit_is_not_changed before update on audit
begin
    select raise(abort, 'the audit is append-only');
end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger audit_is_not_deleted before delete on audit
begin
    select raise(abort, 'the audit is append-only');
end;
-- +goose StatementEnd
