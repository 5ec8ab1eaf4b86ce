-- +goose Up

-- Answers that agents find by their name. Names are compared as the program folds them (desk.FoldWord).
CREATE TABLE canned_replies (
    id          uuid        PRIMARY KEY, -- made by who added it, so that a repeat adds no second
    name        text        NOT NULL,
    folded      text        NOT NULL,
    body        text        NOT NULL, -- with placeholders
    channel_ids uuid[]      NOT NULL DEFAULT '{}', -- the chats it is for, in the order of their ids; none: every one
    position    int         NOT NULL,
    version     bigint      NOT NULL DEFAULT 1,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    deleted_at  timestamptz
);
CREATE UNIQUE INDEX canned_replies_name ON canned_replies (folded) WHERE deleted_at IS NULL;
CREATE TRIGGER canned_replies_changed AFTER INSERT OR UPDATE ON canned_replies FOR EACH STATEMENT EXECUTE FUNCTION notify_vocabulary();

-- Whoever is mentioned is called so in the text, also after they change their name.
ALTER TABLE mentions ADD name text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE mentions DROP name;
DROP TABLE canned_replies;
