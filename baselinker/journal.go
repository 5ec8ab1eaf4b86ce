package baselinker

import "context"

// What happens to orders.
const (
	LogCreated         LogType = 1
	LogConfirmed       LogType = 2
	LogPaid            LogType = 3
	LogRemoved         LogType = 4 // of an order, or of its invoice or receipt
	LogMerged          LogType = 5 // Log.ObjectID: the order that it was merged with
	LogSplit           LogType = 6 // Log.ObjectID: the new order
	LogInvoiced        LogType = 7
	LogReceipted       LogType = 8
	LogPackageMade     LogType = 9
	LogPackageRemoved  LogType = 10
	LogDeliveryEdited  LogType = 11
	LogProductAdded    LogType = 12
	LogProductEdited   LogType = 13
	LogProductRemoved  LogType = 14
	LogBuyerBlocked    LogType = 15
	LogOrderEdited     LogType = 16
	LogCopied          LogType = 17 // Log.ObjectID: the new order
	LogStatusChanged   LogType = 18 // Log.ObjectID: the status
	LogInvoiceRemoved  LogType = 19
	LogReceiptRemoved  LogType = 20
	LogInvoiceEdited   LogType = 21
	LogPackageProgress LogType = 22
)

// JournalQuery says which events getJournalList gives; zero members aren't asked for.
type JournalQuery struct {
	After   int64 // behind this one
	Types   []LogType
	OrderID int64
}

// Journal asks for events of the last three days, the oldest first (getJournalList). None may also mean that the account keeps
// no journal. There are more until none come. Error: *Error.
func (c *Client) Journal(ctx context.Context, q JournalQuery) ([]Log, error) {
	answer, err := c.call(ctx, MethodJournal, struct {
		After   int64     `json:"last_log_id,omitempty"`
		Types   []LogType `json:"logs_types,omitempty"`
		OrderID int64     `json:"order_id,omitempty"`
	}{q.After, q.Types, q.OrderID})
	if err != nil {
		return nil, err
	}
	if _, there := answer["logs"]; !there {
		return nil, nil
	}
	list, err := answer.list(MethodJournal, "logs")
	if err != nil {
		return nil, err
	}
	logs, skipped := make([]Log, 0, len(list)), 0
	for _, raw := range list {
		o, _ := of(raw)
		l := Log{ID: o.id("log_id", "id"), OrderID: o.id("order_id"), Type: LogType(o.quantity("log_type")), ObjectID: o.id("object_id"), At: o.time("date")}
		switch {
		case l.ID == 0:
			skipped++
		case l.ID > q.After || q.After == 0: // the documentation can be read so that the last one known comes again
			logs = append(logs, l)
		}
	}
	c.skipped(ctx, MethodJournal, skipped)
	return logs, nil
}
