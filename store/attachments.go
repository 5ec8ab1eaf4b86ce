package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"rozmowa/desk"
)

// maxUnsent is how many files one writer may have in a ticket that no entry shows yet.
const maxUnsent = 2 * desk.MaxAttachments

// uploadLease is how long an upload may take to save its bytes and to be added; nobody else saves under its id
// meanwhile.
const uploadLease = 2 * time.Minute

// discardedGrace is how long bytes lie before they are removed: longer than uploadLease, since what is being saved is
// noted among them.
const discardedGrace = 5 * time.Minute

// maxFailures is how many files may fail to be removed before the bucket is taken to be away.
const maxFailures = 3

// Uploader is who uploads: an agent or, where Agent is uuid.Nil, the customer with the ticket's token.
type Uploader struct {
	Agent uuid.UUID
	Token VisitorToken
	// Shut are the chats that are closed at this hour, as in WriteMessage; they matter to customers.
	Shut []uuid.UUID
}

func (u *Uploader) agent() uuid.NullUUID {
	return uuid.NullUUID{UUID: u.Agent, Valid: u.Agent != uuid.Nil}
}

// FileDigest is the SHA-256 of a file as it was uploaded.
type FileDigest [sha256.Size]byte

// KeptFile is an attachment with what its upload is recognised by.
type KeptFile struct {
	desk.Attachment
	Digest FileDigest
}

// Same returns the attachment when the digest is of the same upload. Error: conflict (file_id_reused).
func (f *KeptFile) Same(d FileDigest) (*desk.Attachment, error) {
	if f.Digest != d {
		return nil, errFileIDReused()
	}
	return &f.Attachment, nil
}

func errFileIDReused() error {
	return desk.Errorf(desk.Conflict, "file_id_reused", "this file id was used for another file")
}

// CheckUpload says, before a byte is read, whether a file may be uploaded to the ticket under the id. first is what is
// there already by an earlier try of the same uploader; nil: nothing. Refused is a customer where a message would be;
// agents may, as long as they have access: a closed ticket takes notes. Errors: not found, closed (closed,
// after_hours), conflict (file_id_reused), too many (too_many_files).
func (s *Store) CheckUpload(ctx context.Context, ticket, id uuid.UUID, by Uploader) (first *KeptFile, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		first, err = checkUpload(ctx, tx, ticket, id, by, "")
		return err
	})
	return first, err
}

// checkUpload locks the ticket when lock says so.
func checkUpload(ctx context.Context, tx *sqlx.Tx, ticket, id uuid.UUID, by Uploader, lock string) (first *KeptFile, err error) {
	var is struct {
		State   desk.State `db:"state"`
		Awaited bool       `db:"awaited"` // nobody has come
		Channel uuid.UUID  `db:"channel_id"`
	}
	query, claim := `t.visitor_token_hash = $2`, any(by.Token[:])
	if by.Agent != uuid.Nil {
		query, claim = `EXISTS (SELECT FROM channel_agents c WHERE c.channel_id = t.channel_id AND c.agent_id = $2)`, by.Agent
	}
	err = tx.GetContext(ctx, &is, `
		SELECT t.state, t.state = 'waiting' AND t.last_reply_seq = 0 AS awaited, t.channel_id
		FROM tickets t WHERE t.id = $1 AND `+query+` `+lock, ticket, claim)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound("ticket")
	}
	if err != nil {
		return nil, fmt.Errorf("looking whether a file may be uploaded: %w", err)
	}
	if first, err = keptFile(ctx, tx, ticket, id, by); err != nil || first != nil {
		return first, err
	}
	switch {
	case by.Agent != uuid.Nil:
	case is.State == desk.Shut:
		return nil, desk.Errorf(desk.Closed, "closed", "the conversation has ended")
	case is.Awaited && slices.Contains(by.Shut, is.Channel):
		return nil, desk.Errorf(desk.Closed, "after_hours", "the chat is closed now")
	}
	var unsent int
	err = tx.GetContext(ctx, &unsent, `
		SELECT count(*) FROM attachments WHERE ticket_id = $1 AND entry_seq IS NULL AND agent_id IS NOT DISTINCT FROM $2`,
		ticket, by.agent())
	if err != nil {
		return nil, fmt.Errorf("counting files that were not sent: %w", err)
	}
	if unsent >= maxUnsent {
		return nil, desk.Errorf(desk.TooMany, "too_many_files", "%d files were uploaded and not sent; send or forget them first", unsent)
	}
	return nil, nil
}

