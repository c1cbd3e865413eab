-- +goose Up
-- The state of a case is some thousands of bytes and is written anew whenever its readers are
-- told of something: packing it by PostgreSQL's own method was a quarter of what writing a
-- case costs. Not every PostgreSQL is built with LZ4; one that is not goes on as it did.
-- +goose StatementBegin
do $$
begin
    alter table cases alter column state set compression lz4;
exception when feature_not_supported then
    raise notice 'this PostgreSQL has no LZ4: the state of cases stays packed by pglz';
end
$$;
-- +goose StatementEnd
