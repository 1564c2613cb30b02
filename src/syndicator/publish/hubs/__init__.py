"""WebSub, the publisher's side: which hubs to notify of changed feeds, and notifying them."""
