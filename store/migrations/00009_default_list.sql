-- +goose Up
ALTER TABLE agents ADD default_list text NOT NULL DEFAULT 'unassigned'; -- a view, or the id of a saved filter

-- +goose Down
ALTER TABLE agents DROP default_list;
