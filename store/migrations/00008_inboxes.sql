-- +goose Up

-- Inboxes group channels. A ticket stands in its channel's inbox unless it was moved to another; who may read it is a
-- matter of its channel alone.
CREATE TABLE inboxes (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL,
    folded     text        NOT NULL UNIQUE, -- the name as desk.FoldWord folds it
    position   int         NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE channels ADD inbox_id uuid REFERENCES inboxes ON DELETE SET NULL; -- null: in none
ALTER TABLE tickets ADD inbox_id uuid REFERENCES inboxes ON DELETE SET NULL;  -- null: its channel's
CREATE INDEX channels_inbox ON channels (inbox_id);
CREATE INDEX tickets_inbox ON tickets (inbox_id) WHERE inbox_id IS NOT NULL;

-- +goose Down
ALTER TABLE tickets DROP inbox_id;
ALTER TABLE channels DROP inbox_id;
DROP TABLE inboxes;
