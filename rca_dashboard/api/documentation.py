"""The OpenAPI document, and Swagger UI to read it.

FastAPI's own page loads its scripts from a CDN and starts them inline: it stays blank without internet access, or under
a strict content security policy. Here every file is served by the app; they come from fastapi-offline.
"""

from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response

from rca_dashboard.access.identity import Role
from rca_dashboard.api.answers import JsonAnswer
from rca_dashboard.api.routes import ANY_SCOPE, Routes

# Addresses are relative, so that the page works wherever a proxy mounts the app.
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>rca_dashboard API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
_START = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
});
"""


def _swagger_ui(name: str) -> Path:
    # Located without importing: the package's own code is not needed.
    package = find_spec("fastapi_offline")
    if package is None or package.origin is None:
        raise RuntimeError("fastapi-offline is not installed; run pip install -r requirements.txt.")
    return Path(package.origin).parent / "static" / name


def add_documentation_routes(routes: Routes, api: FastAPI) -> None:
    """Add ``/openapi.json`` and ``/docs``."""

    async def openapi() -> JsonAnswer:
        return JsonAnswer(api.openapi())

    async def page() -> HTMLResponse:
        return HTMLResponse(_PAGE)

    async def start() -> Response:
        return Response(_START, media_type="text/javascript")

    async def bundle() -> FileResponse:
        return FileResponse(_swagger_ui("swagger-ui-bundle.js"))

    async def style() -> FileResponse:
        return FileResponse(_swagger_ui("swagger-ui.css"))

    for path, endpoint in (
        ("/openapi.json", openapi),
        ("/docs", page),
        ("/docs/start.js", start),
        ("/docs/swagger-ui-bundle.js", bundle),
        ("/docs/swagger-ui.css", style),
    ):
        routes.get(path, endpoint, role=Role.VIEWER, scopes=ANY_SCOPE, include_in_schema=False)
