-- +goose Up

ALTER TABLE channels
    ADD version    bigint      NOT NULL DEFAULT 1, -- grows with every save: who saves an older one is told
    ADD enabled    boolean     NOT NULL DEFAULT true,
    ADD deleted_at timestamptz, -- tickets stay and keep its name
    ADD seen_at    timestamptz; -- when a page of the shop last loaded it, to a minute

-- Open windows follow their chat's settings: every api node listens for its id.
-- +goose StatementBegin
CREATE FUNCTION notify_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('channels', NEW.id::text);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER channel_changed AFTER UPDATE OF version ON channels FOR EACH ROW EXECUTE FUNCTION notify_channel();

-- +goose Down
DROP TRIGGER channel_changed ON channels;
DROP FUNCTION notify_channel;
ALTER TABLE channels DROP version, DROP enabled, DROP deleted_at, DROP seen_at;
