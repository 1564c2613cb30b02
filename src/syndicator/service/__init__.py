"""The running service: its scheduler, its signals, systemd, its memory."""
