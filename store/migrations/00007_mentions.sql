-- +goose Up

-- Who is named in a note, and is told so until they have read it (reads.seq).
CREATE TABLE mentions (
    agent_id  uuid   NOT NULL REFERENCES agents ON DELETE CASCADE,
    ticket_id uuid   NOT NULL,
    seq       bigint NOT NULL,
    PRIMARY KEY (agent_id, ticket_id, seq),
    FOREIGN KEY (ticket_id, seq) REFERENCES entries (ticket_id, seq) ON DELETE CASCADE
);
CREATE INDEX mentions_entry ON mentions (ticket_id, seq);

-- +goose Down
DROP TABLE mentions;
