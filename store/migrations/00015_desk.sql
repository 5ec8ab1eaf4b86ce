-- +goose Up

-- What is set once for the whole company: one row.
CREATE TABLE company_settings (
    one          boolean PRIMARY KEY DEFAULT true CHECK (one),
    version      bigint  NOT NULL DEFAULT 1,
    answer_hours int     NOT NULL DEFAULT 24 CHECK (answer_hours BETWEEN 1 AND 720) -- to answer a customer
);
INSERT INTO company_settings DEFAULT VALUES;

-- Set by an agent: the next autoresponder isn't sent. It holds once.
ALTER TABLE tickets ADD autoresponder_off boolean NOT NULL DEFAULT false;

-- The people whom the company knows. They are the company's, whoever may read their tickets.
CREATE TABLE contacts (
    id         uuid        PRIMARY KEY, -- made by the inbox
    version    bigint      NOT NULL DEFAULT 1,
    name       text        NOT NULL,
    folded     text        NOT NULL, -- the name as desk.FoldWord folds it: the list's order
    note       text        NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by uuid        REFERENCES agents ON DELETE SET NULL
);
CREATE INDEX contacts_name ON contacts (folded, id);
CREATE TABLE contact_addresses (
    contact_id uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    place      int  NOT NULL, -- from 1
    address    text NOT NULL, -- as it was typed
    folded     text COLLATE "C" NOT NULL UNIQUE, -- lower(address)
    PRIMARY KEY (contact_id, place)
);
-- What a contact is found by: its name and addresses, folded by desk.FoldWord, from each of the name's words on. A
-- prefix is a range of them.
CREATE TABLE contact_words (
    word       text COLLATE "C" NOT NULL,
    contact_id uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    PRIMARY KEY (word, contact_id)
);
CREATE INDEX contact_words_contact ON contact_words (contact_id);
-- Whose a ticket is that came without an address.
CREATE TABLE contact_tickets (
    ticket_id  uuid PRIMARY KEY REFERENCES tickets ON DELETE CASCADE,
    contact_id uuid NOT NULL REFERENCES contacts ON DELETE CASCADE
);
CREATE INDEX contact_tickets_contact ON contact_tickets (contact_id);

-- Which tickets came from an address. An index on tickets would be written with every message; this row is, once, when
-- the ticket begins. Both sides fold by lower(), so that they agree whatever the locale.
CREATE TABLE ticket_requesters (
    address text COLLATE "C" NOT NULL, -- lower(requester_email)
    number  bigint NOT NULL, -- the ticket's
    PRIMARY KEY (address, number)
);
INSERT INTO ticket_requesters (address, number) SELECT lower(requester_email), number FROM tickets WHERE requester_email <> '';
-- +goose StatementBegin
CREATE FUNCTION note_requester() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM ticket_requesters WHERE address = lower(OLD.requester_email) AND number = OLD.number;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.requester_email <> '' THEN
        INSERT INTO ticket_requesters (address, number) VALUES (lower(NEW.requester_email), NEW.number);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER requester_noted AFTER INSERT ON tickets FOR EACH ROW WHEN (NEW.requester_email <> '') EXECUTE FUNCTION note_requester();
CREATE TRIGGER requester_changed AFTER DELETE OR UPDATE OF requester_email ON tickets FOR EACH ROW EXECUTE FUNCTION note_requester();

-- Open inboxes follow contacts, inboxes, and what rows are made from.
-- +goose StatementBegin
CREATE FUNCTION notify_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('contacts', '');
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER contacts_changed AFTER INSERT OR UPDATE OR DELETE ON contacts FOR EACH STATEMENT EXECUTE FUNCTION notify_contacts();
CREATE TRIGGER contact_tickets_changed AFTER INSERT OR UPDATE ON contact_tickets FOR EACH STATEMENT EXECUTE FUNCTION notify_contacts();
CREATE TRIGGER company_settings_changed AFTER UPDATE ON company_settings FOR EACH STATEMENT EXECUTE FUNCTION notify_vocabulary();
CREATE TRIGGER inboxes_changed AFTER INSERT OR UPDATE OR DELETE ON inboxes FOR EACH STATEMENT EXECUTE FUNCTION notify_vocabulary();
-- +goose StatementBegin
CREATE FUNCTION notify_inboxes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('vocabulary', 'inboxes');
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER inbox_given AFTER INSERT ON channels FOR EACH ROW WHEN (NEW.inbox_id IS NOT NULL) EXECUTE FUNCTION notify_inboxes();
CREATE TRIGGER inbox_changed AFTER UPDATE OF inbox_id, deleted_at ON channels FOR EACH ROW
    WHEN (OLD.inbox_id IS DISTINCT FROM NEW.inbox_id OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at) EXECUTE FUNCTION notify_inboxes();

-- +goose Down
DROP TRIGGER inbox_given ON channels;
DROP TRIGGER inbox_changed ON channels;
DROP TRIGGER inboxes_changed ON inboxes;
DROP TRIGGER company_settings_changed ON company_settings;
DROP TRIGGER requester_noted ON tickets;
DROP TRIGGER requester_changed ON tickets;
DROP FUNCTION note_requester, notify_inboxes;
DROP TABLE ticket_requesters, contact_tickets, contact_words, contact_addresses, contacts;
DROP FUNCTION notify_contacts;
ALTER TABLE tickets DROP autoresponder_off;
DROP TABLE company_settings;
