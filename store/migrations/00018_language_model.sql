-- +goose Up

-- A language model that judges customers' messages, over OpenAI's protocol; at most one row.
CREATE TABLE language_model (
    id             boolean     PRIMARY KEY DEFAULT true CHECK (id),
    version        bigint      NOT NULL DEFAULT 1,
    enabled        boolean     NOT NULL,
    address        text        NOT NULL,
    model          text        NOT NULL,
    key            bytea,                          -- encrypted; null: none
    patience       int         NOT NULL CHECK (patience BETWEEN 1 AND 8), -- seconds that an answer may take
    changed_at     timestamptz NOT NULL DEFAULT now(),
    -- How it has been since it was set.
    answered_at    timestamptz,                    -- to a minute
    failures       int         NOT NULL DEFAULT 0, -- in a row
    failed_at      timestamptz,
    failure        text        NOT NULL DEFAULT '',
    failure_status int         NOT NULL DEFAULT 0, -- of HTTP; 0: there was none
    rests_until    timestamptz                     -- nobody asks before, and then one
);

ALTER TABLE entry_judgements ADD by_model boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE entry_judgements DROP by_model;
DROP TABLE language_model;
