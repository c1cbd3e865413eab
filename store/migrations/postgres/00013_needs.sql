-- +goose Up
-- Who wrote down what the victim said they need in order to be understood: from then
-- on no police version changes it. Empty: nobody here has yet.
alter table people add column wishes_kept_by text collate "C" not null default '';
