"""The public web server: the output folder, and the callbacks of hubs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.routing import BaseRoute

from syndicator.config import Config
from syndicator.config.address import Address
from syndicator.log import Log
from syndicator.model.output_feed import Access
from syndicator.web import app, credentials, incident_feed
from syndicator.web.file_cache import Library
from syndicator.web.files import Files
from syndicator.web.listener import Listener

log = Log(__name__)


class WebServer(Listener):
    """What ``[web]`` asks for."""

    def __init__(
        self, *, environ: Mapping[str, str] = os.environ, routes: Sequence[BaseRoute] = ()
    ) -> None:
        """Do nothing yet.

        Args:
            environ: where credentials and handed-over sockets are found.
            routes: what it answers besides files, below the path of ``base_url``.
        """
        super().__init__(environ=environ)
        self._routes = routes
        self._library: tuple[str, Library] | None = None

    def _address(self, config: Config) -> Address | None:
        return config.web.listen

    def _application(self, config: Config) -> Files:
        held = credentials.load(environ=self._environ)
        held.add(incident_feed.NAME, incident_feed.tokens_of(self._environ))
        private = [each.name for each in config.feeds.values() if each.access is Access.TOKEN]
        for feed in held.missing(private):
            log.warning("web.no_tokens", feed=feed, credential=credentials.credential_of(feed))
        root = str(config.output)
        if self._library is None or self._library[0] != root:
            self._library = (root, Library(Path(root)))
        return app.create(config, held, self._library[1], routes=self._routes)
