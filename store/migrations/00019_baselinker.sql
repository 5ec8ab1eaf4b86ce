-- +goose Up

-- Accounts of BaseLinker, and what rules every process that calls it.
CREATE TABLE baselinker_accounts (
    id            uuid        PRIMARY KEY, -- made by the caller
    version       bigint      NOT NULL DEFAULT 1,
    name          text        NOT NULL,
    folded        text        NOT NULL,
    token         bytea       NOT NULL, -- sealed
    token_hash    bytea       NOT NULL, -- SHA-256: the limit is a token's, so that no two accounts share one
    budget        int         NOT NULL DEFAULT 60 CHECK (budget BETWEEN 10 AND 1000), -- requests a minute
    -- Nobody calls before then; somebody asked too much.
    blocked_until timestamptz,
    -- Interactive calls were refused for want of budget: background ones leave it to them until then.
    yield_until   timestamptz,
    -- BaseLinker refused the token: nobody calls until there is another.
    rejected      text        CHECK (rejected IN ('token', 'account')), -- the token, or the whole account; null: neither
    rejected_at   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    deleted_at    timestamptz
);
CREATE UNIQUE INDEX baselinker_accounts_name ON baselinker_accounts (folded) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX baselinker_accounts_token ON baselinker_accounts (token_hash) WHERE deleted_at IS NULL;

-- The calls that count against the budget: from their beginning until a minute behind their end.
CREATE TABLE baselinker_calls (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES baselinker_accounts ON DELETE CASCADE,
    method     text        NOT NULL,
    began_at   timestamptz NOT NULL,
    ended_at   timestamptz -- null: under way, or its process died
);
CREATE INDEX baselinker_calls_account ON baselinker_calls (account_id, began_at);

-- The mirror of an account's orders: how far it is.
CREATE TABLE order_mirrors (
    account_id    uuid        PRIMARY KEY REFERENCES baselinker_accounts ON DELETE CASCADE,
    phase         text        NOT NULL DEFAULT 'filling' CHECK (phase IN ('filling', 'following')),
    starts_at     timestamptz NOT NULL, -- three months back when it began
    through       timestamptz NOT NULL, -- orders confirmed before then are all there
    after_id      bigint      NOT NULL DEFAULT 0, -- of those confirmed at that very second, up to this id
    orders        bigint      NOT NULL DEFAULT 0, -- how many there are
    -- Orders already there are read again, since not every account keeps a journal: how far that is.
    reread        timestamptz,
    log_id        bigint      NOT NULL DEFAULT 0, -- the last of the journal that was followed; 0: none yet
    journal       boolean, -- whether the account keeps one; null: nobody knows
    synced_at     timestamptz, -- when it was last up to date
    failing_since timestamptz, -- null: the last try went well
    error         text        NOT NULL DEFAULT '', -- a code
    next_try_at   timestamptz,
    reread_id     bigint      NOT NULL DEFAULT 0, -- with reread: of those confirmed at that very second, up to this id
    reread_all_at timestamptz, -- when reading all of them again was last begun; others begin some days back
    words_at      timestamptz, -- when statuses and sources were last read
    journal_at    timestamptz, -- when the journal was last read: it forgets after three days
    odd           bigint      NOT NULL DEFAULT 0 -- orders that BaseLinker told of without a number: they can't be kept
);

-- Orders whose change the journal told of, until they are read.
CREATE TABLE order_changes (
    account_id uuid        NOT NULL REFERENCES baselinker_accounts ON DELETE CASCADE,
    order_id   bigint      NOT NULL,
    told_at    timestamptz NOT NULL,
    PRIMARY KEY (account_id, order_id)
);

CREATE TABLE order_statuses (
    account_id        uuid   NOT NULL REFERENCES baselinker_accounts ON DELETE CASCADE,
    status_id         bigint NOT NULL,
    name              text   NOT NULL,
    name_for_customer text   NOT NULL DEFAULT '',
    color             text   NOT NULL DEFAULT '', -- #rrggbb
    position          int    NOT NULL,
    gone_at           timestamptz, -- BaseLinker doesn't name it any more; orders may
    PRIMARY KEY (account_id, status_id)
);
CREATE TABLE order_sources (
    account_id uuid   NOT NULL REFERENCES baselinker_accounts ON DELETE CASCADE,
    source     text   NOT NULL, -- shop, allegro, personal …
    source_id  bigint NOT NULL, -- unique with the source alone
    name       text   NOT NULL,
    PRIMARY KEY (account_id, source, source_id)
);

