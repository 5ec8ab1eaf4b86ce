package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"rozmowa/desk"
)

// MailPasswordPlace is what the mail server's password is sealed for.
const MailPasswordPlace = "mail_server.password"

// MailServer is the server that sends our mail.
type MailServer struct {
	desk.MailServer
	// Version grows with every save; 0: no server is set.
	Version int64
	// Password is sealed for MailPasswordPlace; nil: none.
	Password []byte
}

type mailServerRow struct {
	Version     int64             `db:"version"`
	Host        string            `db:"host"`
	Port        int               `db:"port"`
	Security    desk.MailSecurity `db:"security"`
	Username    string            `db:"username"`
	Password    []byte            `db:"password"`
	FromAddress string            `db:"from_address"`
	FromName    string            `db:"from_name"`
}

// MailServer returns the server that is set; its Version is 0 when none is.
func (s *Store) MailServer(ctx context.Context) (*MailServer, error) {
	var row mailServerRow
	err := s.db.GetContext(ctx, &row, `
		SELECT version, host, port, security, username, password, from_address, from_name FROM mail_server`)
	if errors.Is(err, sql.ErrNoRows) {
		return new(MailServer), nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the mail server: %w", err)
	}
	return &MailServer{
		MailServer: desk.MailServer{
			Host: row.Host, Port: row.Port, Security: row.Security, Username: row.Username,
			FromAddress: row.FromAddress, FromName: row.FromName,
		},
		Version: row.Version, Password: row.Password,
	}, nil
}

// HasMailServer reports whether one is set.
func (s *Store) HasMailServer(ctx context.Context) (has bool, err error) {
	if err := s.db.GetContext(ctx, &has, `SELECT EXISTS (SELECT FROM mail_server)`); err != nil {
		return false, fmt.Errorf("looking for a mail server: %w", err)
	}
	return has, nil
}

// SaveMailServer replaces what is set, if it is still of m.Version; 0 is for the first. It returns the version that
// it has now. Error: conflict (mail_server_changed).
func (s *Store) SaveMailServer(ctx context.Context, m *MailServer) (version int64, err error) {
	err = s.db.GetContext(ctx, &version, `
		WITH changed AS (
		    UPDATE mail_server SET version = version + 1, host = $2, port = $3, security = $4, username = $5, password = $6,
		           from_address = $7, from_name = $8, changed_at = now()
		    WHERE version = $1
		    RETURNING version
		), first AS (
		    INSERT INTO mail_server (host, port, security, username, password, from_address, from_name)
		    SELECT $2, $3, $4, $5, $6, $7, $8 WHERE $1 = 0
		    ON CONFLICT DO NOTHING
		    RETURNING version
		)
		SELECT version FROM changed UNION ALL SELECT version FROM first`,
		m.Version, m.Host, m.Port, m.Security, m.Username, m.Password, m.FromAddress, m.FromName)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, desk.Errorf(desk.Conflict, "mail_server_changed", "somebody has set the mail server meanwhile")
	}
	if err != nil {
		return 0, fmt.Errorf("saving the mail server: %w", err)
	}
	return version, nil
}

// DeleteMailServer forgets the server and its password. That there was none is no error.
func (s *Store) DeleteMailServer(ctx context.Context) error {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM mail_server`); err != nil {
		return fmt.Errorf("removing the mail server: %w", err)
	}
	return nil
}
