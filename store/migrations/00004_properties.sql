-- +goose Up

-- What a ticket's status may be. The built-in ones are named by the screens, in the reader's language.
-- Names are compared as the program folds them: what lower() makes of letters beyond ASCII depends on the locale.
CREATE TABLE statuses (
    key               text        PRIMARY KEY, -- a word for the built-in, a uuid for the company's own
    name              text        NOT NULL DEFAULT '', -- the company's own
    folded            text        NOT NULL DEFAULT '',
    colour            text        NOT NULL, -- #rrggbb
    requires_response boolean     NOT NULL, -- a customer who wrote last waits for an answer
    visible           boolean     NOT NULL, -- its tickets stand in the inbox's lists
    opens_on_message  boolean     NOT NULL, -- a customer's new message makes it open
    position          int         NOT NULL,
    builtin           boolean     NOT NULL DEFAULT false,
    deleted_at        timestamptz -- tickets that have it keep it
);
INSERT INTO statuses (key, colour, requires_response, visible, opens_on_message, position, builtin) VALUES
    ('open',         '#1971c2', true,  true,  false, 1, true),
    ('pending',      '#e8590c', false, true,  true,  2, true),
    ('consultation', '#7048e8', true,  true,  false, 3, true),
    ('resolved',     '#2f9e44', false, true,  true,  4, true),
    ('closed',       '#495057', false, true,  false, 5, true),
    ('spam',         '#c92a2a', false, false, false, 6, true);
CREATE UNIQUE INDEX statuses_name ON statuses (folded) WHERE deleted_at IS NULL AND NOT builtin;

CREATE TABLE tags (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL,
    folded     text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);
CREATE UNIQUE INDEX tags_name ON tags (folded) WHERE deleted_at IS NULL;

CREATE TABLE teams (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL,
    folded     text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);
CREATE UNIQUE INDEX teams_name ON teams (folded) WHERE deleted_at IS NULL;
CREATE TABLE team_agents (
    team_id  uuid NOT NULL REFERENCES teams ON DELETE CASCADE,
    agent_id uuid NOT NULL REFERENCES agents ON DELETE CASCADE,
    PRIMARY KEY (team_id, agent_id)
);
CREATE INDEX team_agents_agent ON team_agents (agent_id);

-- What a customer writes about. The built-in ones are named by the screens.
CREATE TABLE contexts (
    key        text        PRIMARY KEY,
    name       text        NOT NULL DEFAULT '',
    folded     text        NOT NULL DEFAULT '',
    position   int         NOT NULL,
    builtin    boolean     NOT NULL DEFAULT false,
    deleted_at timestamptz
);
INSERT INTO contexts (key, position, builtin) VALUES
    ('delivery', 1, true), ('return', 2, true), ('complaint', 3, true), ('order_change', 4, true), ('invoice', 5, true),
    ('payment', 6, true), ('product', 7, true), ('thanks', 8, true), ('other', 9, true);
CREATE UNIQUE INDEX contexts_name ON contexts (folded) WHERE deleted_at IS NULL AND NOT builtin;

ALTER TABLE tickets
    ADD status    text   NOT NULL DEFAULT 'open' REFERENCES statuses,
    ADD tag_ids   uuid[] NOT NULL DEFAULT '{}', -- in the order they were added
    ADD team_id   uuid   REFERENCES teams,
    ADD sentiment text   CHECK (sentiment IN ('positive', 'neutral', 'negative')),
    ADD context   text   REFERENCES contexts,
    ADD freed_seq bigint NOT NULL DEFAULT 0; -- the last time it was given back to nobody; 0: never
UPDATE tickets SET status = 'closed' WHERE state = 'closed';
-- Closing sets it, and keeps spam; nothing else does.
ALTER TABLE tickets ADD CONSTRAINT tickets_closed CHECK (status <> 'closed' OR state = 'closed');

-- Who is told of what happens in a ticket beside the one who has it.
CREATE TABLE watchers (
    ticket_id uuid NOT NULL REFERENCES tickets ON DELETE CASCADE,
    agent_id  uuid NOT NULL REFERENCES agents ON DELETE CASCADE,
    PRIMARY KEY (ticket_id, agent_id)
);
CREATE INDEX watchers_agent ON watchers (agent_id);

-- Open inboxes follow the vocabulary: every api node listens. An agent who is switched off leaves the teams.
-- +goose StatementBegin
CREATE FUNCTION notify_vocabulary() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('vocabulary', TG_TABLE_NAME);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER statuses_changed AFTER INSERT OR UPDATE ON statuses FOR EACH STATEMENT EXECUTE FUNCTION notify_vocabulary();
CREATE TRIGGER tags_changed AFTER INSERT OR UPDATE ON tags FOR EACH STATEMENT EXECUTE FUNCTION notify_vocabulary();
CREATE TRIGGER teams_changed AFTER INSERT OR UPDATE ON teams FOR EACH STATEMENT EXECUTE FUNCTION notify_vocabulary();
CREATE TRIGGER team_agents_changed AFTER INSERT OR DELETE ON team_agents FOR EACH STATEMENT EXECUTE FUNCTION notify_vocabulary();
CREATE TRIGGER contexts_changed AFTER INSERT OR UPDATE ON contexts FOR EACH STATEMENT EXECUTE FUNCTION notify_vocabulary();
CREATE TRIGGER teams_by_agent AFTER UPDATE OF disabled_at ON agents FOR EACH STATEMENT EXECUTE FUNCTION notify_vocabulary();

-- +goose Down
DROP TRIGGER statuses_changed ON statuses;
DROP TRIGGER tags_changed ON tags;
DROP TRIGGER teams_changed ON teams;
DROP TRIGGER team_agents_changed ON team_agents;
DROP TRIGGER contexts_changed ON contexts;
DROP TRIGGER teams_by_agent ON agents;
DROP FUNCTION notify_vocabulary;
ALTER TABLE tickets DROP CONSTRAINT tickets_closed;
ALTER TABLE tickets DROP status, DROP tag_ids, DROP team_id, DROP sentiment, DROP context, DROP freed_seq;
DROP TABLE watchers, team_agents, teams, tags, contexts, statuses;
