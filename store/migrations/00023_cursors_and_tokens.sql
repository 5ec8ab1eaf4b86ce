-- +goose Up

-- Reading all known orders again has a place of its own beside the last days', which it held up for hours. What was under way goes on
-- as the reading of all.
ALTER TABLE order_mirrors ADD all_reread timestamptz, ADD all_reread_id bigint NOT NULL DEFAULT 0; -- as reread and reread_id
UPDATE order_mirrors SET all_reread = reread, all_reread_id = reread_id, reread = NULL, reread_id = 0 WHERE reread IS NOT NULL;

-- The limit is a token's, and a token may be of one account after another: calls are counted by it.
ALTER TABLE baselinker_calls ADD token_hash bytea;
UPDATE baselinker_calls c SET token_hash = a.token_hash FROM baselinker_accounts a WHERE a.id = c.account_id;
ALTER TABLE baselinker_calls ALTER token_hash SET NOT NULL; -- of the token it was made with
CREATE INDEX baselinker_calls_token ON baselinker_calls (token_hash);

-- +goose Down
ALTER TABLE baselinker_calls DROP token_hash; -- its index, too
UPDATE order_mirrors SET reread = all_reread, reread_id = all_reread_id WHERE all_reread IS NOT NULL;
ALTER TABLE order_mirrors DROP all_reread, DROP all_reread_id;