// keptFile returns the file of that id, nil when there is none. Error: conflict when it is another writer's or ticket's.
func keptFile(ctx context.Context, db sqlx.QueryerContext, ticket, id uuid.UUID, by Uploader) (*KeptFile, error) {
	var row struct {
		attachmentRow
		Ticket uuid.UUID     `db:"ticket_id"`
		Agent  uuid.NullUUID `db:"agent_id"`
		Digest []byte        `db:"digest"`
	}
	err := sqlx.GetContext(ctx, db, &row, `SELECT `+attachmentColumns+`, a.ticket_id, a.agent_id, a.digest FROM attachments a WHERE a.id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for a repeated file: %w", err)
	}
	if row.Ticket != ticket || row.Agent != by.agent() {
		return nil, errFileIDReused()
	}
	f := &KeptFile{Attachment: row.attachment()}
	copy(f.Digest[:], row.Digest)
	return f, nil
}

// ClaimFile notes that bytes are about to be saved under the id: until AddAttachment they belong to nothing, and should
// it never come to that, RemoveDiscarded finds them. first is as in CheckUpload; when it isn't nil nothing is claimed.
// Errors: conflict (file_id_reused), unavailable while another try saves under the same id.
func (s *Store) ClaimFile(ctx context.Context, ticket, id uuid.UUID, by Uploader) (first *KeptFile, err error) {
	claimed, err := affects(s.db.ExecContext(ctx, `
		INSERT INTO discarded_files (id) VALUES ($1)
		ON CONFLICT (id) DO UPDATE SET discarded_at = clock_timestamp()
		WHERE discarded_files.discarded_at < clock_timestamp() - $2 * interval '1 microsecond'`, id, uploadLease.Microseconds()))
	if err != nil {
		return nil, fmt.Errorf("claiming a file's id: %w", err)
	}
	if !claimed {
		return nil, desk.Errorf(desk.Unavailable, "upload_under_way", "this file is being saved by another try; ask again")
	}
	// Only now: who had the claim before has added the file, or never will.
	first, err = keptFile(ctx, s.db, ticket, id, by)
	if err != nil || first != nil {
		return first, errors.Join(err, s.ReleaseFile(ctx, id))
	}
	return nil, nil
}

// ReleaseFile gives a claim back, once no bytes are left under the id.
func (s *Store) ReleaseFile(ctx context.Context, id uuid.UUID) error {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM discarded_files WHERE id = $1`, id); err != nil {
		return fmt.Errorf("releasing a file's id: %w", err)
	}
	return nil
}

