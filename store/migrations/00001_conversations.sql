-- +goose Up

CREATE TABLE agents (
    id            uuid        PRIMARY KEY,
    email         text        NOT NULL,
    name          text        NOT NULL,
    password_hash text        NOT NULL, -- argon2id
    role          text        NOT NULL CHECK (role IN ('admin', 'agent', 'operator')),
    locale        text        NOT NULL DEFAULT 'pl' CHECK (locale IN ('pl', 'en')),
    created_at    timestamptz NOT NULL DEFAULT now(),
    disabled_at   timestamptz
);
CREATE UNIQUE INDEX agents_email ON agents (lower(email));

CREATE TABLE sessions (
    token_hash bytea       PRIMARY KEY, -- sha-256 of the cookie
    agent_id   uuid        NOT NULL REFERENCES agents ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_agent ON sessions (agent_id);

CREATE TABLE channels (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL,
    key        text        NOT NULL UNIQUE, -- in the shop's snippet; public
    shop_url   text        NOT NULL,
    settings   jsonb       NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Who may read and answer a channel's tickets. Nobody listed: nobody may.
CREATE TABLE channel_agents (
    channel_id uuid NOT NULL REFERENCES channels ON DELETE CASCADE,
    agent_id   uuid NOT NULL REFERENCES agents ON DELETE CASCADE,
    PRIMARY KEY (agent_id, channel_id)
);
CREATE INDEX channel_agents_channel ON channel_agents (channel_id);

CREATE TABLE tickets (
    id                 uuid        PRIMARY KEY, -- made by the widget
    number             bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    channel_id         uuid        NOT NULL REFERENCES channels,
    visitor_token_hash bytea       NOT NULL, -- sha-256 of the visitor's token
    subject            text        NOT NULL DEFAULT '',
    requester_name     text        NOT NULL DEFAULT '',
    requester_email    text        NOT NULL DEFAULT '',
    locale             text        NOT NULL,
    page_url           text        NOT NULL DEFAULT '',
    state              text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'active', 'closed')),
    priority           text        NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    agent_id           uuid        REFERENCES agents,
    created_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed_at          timestamptz,

    -- The journal's head. seq 1, 2, 3 … without gaps: only the append moves it.
    last_seq           bigint      NOT NULL,
    -- The relay's outbox: the last entry the workflow must see, the last it was told of, and until when a
    -- relay has taken the telling upon itself.
    wake_seq           bigint      NOT NULL,
    relayed_seq        bigint      NOT NULL DEFAULT 0,
    relay_lease        timestamptz,
    told_at            timestamptz, -- when the workflow was last told; never: it comes first

    -- What lists show, kept by the append.
    last_message_at    timestamptz NOT NULL,
    last_message_from  text        NOT NULL CHECK (last_message_from IN ('customer', 'agent')),
    last_customer_seq  bigint      NOT NULL,
    last_reply_seq     bigint      NOT NULL DEFAULT 0, -- 0: no agent has replied
    closed_seq         bigint      NOT NULL DEFAULT 0, -- the last closing; 0: never closed
    preview            text        NOT NULL,
    awaiting_since     timestamptz -- the first unanswered customer's message
) WITH (fillfactor = 80);
CREATE INDEX tickets_recent ON tickets (last_message_at DESC, id DESC);
CREATE INDEX tickets_open ON tickets (last_message_at DESC, id DESC) WHERE state <> 'closed';
CREATE INDEX tickets_agent ON tickets (agent_id, last_message_at DESC, id DESC) WHERE state <> 'closed';
CREATE INDEX tickets_channel ON tickets (channel_id);
CREATE INDEX tickets_unrelayed ON tickets (told_at NULLS FIRST) WHERE wake_seq > relayed_seq;

-- The journal: every line of a ticket. Rows are written once and never changed.
CREATE TABLE entries (
    ticket_id   uuid        NOT NULL REFERENCES tickets ON DELETE CASCADE,
    seq         bigint      NOT NULL,
    id          uuid        NOT NULL, -- made by the writer: a repeat is recognised by it
    kind        text        NOT NULL CHECK (kind IN ('message', 'note', 'operation')),
    author_kind text        NOT NULL CHECK (author_kind IN ('customer', 'agent', 'system')),
    author_id   uuid,
    author_name text        NOT NULL DEFAULT '',
    body        text        NOT NULL DEFAULT '',
    operation   jsonb,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (ticket_id, seq),
    UNIQUE (ticket_id, id)
);

-- What each agent has read.
CREATE TABLE reads (
    agent_id  uuid   NOT NULL REFERENCES agents ON DELETE CASCADE,
    ticket_id uuid   NOT NULL REFERENCES tickets ON DELETE CASCADE,
    seq       bigint NOT NULL,
    PRIMARY KEY (agent_id, ticket_id)
);
CREATE INDEX reads_ticket ON reads (ticket_id);

-- Sockets lose their rooms the moment access is lost: every api node listens for the agent's id.
-- +goose StatementBegin
CREATE FUNCTION notify_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'agents' THEN
        PERFORM pg_notify('access', NEW.id::text);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM pg_notify('access', OLD.agent_id::text);
    ELSE
        PERFORM pg_notify('access', NEW.agent_id::text);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER access_by_channel AFTER INSERT OR DELETE ON channel_agents FOR EACH ROW EXECUTE FUNCTION notify_access();
CREATE TRIGGER access_by_session AFTER DELETE OR UPDATE OF expires_at ON sessions FOR EACH ROW EXECUTE FUNCTION notify_access();
CREATE TRIGGER access_by_agent AFTER UPDATE OF role, disabled_at ON agents FOR EACH ROW EXECUTE FUNCTION notify_access();

-- +goose Down
DROP TABLE reads, entries, tickets, channel_agents, channels, sessions, agents;
DROP FUNCTION notify_access;
