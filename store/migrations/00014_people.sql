-- +goose Up

ALTER TABLE agents
    ADD photo_id     uuid,        -- its bytes are in the bucket, under the id; null: none
    ADD last_seen_at timestamptz; -- when a session of theirs was last used, to some minutes

ALTER TABLE sessions
    ADD id           uuid        NOT NULL DEFAULT gen_random_uuid() UNIQUE, -- by which it is spoken of
    ADD user_agent   text        NOT NULL DEFAULT '', -- as the browser told it at the login, cut
    ADD last_used_at timestamptz NOT NULL DEFAULT now(); -- to some minutes
UPDATE sessions SET last_used_at = created_at;
UPDATE agents a SET last_seen_at = (SELECT max(s.created_at) FROM sessions s WHERE s.agent_id = a.id);

-- A link by which somebody sets a password: of an account that it makes, or of their own that is there.
CREATE TABLE invitations (
    id          uuid        PRIMARY KEY, -- made by the inbox: a repeat is recognised by it
    purpose     text        NOT NULL CHECK (purpose IN ('invitation', 'reset')),
    email       text        NOT NULL,
    token_hash  bytea       NOT NULL UNIQUE, -- sha-256 of the link's token
    locale      text        NOT NULL CHECK (locale IN ('pl', 'en')), -- of the mail
    agent_id    uuid        REFERENCES agents ON DELETE CASCADE, -- whose password is reset
    role        text        CHECK (role IN ('admin', 'agent', 'operator')), -- what the invited gets
    channel_ids uuid[]      NOT NULL DEFAULT '{}',
    team_ids    uuid[]      NOT NULL DEFAULT '{}',
    invited_by  uuid        REFERENCES agents ON DELETE SET NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at  timestamptz,
    CHECK ((purpose = 'reset') = (agent_id IS NOT NULL) AND (purpose = 'invitation') = (role IS NOT NULL))
);
CREATE UNIQUE INDEX invitations_email ON invitations (lower(email))
    WHERE purpose = 'invitation' AND accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_agent ON invitations (agent_id) WHERE agent_id IS NOT NULL;
CREATE INDEX invitations_inviter ON invitations (invited_by) WHERE accepted_at IS NULL AND revoked_at IS NULL;

-- A photo that isn't shown any more goes the way of all files.
-- +goose StatementBegin
CREATE FUNCTION discard_photo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO discarded_files (id) VALUES (OLD.photo_id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER photo_replaced AFTER UPDATE OF photo_id ON agents FOR EACH ROW
    WHEN (OLD.photo_id IS NOT NULL AND OLD.photo_id IS DISTINCT FROM NEW.photo_id) EXECUTE FUNCTION discard_photo();
CREATE TRIGGER photo_deleted AFTER DELETE ON agents FOR EACH ROW
    WHEN (OLD.photo_id IS NOT NULL) EXECUTE FUNCTION discard_photo();

-- Open inboxes show people's names and photos, and by their role what they may do.
CREATE TRIGGER agent_shown AFTER UPDATE OF name, photo_id, role ON agents FOR EACH ROW
    WHEN (OLD.name <> NEW.name OR OLD.photo_id IS DISTINCT FROM NEW.photo_id OR OLD.role <> NEW.role)
    EXECUTE FUNCTION notify_vocabulary();

-- +goose Down
DROP TRIGGER agent_shown ON agents;
DROP TRIGGER photo_deleted ON agents;
DROP TRIGGER photo_replaced ON agents;
INSERT INTO discarded_files (id) SELECT photo_id FROM agents WHERE photo_id IS NOT NULL ON CONFLICT DO NOTHING;
DROP FUNCTION discard_photo;
DROP TABLE invitations;
ALTER TABLE sessions DROP id, DROP user_agent, DROP last_used_at;
ALTER TABLE agents DROP photo_id, DROP last_seen_at;
