-- +goose Up

-- A search shows where it found what: of each word, in which entries it stands, so that one entry of a ticket is read and not all
-- that lie between. Tickets from before are indexed anew by the worker, the latest first; until then their entries are looked
-- through. The whole migration takes some fifteen seconds for a million tickets; see docs/PERFORMANCE.md for the worker.
ALTER TABLE ticket_search ADD placed boolean NOT NULL DEFAULT false; -- the words of entries have their places
CREATE INDEX ticket_search_unplaced ON ticket_search (last_message_at DESC) WHERE NOT placed;
-- A search looks at stretches of time, cut by these: some thousand tickets each where there are a million.
ALTER TABLE ticket_search ALTER last_message_at SET STATISTICS 1000;
-- What agents have read is always asked for by agent. The planner took this index all the same: a block of the index and one of the
-- table for each ticket of a page that anybody has read, where the key has one agent's close together.
DROP INDEX reads_ticket;

-- Closed tickets by tag and priority, and by context and sentiment, in order: what has both stood far apart in what has one.
ALTER TABLE closed_tags ADD priority text NOT NULL DEFAULT 'normal';
UPDATE closed_tags ct SET priority = t.priority FROM tickets t WHERE t.id = ct.ticket_id AND t.priority <> 'normal';
CREATE INDEX closed_tags_priority ON closed_tags (channel_id, tag_id, priority, last_message_at DESC, ticket_id DESC);
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION list_closed_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM closed_tags WHERE ticket_id = NEW.id;
    END IF;
    IF NEW.state = 'closed' THEN
        INSERT INTO closed_tags (channel_id, tag_id, last_message_at, ticket_id, priority)
        SELECT NEW.channel_id, tag_id, NEW.last_message_at, NEW.id, NEW.priority FROM unnest(NEW.tag_ids) AS tag_id ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
DROP TRIGGER closed_or_tagged ON tickets;
CREATE TRIGGER closed_or_tagged AFTER UPDATE OF state, tag_ids, priority ON tickets FOR EACH ROW
    WHEN ((OLD.state = 'closed' OR NEW.state = 'closed')
          AND (OLD.state <> NEW.state OR OLD.tag_ids <> NEW.tag_ids OR OLD.priority <> NEW.priority AND NEW.tag_ids <> '{}'))
    EXECUTE FUNCTION list_closed_tags();
CREATE INDEX tickets_closed_context_sentiment ON tickets (channel_id, (coalesce(context, 'none')), (coalesce(sentiment, 'none')), last_message_at DESC, id DESC)
    WHERE state = 'closed';
ANALYZE closed_tags;

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION list_closed_tags() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP TRIGGER closed_or_tagged ON tickets;
CREATE TRIGGER closed_or_tagged AFTER UPDATE OF state, tag_ids ON tickets FOR EACH ROW
    WHEN ((OLD.state = 'closed' OR NEW.state = 'closed') AND (OLD.state <> NEW.state OR OLD.tag_ids <> NEW.tag_ids)) EXECUTE FUNCTION list_closed_tags();
ALTER TABLE closed_tags DROP priority; -- its index, too
DROP INDEX tickets_closed_context_sentiment;
CREATE INDEX reads_ticket ON reads (ticket_id);
UPDATE ticket_search SET words = strip(words);
ALTER TABLE ticket_search ALTER last_message_at SET STATISTICS -1;
ALTER TABLE ticket_search DROP placed;
