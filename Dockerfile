# Innovatie for an own server: docker compose -f deploy/compose.yml up
# With LOCK=demo it also has pg_dump and pg_restore of the server's version, which `innovatie backup` needs; with
# LOCK=full the clients of an object store and of a collector of traces too.
FROM python:3.13-slim-trixie AS build
ARG LOCK=run
WORKDIR /build
COPY . .
RUN python scripts/set_up.py run \
    && .venv/bin/python -m hatchling build -t wheel \
    && python scripts/locked.py /opt/innovatie "requirements/${LOCK}.txt" \
    && /opt/innovatie/bin/pip install --no-cache-dir --no-deps --no-index dist/*.whl

FROM python:3.13-slim-trixie
COPY --from=build /opt/innovatie /opt/innovatie
RUN useradd --system --uid 10001 --no-create-home innovatie && install -d -o 10001 -g 10001 /data /backups
USER 10001:10001
# Everything else may be mounted read-only; /data and /tmp are written to.
VOLUME /data
ENV PATH=/opt/innovatie/bin:$PATH INNOVATIE_DATA=/data INNOVATIE_HOST=0.0.0.0 PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=3)"]
CMD ["innovatie", "serve"]
