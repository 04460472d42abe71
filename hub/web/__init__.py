"""The hub's pages and API as one web application."""

from hub.web.application import create_app
from hub.web.server import serve

__all__ = ["create_app", "serve"]
