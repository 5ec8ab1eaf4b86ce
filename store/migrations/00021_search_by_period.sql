-- +goose Up

-- A ticket's words, each behind the number of the thirty days in which its last message came: the index keeps them together, so that a
-- search of a stretch of time collects what stands there and not what stood there years ago (store/search_hits.go).
-- \x01 stands in no word.
-- +goose StatementBegin
CREATE FUNCTION words_by_period(words tsvector, at timestamptz) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    before text := floor(extract(epoch FROM at) / 2592000) || ':';
BEGIN
    RETURN array_to_tsvector(string_to_array(before || array_to_string(tsvector_to_array(words), E'\x01' || before), E'\x01'));
END $$;
-- +goose StatementEnd
CREATE INDEX ticket_search_by_period ON ticket_search USING gin (words_by_period(words, last_message_at));
-- How frequent words are is known of the words themselves.
ALTER INDEX ticket_search_by_period ALTER COLUMN 1 SET STATISTICS 0;
DROP INDEX ticket_search_words;

-- +goose Down
CREATE INDEX ticket_search_words ON ticket_search USING gin (words);
DROP INDEX ticket_search_by_period;
DROP FUNCTION words_by_period;
