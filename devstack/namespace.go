package devstack

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"go.temporal.io/api/enums/v1"
	namespacepb "go.temporal.io/api/namespace/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"google.golang.org/protobuf/types/known/durationpb"
)

// SearchAttributes are those that Rozmowa's workflows set; a namespace must have
// them. Our own servers are given them at every start.
var SearchAttributes = map[string]enums.IndexedValueType{
	"Channel":     enums.INDEXED_VALUE_TYPE_KEYWORD,
	"Agent":       enums.INDEXED_VALUE_TYPE_KEYWORD,
	"TicketState": enums.INDEXED_VALUE_TYPE_KEYWORD,
	"Priority":    enums.INDEXED_VALUE_TYPE_KEYWORD,
	"Sentiment":   enums.INDEXED_VALUE_TYPE_KEYWORD,
}

func searchAttributeNames() []string { return slices.Sorted(maps.Keys(SearchAttributes)) }

// retention is how long our own server keeps closed workflows for the operator
// to read. The dev server's own, 24 hours, is gone by the next morning.
const retention = 30 * 24 * time.Hour

// furnish brings the namespace of a server of ours to what we need: attributes
// that a database of an older run lacks (added), and the retention. An error
// means that the server isn't ready.
func furnish(ctx context.Context, address, namespace string) (added bool, err error) {
	err = withClient(ctx, address, namespace, func(c client.Client) error {
		missing, err := missingAttributes(ctx, c, namespace)
		if err != nil {
			return err
		}
		if len(missing) > 0 {
			add := make(map[string]enums.IndexedValueType, len(missing))
			for _, name := range missing {
				add[name] = SearchAttributes[name]
			}
			_, err := c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
				Namespace: namespace, SearchAttributes: add,
			})
			if err != nil {
				return fmt.Errorf("add search attributes: %w", err)
			}
			added = true
		}
		described, err := c.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
		if err != nil {
			return fmt.Errorf("describe the namespace: %w", err)
		}
		if described.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration() == retention {
			return nil
		}
		_, err = c.WorkflowService().UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{
			Namespace: namespace,
			Config:    &namespacepb.NamespaceConfig{WorkflowExecutionRetentionTtl: durationpb.New(retention)},
		})
		if err != nil {
			return fmt.Errorf("set the namespace's retention: %w", err)
		}
		return nil
	})
	return added, err
}

// checkTemporal says in one sentence why a given server can't be used.
func checkTemporal(ctx context.Context, address, namespace string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	var missing []string
	err := withClient(ctx, address, namespace, func(c client.Client) (err error) {
		missing, err = missingAttributes(ctx, c, namespace)
		return err
	})
	if err != nil {
		return fmt.Errorf("the Temporal at %s can't be used: %w", address, err)
	}
	if len(missing) > 0 {
		return fmt.Errorf("namespace %s of the Temporal at %s lacks the search attributes %s: "+
			"add them (type Keyword) with `temporal operator search-attribute create`",
			namespace, address, strings.Join(missing, ", "))
	}
	return nil
}

func missingAttributes(ctx context.Context, c client.Client, namespace string) ([]string, error) {
	has, err := c.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	if err != nil {
		return nil, fmt.Errorf("list search attributes: %w", err)
	}
	var missing []string
	for _, name := range searchAttributeNames() {
		if _, ok := has.GetCustomAttributes()[name]; !ok {
			missing = append(missing, name)
		}
	}
	return missing, nil
}

// withClient dials, which includes a health check, for the length of do.
func withClient(ctx context.Context, address, namespace string, do func(client.Client) error) error {
	c, err := client.DialContext(ctx, client.Options{
		HostPort:  address,
		Namespace: namespace,
		Logger:    sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		return err
	}
	defer c.Close()
	return do(c)
}