// AddAttachment makes the bytes that were saved under a's id, which the caller has claimed, a file of the ticket that
// an entry can show. A repeat returns the first. Errors as in CheckUpload; and unavailable when the claim has run out.
func (s *Store) AddAttachment(ctx context.Context, ticket uuid.UUID, by Uploader, a desk.Attachment, digest FileDigest) (*desk.Attachment, error) {
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		// The lock on the ticket puts uploads in order, or together they could be too many.
		first, err := checkUpload(ctx, tx, ticket, a.ID, by, "FOR NO KEY UPDATE")
		if err != nil {
			return err
		}
		if first != nil {
			same, err := first.Same(digest)
			if err == nil {
				a = *same
			}
			return err
		}
		added, err := affects(tx.ExecContext(ctx, `
			WITH claim AS (DELETE FROM discarded_files WHERE id = $1 RETURNING id)
			INSERT INTO attachments (id, ticket_id, agent_id, name, type, size, width, height, preview, digest)
			SELECT id, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM claim`,
			a.ID, ticket, by.agent(), a.Name, string(a.Type), a.Size, a.Width, a.Height, a.Preview, digest[:]))
		if err != nil {
			return fmt.Errorf("adding a file: %w", err)
		}
		if !added {
			return desk.Errorf(desk.Unavailable, "upload_too_slow", "saving the file took too long; try again")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &a, nil
}

// AttachmentForVisitor returns a file that the customer who holds the token may see: of a public entry, or one that
// they have uploaded and not sent yet. Error: not found.
func (s *Store) AttachmentForVisitor(ctx context.Context, ticket uuid.UUID, token VisitorToken, id uuid.UUID) (*desk.Attachment, error) {
	a, err := s.attachment(ctx, `
		t.visitor_token_hash = $3 AND CASE WHEN a.entry_seq IS NULL THEN a.agent_id IS NULL ELSE e.kind <> 'note' END`,
		id, ticket, token[:])
	if err != nil || a != nil {
		return a, err
	}
	if _, err := s.VisitorTicket(ctx, ticket, token); err != nil {
		return nil, err
	}
	return nil, notFound("attachment")
}

// AttachmentForAgent returns a file of a ticket that the agent may read: of an entry, or one that they have uploaded
// and not sent yet. Error: not found.
func (s *Store) AttachmentForAgent(ctx context.Context, ticket, agent, id uuid.UUID) (*desk.Attachment, error) {
	a, err := s.attachment(ctx, `
		EXISTS (SELECT FROM channel_agents ca WHERE ca.channel_id = t.channel_id AND ca.agent_id = $3)
		AND (a.entry_seq IS NOT NULL OR a.agent_id = $3)`, id, ticket, agent)
	if err != nil || a != nil {
		return a, err
	}
	may, err := s.MayReadTicket(ctx, ticket, agent)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, notFound("ticket")
	}
	return nil, notFound("attachment")
}

// attachment returns the file $1 of the ticket $2 if it may be read, else nil. may is SQL over the file a, its ticket t
// and its entry e, with the reader as $3.
func (s *Store) attachment(ctx context.Context, may string, args ...any) (*desk.Attachment, error) {
	var row attachmentRow
	err := s.db.GetContext(ctx, &row, `
		SELECT `+attachmentColumns+`
		FROM attachments a JOIN tickets t ON t.id = a.ticket_id
		LEFT JOIN entries e ON e.ticket_id = a.ticket_id AND e.seq = a.entry_seq
		WHERE a.id = $1 AND a.ticket_id = $2 AND `+may, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading of a file: %w", err)
	}
	a := row.attachment()
	return &a, nil
}

// errNotWritten undoes a transaction whose append wrote nothing.
var errNotWritten = errors.New("nothing was written")

