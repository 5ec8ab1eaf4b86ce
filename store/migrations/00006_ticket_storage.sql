-- +goose Up

-- Counts read open tickets from their index alone where a vacuum has seen the page since it changed: that comes when 2 %
-- of the tickets have changed, not 20 %. And no list is so long that a second process reading it would be worth the
-- processor that it takes from the chat.
ALTER TABLE tickets SET (autovacuum_vacuum_scale_factor = 0.02, parallel_workers = 0);

-- +goose Down
ALTER TABLE tickets RESET (autovacuum_vacuum_scale_factor, parallel_workers);
