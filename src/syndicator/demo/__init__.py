"""The whole job at once, on sample publishers that we invented and a server of our own."""