// appendWith makes an append that shows files or mentions somebody, in a transaction of its own: batches are for the many
// without. The files must be this writer's, of this ticket and not sent. refusal is why nothing was written, nil when it
// was.
func (s *Store) appendWith(ctx context.Context, statement string, p *pending, files []uuid.UUID) (refusal, err error) {
	e := p.entry
	wanted := e.Mentions
	by := Uploader{Agent: e.Author.ID}
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		// The ticket first, as whoever erases it does: then no two can wait for each other.
		if _, err := tx.ExecContext(ctx, `SELECT FROM tickets WHERE id = $1 FOR NO KEY UPDATE`, e.TicketID); err != nil {
			return fmt.Errorf("locking a ticket: %w", err)
		}
		if err := nameMentioned(ctx, tx, e); err != nil {
			return err
		}
		shown, err := takeFiles(ctx, tx, e, by, files)
		if err != nil {
			return err
		}
		p.preview = desk.PreviewOf(e.Body, e.Attachments)
		done, err := appended(tx.QueryRowContext(ctx, statement, append(p.arguments(), shown)...), e)
		if err != nil {
			return err
		}
		if !done {
			return errNotWritten
		}
		if err := mention(ctx, tx, e); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE attachments SET entry_seq = $2 WHERE id = ANY ($1)`, pqArray(files), e.Seq)
		if err != nil {
			return fmt.Errorf("noting that files were sent: %w", err)
		}
		return nil
	})
	switch {
	case errors.Is(err, errNotWritten):
		refusal, err = errChangedMeanwhile(), nil
	case desk.CodeOf(err) == "attachment_unknown", desk.CodeOf(err) == "mention_no_access":
		refusal, err = err, nil
	}
	if refusal != nil { // by these a repeat is recognised
		e.Attachments, e.Mentions = nil, wanted
		for _, id := range files {
			e.Attachments = append(e.Attachments, desk.Attachment{ID: id})
		}
	}
	return refusal, err
}

// takeFiles locks the files and notes them in the entry, in their order. shown is what the entry's row has of them; null
// for none.
func takeFiles(ctx context.Context, tx *sqlx.Tx, e *desk.Entry, by Uploader, files []uuid.UUID) (shown sql.NullString, err error) {
	if len(files) == 0 {
		return shown, nil
	}
	var rows []attachmentRow
	err = tx.SelectContext(ctx, &rows, `
		SELECT `+attachmentColumns+` FROM attachments a
		WHERE a.id = ANY ($1) AND a.ticket_id = $2 AND a.agent_id IS NOT DISTINCT FROM $3 AND a.entry_seq IS NULL
		ORDER BY array_position($1, a.id) FOR UPDATE`, pqArray(files), e.TicketID, by.agent())
	if err != nil {
		return shown, fmt.Errorf("taking files: %w", err)
	}
	if len(rows) != len(files) {
		return shown, desk.InvalidField("attachments", "attachment_unknown", "a file isn't there, was sent already, or is named twice")
	}
	e.Attachments = make([]desk.Attachment, len(rows))
	for i := range rows {
		e.Attachments[i] = rows[i].attachment()
	}
	kept, err := json.Marshal(e.Attachments)
	if err != nil {
		return shown, fmt.Errorf("taking files: %w", err)
	}
	return sql.NullString{String: string(kept), Valid: true}, nil
}

// DropUnsentFiles forgets up to limit files that were uploaded longer ago than age and never sent, and returns how
// many. Their bytes are discarded with them.
func (s *Store) DropUnsentFiles(ctx context.Context, age time.Duration, limit int) (int64, error) {
	result, err := s.db.ExecContext(ctx, `
		DELETE FROM attachments WHERE id IN (
		    SELECT id FROM attachments
		    WHERE entry_seq IS NULL AND created_at < clock_timestamp() - $1 * interval '1 microsecond'
		    ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`, age.Microseconds(), limit)
	if err != nil {
		return 0, fmt.Errorf("dropping files that were never sent: %w", err)
	}
	return result.RowsAffected()
}

// RemoveDiscarded has remove remove the bytes of up to limit files that belong to nothing any more, and forgets those
// for which it did. found is how many there were. remove's errors are returned beside; a file that failed comes last the
// next time, and after maxFailures the rest waits too. Several may call it at once: each gets files of its own.
func (s *Store) RemoveDiscarded(ctx context.Context, limit int, remove func(context.Context, uuid.UUID) error) (found int, err error) {
	var failed error
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		var ids []uuid.UUID
		err := tx.SelectContext(ctx, &ids, `
			SELECT id FROM discarded_files WHERE discarded_at < clock_timestamp() - $1 * interval '1 microsecond'
			ORDER BY discarded_at LIMIT $2 FOR UPDATE SKIP LOCKED`, discardedGrace.Microseconds(), limit)
		if err != nil {
			return fmt.Errorf("looking for discarded files: %w", err)
		}
		found = len(ids)
		var gone, left []uuid.UUID
		for _, id := range ids {
			if len(left) == maxFailures {
				break
			}
			if err := remove(ctx, id); err != nil {
				failed = errors.Join(failed, err)
				left = append(left, id)
			} else {
				gone = append(gone, id)
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM discarded_files WHERE id = ANY ($1)`, pqArray(gone)); err != nil {
			return fmt.Errorf("forgetting discarded files: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE discarded_files SET discarded_at = clock_timestamp() WHERE id = ANY ($1)`, pqArray(left)); err != nil {
			return fmt.Errorf("putting off discarded files: %w", err)
		}
		return nil
	})
	return found, errors.Join(failed, err)
}

const attachmentColumns = `a.id, a.name, a.type, a.size, a.width, a.height, a.preview`

type attachmentRow struct {
	ID      uuid.UUID     `db:"id"`
	Name    string        `db:"name"`
	Type    desk.FileType `db:"type"`
	Size    int64         `db:"size"`
	Width   int           `db:"width"`
	Height  int           `db:"height"`
	Preview bool          `db:"preview"`
}

func (r *attachmentRow) attachment() desk.Attachment { return desk.Attachment(*r) }
