// Package fakebase stands in for BaseLinker's API in tests and in the demo: one seller's orders behind connector.php,
// as strict as the real one and as untidy. It shares nothing with the client, not even the shapes on the wire, so that
// a mistake made there isn't made here too. What BaseLinker's documentation says is done as it says; what it leaves
// open is decided as follows, always so that a careless client notices.
//
// Requests. POST with a form body only, and X-BLToken; the deprecated form field token is taken and noted in the Call.
// parameters must be there and hold a JSON object, or [] for none. Inputs have exactly the documented types: an id in
// quotes is refused, so is an input that the method doesn't have. The text of an address is compared as it is stored,
// capitals and all (Config.FoldEmails: without capitals); a filter over 50 characters is cut to 50 and finds nothing.
//
// Answers. HTTP 200 and an envelope, errors too, written as PHP writes JSON (\u0142, \/). Error codes other than the
// five known ones (BLOCKED_TOKEN, USER_ACCOUNT_BLOCKED, AUTH_TOKEN, UNKNOWN_METHOD, TOO_MANY_REQUESTS) are this
// package's own words: clients must keep them as they are.
//
// The limit. All requests with a known token count, the refused ones and those that a Fault spoils too; the 101st
// within sixty seconds blocks the token for ten minutes, during which nothing is done. Requests without a known token
// belong to no count. When a block is over the minute begins anew. What was counted is told by Counts, which never
// forgets a request because of a block.
//
// Connections. A client that goes away doesn't undo its request: what was read is done, as PHP does it.
package fakebase
