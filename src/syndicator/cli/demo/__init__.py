"""The demo: five invented publishers, their server, and the whole job on them."""
