-- +goose Up

-- Automatic actions. What a rule says stands in its versions, whole; the newest is in force.
CREATE TABLE rules (
    id           uuid        PRIMARY KEY, -- made by the caller
    version      int         NOT NULL,
    name         text        NOT NULL,
    folded       text        NOT NULL,
    position     int         NOT NULL,
    enabled_at   timestamptz,             -- what came before doesn't concern it; null: it is off
    switched_off text        CHECK (switched_off IN ('slow')), -- why the program switched it off; null: it didn't
    created_at   timestamptz NOT NULL DEFAULT now(),
    deleted_at   timestamptz
);
CREATE UNIQUE INDEX rules_name ON rules (folded) WHERE deleted_at IS NULL;

CREATE TABLE rule_versions (
    rule_id    uuid        NOT NULL REFERENCES rules,
    version    int         NOT NULL,
    settings   jsonb       NOT NULL, -- rules.Settings; webhooks' secrets are sealed
    changed_at timestamptz NOT NULL DEFAULT now(),
    changed_by uuid        REFERENCES agents,
    PRIMARY KEY (rule_id, version)
);

-- Another number whenever the switched-on rules may be others: who keeps them compiled compares it with each look.
CREATE TABLE rule_set (stamp bigint NOT NULL, one boolean PRIMARY KEY DEFAULT true CHECK (one));
INSERT INTO rule_set (stamp) VALUES (1);
-- +goose StatementBegin
CREATE FUNCTION rules_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE rule_set SET stamp = stamp + 1;
    PERFORM pg_notify('vocabulary', 'rules');
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER rules_changed AFTER INSERT OR UPDATE OR DELETE ON rules FOR EACH STATEMENT EXECUTE FUNCTION rules_changed();

-- A rule matched, or would have: the rule's log and the ticket's.
CREATE TABLE rule_runs (
    id          uuid        PRIMARY KEY, -- made of ticket, event, entry and rule: the same however often it is decided
    ticket_id   uuid        NOT NULL REFERENCES tickets ON DELETE CASCADE,
    rule_id     uuid        NOT NULL REFERENCES rules,
    version     int         NOT NULL,
    event       text        NOT NULL,
    seq         bigint      NOT NULL, -- the event's entry; of an event of time, the entry since which
    chain       uuid[]      NOT NULL DEFAULT '{}', -- the rules that led to the event, the first first
    outcome     text        NOT NULL CHECK (outcome IN ('matched', 'loop', 'depth', 'error')),
    explanation jsonb,
    at          timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX rule_runs_ticket ON rule_runs (ticket_id, at DESC);
CREATE INDEX rule_runs_rule ON rule_runs (rule_id, at DESC, id DESC);

CREATE TABLE rule_actions (
    id          uuid        PRIMARY KEY, -- the idempotency key, made of the run and the place; also of the entry it writes
    run_id      uuid        NOT NULL REFERENCES rule_runs ON DELETE CASCADE,
    ticket_id   uuid        NOT NULL REFERENCES tickets ON DELETE CASCADE,
    place       int         NOT NULL,
    kind        text        NOT NULL,
    label       text        NOT NULL DEFAULT '', -- what it was about: a name as it was then, a host
    state       text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'nothing', 'skipped', 'retrying', 'failed')),
    tries       int         NOT NULL DEFAULT 0,
    tried_at    timestamptz,
    next_try_at timestamptz,
    error       text        NOT NULL DEFAULT '', -- a code
    first_seq   bigint,     -- the entries that it wrote; null: none
    last_seq    bigint
);
CREATE INDEX rule_actions_run ON rule_actions (run_id, place);
CREATE INDEX rule_actions_failed ON rule_actions (run_id) WHERE state IN ('failed', 'retrying');
CREATE INDEX rule_actions_entries ON rule_actions (ticket_id, last_seq) WHERE last_seq IS NOT NULL;

ALTER TABLE entries ADD rule_id uuid; -- with the system as author: the rule that did it
ALTER TABLE tickets
    ADD autoresponders_stopped boolean NOT NULL DEFAULT false, -- two automatons talked: until somebody lets them go on
    ADD sentiment_by_hand boolean NOT NULL DEFAULT false,
    ADD context_by_hand boolean NOT NULL DEFAULT false;
UPDATE tickets SET sentiment_by_hand = sentiment IS NOT NULL, context_by_hand = context IS NOT NULL WHERE sentiment IS NOT NULL OR context IS NOT NULL;

-- What each customer's message sounds like. Judged after it was written: entries' rows aren't changed.
CREATE TABLE entry_judgements (
    ticket_id uuid   NOT NULL REFERENCES tickets ON DELETE CASCADE,
    seq       bigint NOT NULL,
    sentiment text   NOT NULL CHECK (sentiment IN ('positive', 'neutral', 'negative')),
    context   text   NOT NULL,
    language  text   NOT NULL DEFAULT '',
    PRIMARY KEY (ticket_id, seq)
);
-- What agents corrected, to judge alike messages by; and what the company's own contexts look like.
CREATE TABLE judgement_examples (
    ticket_id uuid        NOT NULL REFERENCES tickets ON DELETE CASCADE,
    seq       bigint      NOT NULL, -- the customer's message
    sentiment text        CHECK (sentiment IN ('positive', 'neutral', 'negative')),
    context   text        REFERENCES contexts,
    at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ticket_id, seq)
);
CREATE INDEX judgement_examples_at ON judgement_examples (at DESC);
ALTER TABLE contexts ADD examples text[] NOT NULL DEFAULT '{}';

-- Which agents have the inbox open, as each api node says twice a minute: for rules that give a ticket to somebody present.
CREATE TABLE agent_presence (
    agent_id uuid        NOT NULL REFERENCES agents ON DELETE CASCADE,
    node     uuid        NOT NULL,
    seen_at  timestamptz NOT NULL,
    PRIMARY KEY (agent_id, node)
);

-- +goose Down
DROP TABLE agent_presence, judgement_examples, entry_judgements, rule_actions, rule_runs, rule_set, rule_versions, rules;
DROP FUNCTION rules_changed;
ALTER TABLE entries DROP rule_id;
ALTER TABLE tickets DROP autoresponders_stopped, DROP sentiment_by_hand, DROP context_by_hand;
ALTER TABLE contexts DROP examples;
