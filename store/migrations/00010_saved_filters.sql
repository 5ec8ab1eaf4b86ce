-- +goose Up

-- Lists that agents have made for themselves.
CREATE TABLE saved_filters (
    agent_id   uuid        NOT NULL REFERENCES agents ON DELETE CASCADE,
    id         uuid        NOT NULL, -- made by the client: a repeat is recognised by it
    name       text        NOT NULL,
    view       text        NOT NULL,
    sort       text        NOT NULL,
    filter     jsonb       NOT NULL, -- a desk.TicketFilter
    position   int         NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (agent_id, id)
);

-- +goose Down
UPDATE agents SET default_list = 'unassigned' WHERE default_list NOT IN ('all', 'unassigned', 'mine', 'awaiting');
DROP TABLE saved_filters;
