"""Alerts: from what became of incidents to messages that people get.

::

    changes ─ select ─▶ outbox ─ compose ─▶ message ─ apprise ─▶ mail, chat, push, webhooks
"""
