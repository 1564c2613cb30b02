"""Which items are no stories but orders to editors: kill this, hold that, note this."""