CREATE TABLE orders (
    account_id   uuid        NOT NULL REFERENCES baselinker_accounts ON DELETE CASCADE,
    order_id     bigint      NOT NULL,
    email        text        NOT NULL DEFAULT '', -- trimmed, lower case: what tickets are matched by
    placed_at    timestamptz NOT NULL, -- confirmed, else added
    confirmed_at timestamptz,
    status_id    bigint      NOT NULL,
    source       text        NOT NULL DEFAULT '',
    source_id    bigint      NOT NULL DEFAULT 0,
    currency     text        NOT NULL DEFAULT '',
    total        bigint      NOT NULL, -- minor units, delivery included
    -- What customers may write to name it, lower case: order_id, the shop's and the marketplace's number, tracking numbers.
    numbers      text[]      NOT NULL DEFAULT '{}',
    details      jsonb       NOT NULL, -- baselinker.Order
    packages     jsonb, -- []baselinker.Package; null: nobody has asked
    packages_at  timestamptz,
    seen_at      timestamptz NOT NULL, -- as BaseLinker had it then
    removed_at   timestamptz, -- BaseLinker doesn't have it any more
    PRIMARY KEY (account_id, order_id)
);
CREATE INDEX orders_email ON orders (email, placed_at DESC) WHERE email <> '';
CREATE INDEX orders_numbers ON orders USING gin (numbers);
CREATE INDEX orders_placed ON orders (account_id, placed_at);

-- What was decided about a ticket and an order beyond the address: by hand, or offered because the customer wrote a number.
CREATE TABLE ticket_orders (
    ticket_id  uuid        NOT NULL REFERENCES tickets ON DELETE CASCADE,
    account_id uuid        NOT NULL,
    order_id   bigint      NOT NULL,
    choice     text        NOT NULL CHECK (choice IN ('linked', 'unlinked', 'maybe')),
    seq        bigint, -- with maybe: the message that named it
    agent_id   uuid        REFERENCES agents, -- who chose; null: nobody
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ticket_id, account_id, order_id),
    FOREIGN KEY (account_id, order_id) REFERENCES orders ON DELETE CASCADE
);
CREATE INDEX ticket_orders_order ON ticket_orders (account_id, order_id);

-- BaseLinker asked live about a ticket's customer: once for each address, and when an agent wants it.
CREATE TABLE order_lookups (
    ticket_id   uuid        PRIMARY KEY REFERENCES tickets ON DELETE CASCADE,
    address     text        NOT NULL, -- as matched; whose orders were looked up
    state       text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
    asked_at    timestamptz NOT NULL DEFAULT now(),
    ended_at    timestamptz,
    waits_until timestamptz, -- with waiting: for BaseLinker
    waits_for   text        NOT NULL DEFAULT '', -- a code: blocked, budget, unreachable, rejected
    error       text        NOT NULL DEFAULT '' -- with failed: a code
);

-- What is wanted of BaseLinker: done in order, when it allows.
CREATE TABLE order_wishes (
    id          uuid        PRIMARY KEY, -- also of the journal's entry; of a rule's, made of its action's and the order
    place       bigint      GENERATED ALWAYS AS IDENTITY, -- the order in which they were wanted
    ticket_id   uuid        NOT NULL REFERENCES tickets ON DELETE CASCADE,
    account_id  uuid        NOT NULL REFERENCES baselinker_accounts ON DELETE CASCADE,
    order_id    bigint      NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('status', 'note')),
    status_id   bigint, -- with status
    note        text        NOT NULL DEFAULT '', -- with note
    agent_id    uuid        REFERENCES agents,
    rule_id     uuid,
    state       text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'nothing', 'overtaken', 'refused')),
    was_status_id bigint, -- the order's before it was set; with waiting: one try was begun, and nobody knows whether it arrived
    waits_until timestamptz, -- with waiting
    waits_for   text        NOT NULL DEFAULT '', -- a code: blocked, budget, unreachable, rejected
    error       text        NOT NULL DEFAULT '', -- with refused: a code
    words       text        NOT NULL DEFAULT '', -- with refused: BaseLinker's own words, if it gave any
    tries       int         NOT NULL DEFAULT 0,
    seq         bigint      NOT NULL, -- of the entry that tells of the wish
    asked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at    timestamptz,
    was_since   timestamptz -- with was_status_id: since when the order had it, as BaseLinker says
);
CREATE UNIQUE INDEX order_wishes_place ON order_wishes (place);
CREATE INDEX order_wishes_waiting ON order_wishes (account_id, place) WHERE state = 'waiting';
CREATE INDEX order_wishes_ticket ON order_wishes (ticket_id, place);

-- +goose Down
DROP TABLE order_wishes, order_lookups, ticket_orders, order_changes, orders, order_sources, order_statuses, order_mirrors, baselinker_calls, baselinker_accounts;
