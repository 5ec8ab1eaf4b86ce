-- +goose Up

-- How far a ticket's customer has got. A table of its own: an update of tickets writes all their indexes.
CREATE TABLE receipts (
    ticket_id     uuid        PRIMARY KEY REFERENCES tickets ON DELETE CASCADE,
    delivered_seq bigint      NOT NULL, -- the last entry that the customer's page has
    read_seq      bigint      NOT NULL, -- the last that was on their screen; 0: none
    read_at       timestamptz -- when read_seq came to be what it is
) WITH (fillfactor = 70);

-- Who is told of a ticket that they watch is told of what came since.
ALTER TABLE watchers ADD since_seq bigint NOT NULL DEFAULT 0;
UPDATE watchers w SET since_seq = t.last_seq FROM tickets t WHERE t.id = w.ticket_id;

-- Who was given a ticket by somebody else: the entry that says so.
CREATE TABLE assignments (
    agent_id  uuid        NOT NULL REFERENCES agents ON DELETE CASCADE,
    ticket_id uuid        NOT NULL,
    seq       bigint      NOT NULL,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (agent_id, ticket_id, seq),
    FOREIGN KEY (ticket_id, seq) REFERENCES entries (ticket_id, seq) ON DELETE CASCADE
);
CREATE INDEX assignments_entry ON assignments (ticket_id, seq);
CREATE INDEX assignments_recent ON assignments (agent_id, at DESC);

-- The newest are read first, and without reading all there ever were.
ALTER TABLE mentions ADD at timestamptz NOT NULL DEFAULT clock_timestamp();
UPDATE mentions m SET at = e.created_at FROM entries e WHERE e.ticket_id = m.ticket_id AND e.seq = m.seq;
CREATE INDEX mentions_recent ON mentions (agent_id, at DESC);

-- "Mark all as read": what was told until then counts as read, whether or not its ticket was opened.
ALTER TABLE agents ADD notices_read_at timestamptz;

-- +goose Down
ALTER TABLE agents DROP notices_read_at;
DROP INDEX mentions_recent;
ALTER TABLE mentions DROP at;
DROP TABLE assignments;
ALTER TABLE watchers DROP since_seq;
DROP TABLE receipts;
