"""What /metrics shows, in Prometheus' form. Counts and times only."""

from prometheus_client import Counter, Gauge, Histogram

UPDATES = Counter("desmigratif_updates", "Updates handled", ["kind"])
REPEATED = Counter("desmigratif_updates_repeated", "Updates that came again and did nothing")
FLOODED = Counter("desmigratif_updates_flooded", "Updates passed over because a hundred answers waited in their chat")
FAILED = Counter("desmigratif_handlers_failed", "Handlers that raised an error")
SECONDS = Histogram("desmigratif_update_seconds", "From an update's turn to its commit")
SENT = Counter("desmigratif_messages", "Messages by what became of them", ["state"])
RETRIED = Counter("desmigratif_sends_retried", "Sends that are tried again", ["reason"])
HELD = Gauge("desmigratif_messages_in_hand", "Messages leased by this process and not yet settled")
