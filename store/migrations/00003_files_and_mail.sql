-- +goose Up

-- A file is uploaded first and belongs to nobody's message yet; the append of a message takes it. Its bytes are in the
-- bucket, under the id.
CREATE TABLE attachments (
    id          uuid        PRIMARY KEY, -- made by the writer: a repeat is recognised by it
    ticket_id   uuid        NOT NULL REFERENCES tickets ON DELETE CASCADE,
    agent_id    uuid        REFERENCES agents, -- who uploaded it; null: the customer
    name        text        NOT NULL,
    type        text        NOT NULL, -- found in its content
    size        bigint      NOT NULL, -- bytes, as served
    width       int         NOT NULL DEFAULT 0, -- pixels; 0: no picture
    height      int         NOT NULL DEFAULT 0,
    preview     boolean     NOT NULL DEFAULT false, -- a smaller picture is kept beside it
    digest      bytea       NOT NULL, -- sha-256 of what was uploaded
    entry_seq   bigint, -- the entry that shows it; null: not sent yet
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX attachments_ticket ON attachments (ticket_id);
CREATE INDEX attachments_unsent ON attachments (created_at) WHERE entry_seq IS NULL;

-- What an entry shows, as the readers need it: no join on the way of every message.
ALTER TABLE entries ADD attachments jsonb;

-- Bytes whose row is gone, until the worker has removed them too.
CREATE TABLE discarded_files (
    id           uuid        PRIMARY KEY,
    discarded_at timestamptz NOT NULL DEFAULT now()
);
-- +goose StatementBegin
CREATE FUNCTION discard_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO discarded_files (id) VALUES (OLD.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER attachment_deleted AFTER DELETE ON attachments FOR EACH ROW EXECUTE FUNCTION discard_file();

-- The server that sends our mail; at most one row.
CREATE TABLE mail_server (
    id           boolean     PRIMARY KEY DEFAULT true CHECK (id),
    version      bigint      NOT NULL DEFAULT 1,
    host         text        NOT NULL,
    port         int         NOT NULL,
    security     text        NOT NULL CHECK (security IN ('tls', 'starttls', 'none')),
    username     text        NOT NULL DEFAULT '',
    password     bytea, -- encrypted; null: none
    from_address text        NOT NULL,
    from_name    text        NOT NULL DEFAULT '',
    changed_at   timestamptz NOT NULL DEFAULT now()
);

-- Transcripts that customers asked for. They leave once the conversation has ended.
CREATE TABLE transcripts (
    id        uuid        PRIMARY KEY, -- made by the widget: a repeat is recognised by it
    ticket_id uuid        NOT NULL REFERENCES tickets ON DELETE CASCADE,
    email     text        NOT NULL,
    -- sending: handed to the mail server, whose answer isn't known yet. A process that dies there leaves it so, and
    -- nobody sends it a second time.
    state     text        NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'sending', 'sent', 'failed')),
    asked_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at  timestamptz
);
CREATE INDEX transcripts_ticket ON transcripts (ticket_id);

-- +goose Down
DROP TABLE transcripts, mail_server;
DROP TRIGGER attachment_deleted ON attachments;
DROP FUNCTION discard_file;
DROP TABLE attachments, discarded_files;
ALTER TABLE entries DROP attachments;
