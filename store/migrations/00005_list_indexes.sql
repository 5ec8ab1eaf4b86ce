-- +goose Up

-- A view reads the newest tickets of each chat that its agent has access to, and merges them: what a page costs depends
-- neither on how many tickets there are nor on how rare the agent's chats are among them.
CREATE INDEX tickets_channel_recent ON tickets (channel_id, last_message_at DESC, id DESC);
-- One agent's; it holds all open tickets, and of them all that the counts ask.
CREATE INDEX tickets_channel_agent ON tickets (channel_id, agent_id, last_message_at DESC, id DESC) INCLUDE (awaiting_since, status)
    WHERE state <> 'closed';
-- Nobody's: of the index above Postgres doesn't know that it has those without an agent in order.
CREATE INDEX tickets_channel_unassigned ON tickets (channel_id, last_message_at DESC, id DESC)
    WHERE state <> 'closed' AND agent_id IS NULL;
CREATE INDEX tickets_channel_awaiting ON tickets (channel_id, last_message_at DESC, id DESC)
    WHERE state <> 'closed' AND awaiting_since IS NOT NULL;
-- Every message writes a new entry into each index of its ticket's row, so none stays that isn't needed.
DROP INDEX tickets_recent, tickets_open, tickets_agent, tickets_channel;

-- +goose Down
CREATE INDEX tickets_recent ON tickets (last_message_at DESC, id DESC);
CREATE INDEX tickets_open ON tickets (last_message_at DESC, id DESC) WHERE state <> 'closed';
CREATE INDEX tickets_agent ON tickets (agent_id, last_message_at DESC, id DESC) WHERE state <> 'closed';
CREATE INDEX tickets_channel ON tickets (channel_id);
DROP INDEX tickets_channel_recent, tickets_channel_agent, tickets_channel_unassigned, tickets_channel_awaiting;
