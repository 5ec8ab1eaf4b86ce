package fill

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"syscall"
)

// DiskOf returns what looks at the disk that the database lies on. An error says why that can't be seen from here,
// such as a server on another machine.
func DiskOf(ctx context.Context, database string) (free func() (uint64, error), err error) {
	address, err := url.Parse(database)
	if err != nil {
		return nil, fmt.Errorf("the database's address: %w", err)
	}
	if host := address.Hostname(); host != "" && host != "localhost" && !net.ParseIP(host).IsLoopback() {
		return nil, fmt.Errorf("it is on another machine (%s)", host)
	}
	db, err := sql.Open("postgres", database)
	if err != nil {
		return nil, err
	}
	var folder string
	err = db.QueryRowContext(ctx, `SHOW data_directory`).Scan(&folder)
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, fmt.Errorf("asking for Postgres's folder: %w", err)
	}
	free = func() (uint64, error) {
		var disk syscall.Statfs_t
		if err := syscall.Statfs(folder, &disk); err != nil {
			return 0, fmt.Errorf("%s: %w", folder, err)
		}
		return disk.Bavail * uint64(disk.Bsize), nil
	}
	if _, err := free(); err != nil {
		return nil, err
	}
	return free, nil
}
