#!/bin/sh
# Makes the namespace, sets how long closed conversations are kept, and adds the search attributes that the
# workflows set; repeats harmlessly. TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and RETENTION come from outside.
set -eu

# A server that has just begun, and a namespace that has just been made, need some seconds to be known.
try() {
	for left in 29 28 27 26 25 24 23 22 21 20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0; do
		if "$@"; then return 0; fi
		echo "not yet: $* ($left more tries)"
		sleep 2
	done
	return 1
}

try temporal operator cluster health

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
	temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
else
	temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
fi

for attribute in Channel Agent TicketState Priority Sentiment; do
	try temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "$attribute" --type Keyword
done
