package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

// awayClasses and awayCodes are what Postgres answers whoever asks, whatever they ask for: it can't be talked to, it is being
// stopped, takes no writes (a standby that was asked during a failover), or its disk is full or broken.
var (
	awayClasses = []pqerror.Class{
		pqerror.ClassConnectionException, pqerror.ClassInvalidAuthorizationSpecification, pqerror.ClassInvalidCatalogName,
	}
	awayCodes = []pqerror.Code{
		pqerror.AdminShutdown, pqerror.CrashShutdown, pqerror.CannotConnectNow, pqerror.DatabaseDropped, pqerror.IdleSessionTimeout,
		pqerror.IdleInTransactionSessionTimeout, pqerror.ReadOnlySQLTransaction, pqerror.InsufficientResources, pqerror.DiskFull,
		pqerror.TooManyConnections, pqerror.IOError,
	}
)

// blameClasses are those of errors that a statement or its values are to blame for: another try ends alike.
var blameClasses = []pqerror.Class{
	pqerror.ClassCardinalityViolation, pqerror.ClassDataException, pqerror.ClassIntegrityConstraintViolation,
	pqerror.ClassSyntaxErrorOrAccessRuleViolation, pqerror.ClassWithCheckOptionViolation, pqerror.ClassProgramLimitExceeded,
	pqerror.ClassPLpgSQLError,
}

// IsAway reports whether err says that Postgres can't be reached or serves nobody just now, so that the same request may succeed
// later.
func IsAway(err error) bool {
	var network net.Error
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.As(err, &network) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return true
	}
	e := pq.As(err)
	return e != nil && (slices.Contains(awayClasses, e.Code.Class()) || slices.Contains(awayCodes, e.Code))
}

// MayPass reports whether the same request may succeed at another try: Postgres is away, or it failed at something that isn't known
// to be the request's own fault (a deadlock, a lock, a cancelled statement, no memory). The latter may yet fail for ever:
// whoever tries again gives up in the end.
func MayPass(err error) bool {
	e := pq.As(err)
	return IsAway(err) || e != nil && !slices.Contains(blameClasses, e.Code.Class())
}
