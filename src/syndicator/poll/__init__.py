"""Asking sources for news: politely, safely, within limits."""
