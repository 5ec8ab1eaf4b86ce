-- +goose Up

-- Filters (store/ticket_filter.go). Open tickets are few, and looked through; closed ones are found by these, in order. No
-- message comes to a closed ticket, so that none of them costs a message anything.
CREATE INDEX tickets_closed_created ON tickets (channel_id, created_at DESC, id DESC) WHERE state = 'closed';
CREATE INDEX tickets_closed_agent ON tickets (channel_id, (coalesce(agent_id, '00000000-0000-0000-0000-000000000000')), last_message_at DESC, id DESC) WHERE state = 'closed';
CREATE INDEX tickets_closed_team ON tickets (channel_id, (coalesce(team_id, '00000000-0000-0000-0000-000000000000')), last_message_at DESC, id DESC) WHERE state = 'closed';
CREATE INDEX tickets_closed_sentiment ON tickets (channel_id, (coalesce(sentiment, 'none')), last_message_at DESC, id DESC) WHERE state = 'closed';
CREATE INDEX tickets_closed_context ON tickets (channel_id, (coalesce(context, 'none')), last_message_at DESC, id DESC) WHERE state = 'closed';
CREATE INDEX tickets_closed_priority ON tickets (channel_id, priority, last_message_at DESC, id DESC) WHERE state = 'closed';
CREATE INDEX tickets_closed_spam ON tickets (channel_id, last_message_at DESC, id DESC) WHERE state = 'closed' AND status = 'spam';
-- Moved ones are few, too, open or not.
CREATE INDEX tickets_moved ON tickets (channel_id, inbox_id, last_message_at DESC, id DESC) WHERE inbox_id IS NOT NULL;

-- A ticket has several tags, so an index of tickets can't have them in order.
CREATE TABLE closed_tags (
    channel_id      uuid        NOT NULL,
    tag_id          uuid        NOT NULL,
    last_message_at timestamptz NOT NULL,
    ticket_id       uuid        NOT NULL REFERENCES tickets ON DELETE CASCADE,
    PRIMARY KEY (channel_id, tag_id, last_message_at, ticket_id)
);
CREATE INDEX closed_tags_ticket ON closed_tags (ticket_id);
INSERT INTO closed_tags SELECT channel_id, tag_id, last_message_at, id FROM tickets, unnest(tag_ids) AS tag_id WHERE state = 'closed' ON CONFLICT DO NOTHING;
-- +goose StatementBegin
CREATE FUNCTION list_closed_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM closed_tags WHERE ticket_id = NEW.id;
    END IF;
    IF NEW.state = 'closed' THEN
        INSERT INTO closed_tags SELECT NEW.channel_id, tag_id, NEW.last_message_at, NEW.id FROM unnest(NEW.tag_ids) AS tag_id ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER closed_with_tags AFTER INSERT ON tickets FOR EACH ROW
    WHEN (NEW.state = 'closed' AND NEW.tag_ids <> '{}') EXECUTE FUNCTION list_closed_tags();
CREATE TRIGGER closed_or_tagged AFTER UPDATE OF state, tag_ids ON tickets FOR EACH ROW
    WHEN ((OLD.state = 'closed' OR NEW.state = 'closed') AND (OLD.state <> NEW.state OR OLD.tag_ids <> NEW.tag_ids)) EXECUTE FUNCTION list_closed_tags();
-- What the planner knows of the indexes' expressions; by itself it would learn it when many tickets have changed.
ANALYZE tickets;
ANALYZE closed_tags;

-- What tickets are searched by, one row a ticket, kept by the worker (worker/indexer.go), so that writing costs no more
-- than a line of search_queue.
CREATE TABLE ticket_search (
    ticket_id       uuid        PRIMARY KEY REFERENCES tickets ON DELETE CASCADE,
    channel_id      uuid        NOT NULL,
    last_message_at timestamptz NOT NULL, -- as of then
    seq             bigint      NOT NULL, -- the entries up to it are in words
    tag_ids         uuid[]      NOT NULL, -- which are in words
    words           tsvector    NOT NULL  -- desk.SearchWords, and tags as store.tagWord has them
);
ALTER TABLE ticket_search ALTER words SET STORAGE EXTERNAL; -- compressed they would be unpacked for every look
CREATE INDEX ticket_search_words ON ticket_search USING gin (words);
-- A search looks at stretches of time, the latest first, and at the searcher's chats.
CREATE INDEX ticket_search_recent ON ticket_search (last_message_at);
CREATE INDEX ticket_search_channel ON ticket_search (channel_id, last_message_at);
ALTER TABLE ticket_search ALTER words SET STATISTICS 1000; -- which words are frequent

-- Tickets that have changed since, each as often as it has. No index, no constraint: a message writes here.
CREATE TABLE search_queue (
    ticket_id uuid NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
-- Tickets from before there was a search: they come when nothing else is to do, the latest first.
CREATE TABLE search_backlog (
    place     bigint PRIMARY KEY,
    ticket_id uuid   NOT NULL
);
INSERT INTO search_backlog SELECT row_number() OVER (ORDER BY last_message_at DESC), id FROM tickets;

-- +goose StatementBegin
CREATE FUNCTION queue_for_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_queue VALUES (NEW.ticket_id);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER entry_searched AFTER INSERT ON entries FOR EACH ROW
    WHEN (NEW.kind <> 'operation' OR NEW.operation -> 'change' ->> 'property' IN ('tag_added', 'tag_removed'))
    EXECUTE FUNCTION queue_for_search();

-- +goose Down
DROP TRIGGER entry_searched ON entries;
DROP FUNCTION queue_for_search;
DROP TRIGGER closed_with_tags ON tickets;
DROP TRIGGER closed_or_tagged ON tickets;
DROP FUNCTION list_closed_tags;
DROP TABLE closed_tags;
DROP INDEX tickets_closed_created, tickets_closed_agent, tickets_closed_team, tickets_closed_sentiment, tickets_closed_context,
    tickets_closed_priority, tickets_closed_spam, tickets_moved;
DROP TABLE ticket_search, search_queue, search_backlog;
