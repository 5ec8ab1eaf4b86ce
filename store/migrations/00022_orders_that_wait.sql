-- +goose Up

-- Lookups that wait: the worker looks now and then whether somebody does them.
CREATE INDEX order_lookups_waiting ON order_lookups (asked_at) WHERE state = 'waiting';

-- Of each order the first wish that waits, and whether a newer one overtakes it, without a look at all that wait.
CREATE INDEX order_wishes_first ON order_wishes (account_id, order_id, place) WHERE state = 'waiting';
DROP INDEX order_wishes_waiting;

-- +goose Down
CREATE INDEX order_wishes_waiting ON order_wishes (account_id, place) WHERE state = 'waiting';
DROP INDEX order_wishes_first;
DROP INDEX order_lookups_waiting;
