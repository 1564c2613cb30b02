"""WebSub, the subscriber's side: subscriptions at hubs, their callbacks and deliveries."""
